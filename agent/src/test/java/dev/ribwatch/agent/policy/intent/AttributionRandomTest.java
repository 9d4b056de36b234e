package dev.ribwatch.agent.policy.intent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs.MatchBuilder;
import dev.ribwatch.agent.policy.intent.Configs.NetworkBuilder;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random intents and routes: the compiled attribution and the naive one agree, asked once and asked again. */
class AttributionRandomTest {
    private static final int CONFIGS = 40;
    private static final int ROUTES = 200;
    private static final String[] NETWORKS = {"a", "b", "c", "d", "e"};
    private static final String[] ROUTERS = {"r1", "r2", "r3", "r4"};
    private static final String[] PATTERNS = {
        "^$",
        "^1(_1)*(_2)?$",
        "_2_",
        "^3",
        "4$",
        "^[0-9]+$",
        "_(1|5)_",
        "^1_.*_3$",
        "^(1|2)+$",
        "^1_[0-9]+_2",
        "(_1)+$",
        "1.3",
        "[{]",
        "^6500[12]_",
        "_[2-4]_",
        ".+_2",
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void agreesWithTheNaiveOne(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CONFIGS; i++) {
            Config config = config(random);
            AttributionTable table = new AttributionTable(Intent.compile(config));
            for (int j = 0; j < ROUTES; j++) {
                checkOneRoute(seed + " config " + i + " route " + j, random, config, table);
            }
        }
    }

    private static void checkOneRoute(String which, Random random, Config config, AttributionTable table) {
        Long aggregator = random.nextInt(4) == 0 ? (long) random.nextInt(6) : null;
        NaiveAttribution.Route route = new NaiveAttribution.Route(
                prefix(random),
                path(random),
                random.nextInt(5) == 0 ? "2001:db8::" + random.nextInt(1, 9) : "192.0.2." + random.nextInt(4),
                some(random, 2, "1:1", "1:2", "1:3", "65535:666"),
                aggregator);
        Blocks block = new Blocks()
                .path(route.path())
                .nextHop(route.nextHop())
                .communities(String.join(" ", route.communities()));
        if (aggregator != null) {
            block.aggregator(aggregator);
        }
        int id = table.intern(block.bytes());
        String router = ROUTERS[random.nextInt(ROUTERS.length)];

        NaiveAttribution.Verdict expected = NaiveAttribution.owner(config, router, route);

        assertThat(table.owner(router, route.prefix(), id))
                .as("seed %s: %s at %s", which, route, router)
                .isEqualTo(expected.owner());
        assertThat(table.explain(router, route.prefix(), id).step())
                .as("seed %s: %s at %s", which, route, router)
                .isEqualTo(expected.step());
        assertThat(table.attribution.isBlackhole(id))
                .as("seed %s: %s", which, route)
                .isEqualTo(route.communities().contains("65535:666"));
        if (random.nextInt(8) == 0) {
            table.attribution.attributesFreed(id);
            table.store.release(id);
        }
    }

    private static Config config(Random random) {
        Configs configs = Configs.as(65000).blackhole("65535:666");
        configs.router("r1", "a", 65001).router("r2", "a", 65001, 65002);
        configs.router("r3", "b", 65000).router("r4", NETWORKS[random.nextInt(NETWORKS.length)], 1);
        for (String name : NETWORKS) {
            NetworkBuilder network = Configs.network(name).asns(random.nextInt(6), 65001);
            network.prefixes(String.join(" ", prefixTexts(random)));
            if (random.nextInt(4) == 0) {
                network.defaultOwner();
            }
            for (int alternatives = random.nextInt(4); alternatives > 0; alternatives--) {
                network.match(match(random));
            }
            configs.network(network);
        }
        return configs.build();
    }

    private static List<String> prefixTexts(Random random) {
        List<String> texts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            texts.add(prefix(random).toString());
        }
        return texts;
    }

    private static MatchBuilder match(Random random) {
        MatchBuilder match = Configs.match();
        if (random.nextInt(3) > 0) {
            match.asPath(PATTERNS[random.nextInt(PATTERNS.length)]);
        }
        if (random.nextInt(3) == 0) {
            match.originAs(random.nextInt(6), 65001);
        }
        if (random.nextInt(4) == 0) {
            match.neighborAs(random.nextInt(6));
        }
        if (random.nextInt(4) == 0) {
            match.community(String.join(" ", some(random, 2, "1:1", "1:2", "1:3")));
        }
        if (random.nextInt(5) == 0) {
            match.nextHop("192.0.2.0/31 2001:db8::/125");
        }
        if (random.nextInt(4) == 0) {
            match.router(String.join(" ", some(random, 2, ROUTERS)));
        }
        if (random.nextInt(4) == 0) {
            match.at(String.join(" ", some(random, 2, NETWORKS)));
        }
        return match;
    }

    private static Prefix prefix(Random random) {
        if (random.nextInt(5) == 0) {
            long high = 0x20010db8_00000000L | (long) random.nextInt(4) << 16;
            return Prefix.masked(Family.IPV6_UNICAST, high, 0, 46 + random.nextInt(4));
        }
        long high = 0x0a000000_00000000L | (long) random.nextInt(1 << 4) << 44;
        int length = random.nextInt(6) == 0 ? 0 : 8 + random.nextInt(14);
        return Prefix.masked(Family.IPV4_UNICAST, high, 0, length);
    }

    private static String path(Random random) {
        List<String> words = new ArrayList<>();
        if (random.nextInt(8) == 0) {
            words.add("(65100 1)");
        }
        for (int own = random.nextInt(3); own > 0; own--) {
            words.add(String.valueOf(random.nextInt(65000, 65003)));
        }
        for (int hops = random.nextInt(5); hops > 0; hops--) {
            words.add(random.nextInt(12) == 0 ? "{1," + random.nextInt(1, 6) + "}" : "" + random.nextInt(1, 6));
        }
        return String.join(" ", words);
    }

    private static List<String> some(Random random, int atMost, String... from) {
        List<String> chosen = new ArrayList<>();
        for (int i = random.nextInt(atMost + 1); i > 0; i--) {
            chosen.add(from[random.nextInt(from.length)]);
        }
        return chosen;
    }
}
