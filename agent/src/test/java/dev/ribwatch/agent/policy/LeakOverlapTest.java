package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A few live routes of one network among thousands of another's, which nobody had a reason to compare with anything before
 * the first of those came: more than are looked at in one go.
 */
class LeakOverlapTest {
    private static final int MANY = 3_000;
    private static final int SEEDS = 8;

    private final Map<Prefix, Set<String>> few = new TreeMap<>();
    private final Map<Prefix, Set<String>> many = new TreeMap<>();
    private Scene scene = new Scene(config());

    private static Config config() {
        return Configs.as(65000)
                .router("r1", "a", 65010)
                .router("r2", "a", 65010)
                .router("r3", "c", 65010)
                .network(network("a")
                        .prefixes("10.0.0.0/16")
                        .moreSpecifics(MoreSpecifics.ANY)
                        .match(match().community("65000:1")))
                .network(network("b")
                        .prefixes("10.1.0.0/16")
                        .moreSpecifics(MoreSpecifics.ANY)
                        .match(match().community("65000:2")))
                .network(network("c")
                        .prefixes("10.2.0.0/16")
                        .moreSpecifics(MoreSpecifics.ANY)
                        .match(match().community("65000:3")))
                .link("abc", "a b c", false)
                .build();
    }

    private static Prefix ofMany(int number) {
        return new Prefix(Family.IPV4_UNICAST, 20L << 56 | (long) number << 40, 0, 24);
    }

    /** The first and the last of the many, and some between them, are equal to it, within it or around it; or none is. */
    private static Prefix ofFew(SplittableRandom random) {
        int place = random.nextInt(4) == 0 ? random.nextInt(2) * (MANY - 1) : random.nextInt(MANY + 64);
        return Prefix.masked(Family.IPV4_UNICAST, ofMany(place).high(), 0, 22 + random.nextInt(4));
    }

    private void announce(String router, Prefix prefix, int network, Map<Prefix, Set<String>> held) {
        scene.announce(router, prefix, 0, "64512", List.of("65000:" + network));
        held.computeIfAbsent(prefix, key -> new TreeSet<>()).add(router);
    }

    private void withdraw(String router, Prefix prefix, Map<Prefix, Set<String>> held) {
        Set<String> routers = held.get(prefix);
        if (routers != null && routers.remove(router)) {
            scene.withdraw(router, prefix, 0);
            held.values().removeIf(Set::isEmpty);
        }
    }

