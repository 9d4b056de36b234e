package dev.ribwatch.agent.policy;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.agent.policy.intent.Configs.NetworkBuilder;
import dev.ribwatch.config.RouteTerms;
import dev.ribwatch.config.value.Asn;
import java.util.List;
import java.util.SplittableRandom;

/** Random terms of a network in {@link RandomWorld}, and paths that keep or break them. */
final class RandomTerms {
    /** A network's routes with this origin are its own, with or without a community. */
    static final long ORIGIN_OF_C = 65033;

    /** A large community that some routes carry. */
    static final String LARGE = "65000:0:1";

    private static final List<String> PATHS = List.of(
            "",
            "65010",
            "65020",
            "65010 65020",
            "65010 65010 65033",
            "65020 3356 65033",
            "64512 65033",
            "65030 65020",
            "12076 65515",
            "64512 65515",
            "65010 65020 65030",
            "65020 65030 65010 65020",
            "65010 3356 65100 64512 65040",
            "3356 4200000001 65010",
            "64512 65100 {65033 65034}",
            "{65040}");

    private RandomTerms() {}

    /** As a router sends it; every second one is the same. */
    static String path(SplittableRandom random) {
        return random.nextBoolean() ? "64512" : PATHS.get(random.nextInt(PATHS.size()));
    }

    /** Some networks get no terms, some get several. */
    static NetworkBuilder of(SplittableRandom random, NetworkBuilder network) {
        if (random.nextInt(3) == 0) {
            network.origins(64512, random.nextBoolean() ? 65010 : 65020);
        }
        if (random.nextInt(3) == 0) {
            network.path(new RouteTerms.Path(
                    asns(random, 3356),
                    asns(random, 65010),
                    random.nextBoolean(),
                    random.nextBoolean() ? RouteTerms.Path.NO_BOUND : random.nextInt(4),
                    random.nextBoolean()));
        }
        if (random.nextInt(3) == 0) {
            network.communities(
                    random.nextBoolean() ? "" : community(1 + random.nextInt(5)),
                    random.nextBoolean() ? "" : community(6 - random.nextInt(6)));
        }
        return network;
    }

    /** Now and then numbers that stand in {@link #PATHS}; chosen by what was chosen before, so that all else stays as it was. */
    static void providerAs(Configs configs) {
        SplittableRandom random =
                new SplittableRandom(4 + RandomRules.text(configs).hashCode());
        if (random.nextInt(4) == 0) {
            configs.providerAs(
                    one(random, 12076, 3356, 65020, 65100, 64512),
                    one(random, 65515, 64512, 65030, 65100, 4200000001L),
                    one(random, 398656, 65033, 65040, 65010, 65020));
        }
    }

    private static long one(SplittableRandom random, long... of) {
        return of[random.nextInt(of.length)];
    }

    /** Now and then with a large one, or only that. */
    private static String community(int number) {
        return switch (number) {
            case 4 -> LARGE;
            case 5 -> "65000:5 " + LARGE;
            default -> "65000:" + number;
        };
    }

    private static List<Asn> asns(SplittableRandom random, long one) {
        return random.nextInt(3) == 0 ? List.of(new Asn(one)) : List.of();
    }
}
