package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.value.Direction;
import dev.ribwatch.config.value.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What the worlds of some seeds have beyond links of two: transit links, circuits with two legs, joins, networks behind them. */
final class RandomConnections {
    private static final String NEAR = "192.0.2.1 2001:db8::1";
    private static final String FAR = "192.0.2.2 2001:db8::2";

    private RandomConnections() {}

    /** Two more networks, in which no router stands. */
    static void networks(SplittableRandom random, Configs configs) {
        configs.network(RandomTerms.of(random, network("d"))
                        .asns(65100)
                        .prefixes("192.168.1.0/24 2001:db8::/32")
                        .required("192.168.1.0/24")
                        .moreSpecifics(MoreSpecifics.ANY)
                        .match(match().community("65000:5")))
                .network(network("e")
                        .asns(65040)
                        .prefixes("100.64.0.0/10")
                        .moreSpecifics(MoreSpecifics.NONE)
                        .match(match().originAs(65040)));
    }

    /** Beside the links {@code ab} and {@code ao}. */
    static void connections(SplittableRandom random, Configs configs) {
        List<String> circuits = new ArrayList<>();
        if (random.nextBoolean()) {
            configs.retype("ab", true, false);
            circuits.add("ab");
        } else {
            configs.retype("ab", false, random.nextInt(3) == 0);
        }
        configs.retype("ao", false, random.nextInt(4) == 0);
        int count = 2 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            List<String> between = between(random);
            String text = String.join(" ", between);
            if (random.nextInt(3) == 0) {
                configs.link("w" + i, text, random.nextInt(3) != 0);
            } else {
                configs.circuit("w" + i, text);
                circuits.add("w" + i);
            }
            legs(random, configs, between);
            if (random.nextInt(3) == 0) {
                String provider = between.get(random.nextInt(between.size()));
                configs.limit("w" + i, provider, Direction.TO_PROVIDER, family(random), 2 + random.nextInt(8))
                        .limit("w" + i, provider, Direction.FROM_PROVIDER, family(random), 2 + random.nextInt(8));
            }
        }
        for (String one : circuits) {
            for (String other : circuits) {
                if (one.compareTo(other) < 0 && random.nextInt(3) != 0) {
                    configs.join("j-" + one + "-" + other, one + " " + other);
                }
            }
        }
    }

    private static Family family(SplittableRandom random) {
        return Family.of(random.nextInt(2));
    }

    private static List<String> between(SplittableRandom random) {
        List<String> left = new ArrayList<>(List.of("a", "b", "c", "d", "e", "o"));
        List<String> between = new ArrayList<>();
        for (int size = 2 + random.nextInt(4) / 3; between.size() < size; ) {
            between.add(left.remove(random.nextInt(left.size())));
        }
        return between;
    }

    /** Of the connection that was added last. */
    private static void legs(SplittableRandom random, Configs configs, List<String> between) {
        switch (random.nextInt(4)) {
            case 0 -> {
                if (between.contains("a") && between.contains("b")) {
                    configs.legs("r2", "", "r3", "");
                } else if (between.contains("c")) {
                    configs.legs("r4", NEAR, "r4", FAR);
                }
            }
            case 1 -> {
                if (between.contains("a")) {
                    configs.legs("r1", random.nextBoolean() ? NEAR : "", "r5", random.nextBoolean() ? FAR : "");
                }
            }
            case 2 -> {
                if (between.contains("a")) {
                    configs.legs("r1", "", "r2", "");
                }
            }
            default -> {}
        }
    }
}