    /** The offending prefixes: those of the network whose name is lower. */
    private Set<Prefix> expected(boolean fewOffend) {
        Set<Prefix> offenders = (fewOffend ? few : many).keySet();
        Set<Prefix> victims = (fewOffend ? many : few).keySet();
        return offenders.stream()
                .filter(prefix -> victims.stream().anyMatch(prefix::overlaps))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<Prefix> found() {
        Set<Prefix> prefixes = new TreeSet<>();
        for (FindingKey key : scene.recorder.open.keySet()) {
            if (key.rule() == RuleName.OVERLAPPING_PREFIX && key.prefix() != null) {
                prefixes.add(key.prefix());
            }
        }
        return prefixes;
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "3, 2"})
    void isFoundWhateverHappensMeanwhile(int fewOf, int manyOf) {
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            scene = new Scene(config());
            few.clear();
            many.clear();
            List<String> routers = List.of("r1", "r2", "r3");
            for (String router : routers) {
                scene.up(router).converge(router);
            }
            for (int i = 0; i < MANY; i++) {
                announce(routers.get(random.nextInt(3)), ofMany(i), manyOf, many);
                if (i % 3 == 0) {
                    announce(routers.get(random.nextInt(3)), ofMany(i), manyOf, many);
                }
            }
            scene.settle();
            assertThat(found()).isEmpty();
            List<Prefix> candidates = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                candidates.add(ofFew(random));
            }
            // The first of these has the many looked at, in slices; more comes and goes meanwhile.
            for (int change = 0; change < 60; change++) {
                String router = routers.get(random.nextInt(3));
                Prefix one = candidates.get(random.nextInt(candidates.size()));
                Prefix other = ofMany((int) (one.high() >>> 40 & 0xffff) % MANY);
                switch (random.nextInt(5)) {
                    case 0 -> withdraw(router, one, few);
                    case 1 -> withdraw(router, other, many);
                    case 2 -> {
                        if (!few.containsKey(other)) { // a router's route is of one network
                            announce(router, other, manyOf, many);
                        }
                    }
                    default -> {
                        if (!many.getOrDefault(one, Set.of()).contains(router)) {
                            announce(router, one, fewOf, few);
                        }
                    }
                }
                scene.engine.step(1 + random.nextInt(500));
                if (random.nextInt(20) == 0) {
                    scene.settle();
                    assertThat(found()).as("seed %d", seed).isEqualTo(expected(fewOf < manyOf));
                }
            }
            scene.settle();
            assertThat(found()).as("seed %d", seed).isEqualTo(expected(fewOf < manyOf));
            scene.reload(config(), 300).settle();
            assertThat(found()).as("reloaded, seed %d", seed).isEqualTo(expected(fewOf < manyOf));
        }
    }

    private void converge() {
        for (String router : List.of("r1", "r2", "r3")) {
            scene.up(router).converge(router);
        }
    }

    /** Routes of a network that nothing overlaps. */
    private void announceAside(String router, int octet, int count, int network) {
        for (int i = 0; i < count; i++) {
            Prefix prefix = new Prefix(Family.IPV4_UNICAST, (long) octet << 56 | (long) i << 40, 0, 24);
            announce(router, prefix, network, few);
        }
    }

    @Test
    void isFoundWhereItCameWhileTheEngineWentLive() {
        converge();
        for (int i = 0; i < MANY; i++) {
            announce("r1", ofMany(i), 1, many);
        }
        scene.settle().reload(config(), 300);
        scene.engine.step(100); // the first of the many have been judged
        announce("r2", Prefix.parse("20.0.0.128/25"), 2, few);
        scene.settle();
        assertThat(found()).containsExactly(Prefix.parse("20.0.0.0/24"));
        scene.withdraw("r2", "20.0.0.128/25");
        assertThat(found()).isEmpty();
    }

    @Test
    void isFoundWhereAllOfTheManyAreBeingJudgedAndSomebodyElseChangesMuch() {
        converge();
        for (int i = 0; i < MANY; i++) {
            announce("r1", ofMany(i), 1, many);
        }
        announceAside("r2", 30, 1, 2);
        announceAside("r3", 40, 1, 3);
        scene.settle();
        announceAside("r2", 31, 1_025, 2); // one more than are judged one by one
        scene.engine.step(100); // the first of the many have been judged
        announce("r2", Prefix.parse("20.0.0.128/25"), 2, few);
        announceAside("r2", 32, 1_023, 2); // all once more
        announceAside("r3", 41, 1_024, 3);
        scene.settle();
        assertThat(found()).containsExactly(Prefix.parse("20.0.0.0/24"));
    }

    @Test
    void holdsNobodyUpWhoConvergesWhileTheOnlyRouteOfANetworkComesAndGoes() {
        scene.up("r1").converge("r1").up("r2").converge("r2").up("r3");
        for (int i = 0; i < MANY; i++) {
            announce("r1", ofMany(i), 3, many);
        }
        announceAside("r3", 50, 1, 1);
        scene.settle();
        scene.apply("r3", RouteWriter.endOfRib(Family.IPV4_UNICAST));
        Prefix only = Prefix.parse("60.0.0.0/24");
        for (int i = 0; i < 100; i++) {
            announce("r2", only, 2, few);
            scene.engine.step(200);
            withdraw("r2", only, few);
        }
        assertThat(scene.recorder.open.keySet())
                .anyMatch(key -> key.rule() == RuleName.UNEXPECTED_PREFIX && "r3".equals(key.router()));
    }
}
