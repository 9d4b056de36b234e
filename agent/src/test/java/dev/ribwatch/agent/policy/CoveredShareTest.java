package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.List;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How much EffectiveDefaultRoute says that routes cover which contain one another: to the address, against a sorted set. */
class CoveredShareTest {
    private static final int SEEDS = 40;
    private static final int ROUTES = 400;
    private static final Prefix MULTICAST = Prefix.parse("224.0.0.0/3");

    private final SplittableRandom random = new SplittableRandom(11);

    /** In few places, so that many contain others; some IPv4 routes lie where no address counts. */
    private Prefix prefix(Family family, int shortest, int longest) {
        long place = family == Family.IPV4_UNICAST
                ? (random.nextInt(8) == 0 ? 225L : 20L) << 56
                        | random.nextLong(1 << 10) << 38
                        | random.nextLong(64) << 32
                : 0x2001_0db8L << 32 | random.nextLong(1 << 10) << 20 | random.nextLong(64) << 4;
        return Prefix.masked(family, place, 0, random.nextInt(shortest, longest + 1));
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void isThatOfTheUnion(Family family) {
        boolean ipv4 = family == Family.IPV4_UNICAST;
        for (int seed = 0; seed < SEEDS; seed++) {
            SortedSet<Prefix> routes = new TreeSet<>();
            // Now and then no short ones, so that what is long decides.
            int shortest = (ipv4 ? 14 : 30) + seed % 4 * 4;
            while (routes.size() < ROUTES) {
                routes.add(prefix(family, shortest, ipv4 ? 32 : 60));
            }
            double whole = ipv4 ? 224L << 24 : 1L << 53;
            long expected = union(routes, ipv4 ? 32 : 56);
            Scene scene = new Scene(Configs.as(65000)
                    .router("r1", "b", 65010)
                    .network(network("a").prefixes("10.0.0.0/8").match(match().asPath("65011$")))
                    .network(network("b").prefixes("11.0.0.0/8").match(match().community("65000:2")))
                    .link("ab", "a b", false)
                    .effectiveThreshold(0.99 * expected / whole)
                    .build());
            scene.up("r1");
            routes.forEach(route -> scene.announce("r1", route, 0, "65010 65011", List.of()));
            scene.converge("r1");
            assertThat(scene.recorder.open.values())
                    .filteredOn(finding -> finding.key().rule() == RuleName.EFFECTIVE_DEFAULT_ROUTE)
                    .singleElement()
                    .satisfies(finding -> assertThat(((Detail.Coverage) finding.detail()).share() * whole)
                            .isCloseTo(expected, within(0.01)));
        }
    }

    private static long union(SortedSet<Prefix> routes, int unit) {
        long sum = 0;
        Prefix last = null;
        for (Prefix route : routes) {
            boolean counts =
                    route.length() <= unit && !(route.family() == MULTICAST.family() && MULTICAST.contains(route));
            if (counts && (last == null || !last.contains(route))) {
                last = route;
                sum += 1L << unit - route.length();
            }
        }
        return sum;
    }
}
