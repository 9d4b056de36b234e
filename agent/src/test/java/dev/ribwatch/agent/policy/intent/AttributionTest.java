package dev.ribwatch.agent.policy.intent;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.value.Prefix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttributionTest {

    /** Paths as on the wire: the router's own AS is in front on an eBGP feed. */
    @ParameterizedTest(name = "{1} by {2} at {0}: {3}, {4}")
    @CsvSource(textBlock = """
            # at,    prefix,              path,                        owner,         step
            # on-premises: the provider strips private AS numbers, so the prefix must tell
            edge1,   10.32.0.0/16,        65010 12076,                 azure-prod,    LONGEST_DECLARED
            edge2,   10.33.0.0/16,        65010 12076 12076,           azure-prod,    LONGEST_DECLARED
            edge1,   2001:db8:32::/48,    65010 12076,                 azure-prod,    LONGEST_DECLARED
            edge1,   10.32.0.0/16,        65010 12076 65515,           azure-prod,    ONLY_CANDIDATE
            edge1,   172.20.1.0/24,       65010 12076,                 private-cloud, LONGEST_DECLARED
            edge1,   172.20.0.0/20,       65010 12076 65020,           private-cloud, ONLY_CANDIDATE
            edge1,   172.20.0.0/20,       65010 12076 398656,          private-cloud, ONLY_CANDIDATE
            # nobody declares it: the first in the file, on-prem is no candidate here
            edge1,   198.51.100.0/24,     65010 12076,                 azure-prod,    FIRST_IN_FILE
            # captured space looks like the victim's where only 12076 is seen; its own edge tells
            edge1,   10.32.5.0/24,        65010 12076,                 azure-prod,    LONGEST_DECLARED
            pc-edge, 10.32.5.0/24,        65020,                       private-cloud, ONLY_CANDIDATE
            # the router's own routes
            edge1,   10.1.0.0/16,         65010,                       on-prem,       ONLY_CANDIDATE
            edge1,   10.1.0.0/16,         65010 65010 65010,           on-prem,       ONLY_CANDIDATE
            edge1,   10.1.0.0/16,         65010 65011,                 on-prem,       ONLY_CANDIDATE
            edge1,   0.0.0.0/0,           65010,                       on-prem,       ONLY_CANDIDATE
            pc-edge, 172.20.0.0/20,       65020,                       private-cloud, ONLY_CANDIDATE
            # in the private cloud: azure and on-premises both arrive as 12076
            pc-edge, 10.32.0.0/16,        65020 12076,                 azure-prod,    LONGEST_DECLARED
            pc-edge, 10.1.0.0/16,         65020 12076 12076,           on-prem,       LONGEST_DECLARED
            pc-edge, 0.0.0.0/0,           65020 12076,                 on-prem,       DEFAULT_OWNER
            pc-edge, ::/0,                65020 12076,                 on-prem,       DEFAULT_OWNER
            pc-edge, 0.0.0.0/1,           65020 12076,                 on-prem,       DEFAULT_OWNER
            pc-edge, 192.0.2.0/24,        65020 12076,                 on-prem,       DEFAULT_OWNER
            pc-edge, 10.1.0.0/16,         65020 12076 65010,           on-prem,       ONLY_CANDIDATE
            # a route that covers declared space is contained by none
            pc-edge, 10.0.0.0/8,          65020 12076,                 on-prem,       DEFAULT_OWNER
            edge1,   10.32.0.0/15,        65010 12076,                 azure-prod,    FIRST_IN_FILE
            # strangers
            edge1,   8.8.8.0/24,          65010 3356 15169,            unknown,       NOBODY
            pc-edge, 8.8.8.0/24,          65020 3356,                  unknown,       NOBODY
            # sets: the aggregator would name the origin, there is none here
            edge1,   10.1.0.0/16,         '65010 {65010,65011}',       on-prem,       OWN_ROUTES
            edge1,   10.1.0.0/16,         '65010 {65011,3356}',        unknown,       NOBODY
            # confederation segments do not count
            edge1,   10.1.0.0/16,         '(65100 65101) 65010 12076', azure-prod,    FIRST_IN_FILE
            """)
    void attributesTheSample(String router, String prefix, String path, String owner, Step step) {
        AttributionTable table = new AttributionTable(Configs.sample().compile());
        int attributes = table.intern(Blocks.ofPath(path));
        Prefix parsed = Prefix.parse(prefix);

        assertThat(table.owner(router, parsed, attributes)).isEqualTo(owner);
        Attribution.Decision decision = table.explain(router, parsed, attributes);
        assertThat(decision.owner().name()).isEqualTo(owner);
        assertThat(decision.step()).isEqualTo(step);
    }

    @Test
    void namesTheDeclaredPrefixThatDecided() {
        AttributionTable table = new AttributionTable(Configs.sample().compile());

        Attribution.Decision decision =
                table.explain("edge1", Prefix.parse("10.32.5.0/24"), table.intern(Blocks.ofPath("65010 12076")));

        assertThat(decision.declared()).isEqualTo(Prefix.parse("10.32.0.0/16"));
        assertThat(decision.candidates())
                .extracting(candidate -> candidate.network().name())
                .containsExactly("azure-prod", "private-cloud");
    }

    @Test
    void communityConditionMakesACandidate() {
        AttributionTable table = new AttributionTable(Configs.sample().compile());
        byte[] block = new Blocks()
                .path("65010 3356 15169")
                .communities("65010:99 65010:100")
                .bytes();

        assertThat(table.owner("edge1", Prefix.parse("8.8.8.0/24"), table.intern(block)))
                .isEqualTo("internet");
    }

    @Test
    void leavesThePathOfAnInternalNeighbourAsItIs() {
        AttributionTable table = new AttributionTable(Configs.as(65010)
                .router("rr", "on-prem", 65010)
                .network(network("on-prem").asns(65010).match(match().asPath("^$")))
                .network(network("prepended").match(match().asPath("^65010$")))
                .compile());

        assertThat(table.owner("rr", Prefix.parse("10.0.0.0/8"), table.intern(Blocks.ofPath(""))))
                .isEqualTo("on-prem");
        assertThat(table.owner("rr", Prefix.parse("10.0.0.0/8"), table.intern(Blocks.ofPath("65010"))))
                .isEqualTo("prepended");
    }

    @Test
    void removesOnlyTheAsThatThePathBeginsWith() {
        AttributionTable table = new AttributionTable(Configs.as(65000)
                .router("any", "a", 65001, 65002)
                .network(network("a").match(match().asPath("^$")))
                .network(network("b").match(match().asPath("^65002$")))
                .network(network("c").match(match().asPath("^65001$")))
                .compile());
        Prefix prefix = Prefix.parse("10.0.0.0/8");

        assertThat(table.owner("any", prefix, table.intern(Blocks.ofPath("65001 65001 65002"))))
                .isEqualTo("b");
        assertThat(table.owner("any", prefix, table.intern(Blocks.ofPath("65002 65001"))))
                .isEqualTo("c");
        assertThat(table.owner("any", prefix, table.intern(Blocks.ofPath("65002"))))
                .isEqualTo("a");
    }

    @Test
    void originOfAnAggregateIsItsAggregator() {
        AttributionTable table = new AttributionTable(Configs.as(65000)
                .router("r", "a", 65001)
                .network(network("a").match(match().originAs(65050)))
                .compile());
        Prefix prefix = Prefix.parse("10.0.0.0/8");
        String path = "65001 65050 {65060,65061}";

        assertThat(table.owner("r", prefix, table.intern(Blocks.ofPath(path)))).isEqualTo("unknown");
        assertThat(table.owner(
                        "r",
                        prefix,
                        table.intern(new Blocks().path(path).aggregator(65050).bytes())))
                .isEqualTo("a");
    }

    @Test
    void originOfAnEmptyPathIsTheRoutersAs() {
        AttributionTable table = new AttributionTable(Configs.as(65000)
                .router("external", "a", 65001)
                .router("internal", "a", 65000)
                .network(network("a").match(match().originAs(65001)))
                .network(network("b").match(match().originAs(65000)))
                .compile());
        Prefix prefix = Prefix.parse("10.0.0.0/8");

        assertThat(table.owner("external", prefix, table.intern(Blocks.ofPath("65001"))))
                .isEqualTo("a");
        assertThat(table.owner("internal", prefix, table.intern(Blocks.ofPath(""))))
                .isEqualTo("b");
    }

    @Test
    void neighbourNextHopAndRouterConditionsMustAllHold() {
        AttributionTable table = new AttributionTable(Configs.as(65000)
                .router("r1", "a", 65001)
                .router("r2", "a", 65001)
                .network(network("a")
                        .match(match().neighborAs(3356)
                                .nextHop("192.0.2.0/24 2001:db8::/32")
                                .router("r1")))
                .compile());
        Prefix prefix = Prefix.parse("10.0.0.0/8");
        int good = table.intern(
                new Blocks().path("65001 3356 1").nextHop("192.0.2.9").bytes());
        int six = table.intern(
                new Blocks().path("65001 3356 1").nextHop("2001:db8::1").bytes());
        int farHop = table.intern(
                new Blocks().path("65001 3356 1").nextHop("192.0.3.9").bytes());
        int otherNeighbour = table.intern(
                new Blocks().path("65001 1299 3356").nextHop("192.0.2.9").bytes());

        assertThat(table.owner("r1", prefix, good)).isEqualTo("a");
        assertThat(table.owner("r1", prefix, six)).isEqualTo("a");
        assertThat(table.owner("r2", prefix, good)).isEqualTo("unknown");
        assertThat(table.owner("r1", prefix, farHop)).isEqualTo("unknown");
        assertThat(table.owner("r1", prefix, otherNeighbour)).isEqualTo("unknown");
    }

    @Test
    void longestDeclaredPrefixWinsThenTheOrderOfTheFile() {
        AttributionTable table = new AttributionTable(Configs.as(65000)
                .router("r", "a", 65001)
                .network(network("a").prefixes("10.0.0.0/8").match(match()))
                .network(network("b").prefixes("10.1.0.0/16 10.2.0.0/16").match(match()))
                .network(network("c").prefixes("10.1.0.0/16 10.3.0.0/16").match(match()))
                .network(network("d").defaultOwner().match(match()))
                .compile());
        int attributes = table.intern(Blocks.ofPath("65001 1"));

        assertThat(table.owner("r", Prefix.parse("10.1.2.0/24"), attributes)).isEqualTo("b");
        assertThat(table.owner("r", Prefix.parse("10.1.0.0/16"), attributes)).isEqualTo("b");
        assertThat(table.owner("r", Prefix.parse("10.3.0.0/17"), attributes)).isEqualTo("c");
        assertThat(table.owner("r", Prefix.parse("10.4.0.0/16"), attributes)).isEqualTo("a");
        assertThat(table.owner("r", Prefix.parse("11.0.0.0/8"), attributes)).isEqualTo("d");
    }

    @Test
    void oneAttributeSetMayBelongToDifferentNetworksAtDifferentVantages() {
        AttributionTable table = new AttributionTable(Configs.as(65000)
                .router("r1", "a", 65000)
                .router("r2", "b", 65000)
                .router("r3", "c", 65000)
                .network(network("a").match(match().at("a")))
                .network(network("b").match(match().at("b")))
                .network(network("c").match(match().at("c")))
                .compile());
        Prefix prefix = Prefix.parse("10.0.0.0/8");
        int attributes = table.intern(Blocks.ofPath("1 2"));

        for (int round = 0; round < 3; round++) {
            assertThat(table.owner("r1", prefix, attributes)).isEqualTo("a");
            assertThat(table.owner("r2", prefix, attributes)).isEqualTo("b");
            assertThat(table.owner("r3", prefix, attributes)).isEqualTo("c");
        }
        table.attribution.attributesFreed(attributes);
        assertThat(table.attribution.bytes()).isZero();
    }

    @Test
    void forgetsAnAttributeIdThatIsFreed() {
        AttributionTable table = new AttributionTable(Configs.sample().compile());
        Prefix prefix = Prefix.parse("10.1.0.0/16");
        int id = table.intern(Blocks.ofPath("65010"));
        assertThat(table.owner("edge1", prefix, id)).isEqualTo("on-prem");
        table.attribution.attributesFreed(id);
        table.store.release(id);

        int reused = table.intern(Blocks.ofPath("65010 3356"));

        assertThat(reused).isEqualTo(id);
        assertThat(table.owner("edge1", prefix, reused)).isEqualTo("unknown");
    }

    @Test
    void forgetsAPrefixIdThatIsFreed() {
        AttributionTable table = new AttributionTable(Configs.sample().compile());
        RouterIntent edge1 = table.intent.router("edge1");
        int id = table.intern(Blocks.ofPath("65010 12076"));
        Prefix azure = Prefix.parse("10.32.0.0/16");
        Prefix cloud = Prefix.parse("172.20.0.0/20");
        int first = table.attribution.owner(edge1, azure.family(), 7, azure.high(), azure.low(), azure.length(), id);
        table.attribution.prefixFreed(azure.family(), 7);
        int second = table.attribution.owner(edge1, cloud.family(), 7, cloud.high(), cloud.low(), cloud.length(), id);

        assertThat(table.intent.network(first).name()).isEqualTo("azure-prod");
        assertThat(table.intent.network(second).name()).isEqualTo("private-cloud");
    }

    @Test
    void blackholeIsToldWhateverWasAskedBefore() {
        AttributionTable table = new AttributionTable(Configs.sample().compile());
        Prefix prefix = Prefix.parse("10.1.2.3/32");
        int hole = table.intern(
                new Blocks().path("65010").communities("1:1 65535:666").bytes());
        int plain = table.intern(new Blocks().path("65010").communities("1:1").bytes());

        for (int round = 0; round < 2; round++) {
            assertThat(table.attribution.isBlackhole(hole)).isTrue();
            assertThat(table.attribution.isBlackhole(plain)).isFalse();
            assertThat(table.owner("edge1", prefix, hole)).isEqualTo("on-prem");
            assertThat(table.owner("edge1", prefix, plain)).isEqualTo("on-prem");
        }
    }

    @ParameterizedTest(name = "{0} may announce {1}: {2}")
    @CsvSource({
        "azure-prod,    10.32.0.0/16,     true",
        "azure-prod,    10.32.5.0/24,     false",
        "azure-prod,    10.32.0.0/15,     false",
        "azure-prod,    172.20.0.0/24,    false",
        "private-cloud, 172.20.0.0/18,    true",
        "private-cloud, 172.20.0.0/29,    true",
        "private-cloud, 172.20.0.0/30,    false",
        "on-prem,       10.15.255.1/32,   true",
        "on-prem,       10.0.0.0/8,       false",
        "on-prem,       0.0.0.0/0,        false",
        "on-prem,       2001:db8:10::/64, true",
        "internet,      8.8.8.0/24,       true",
        "unknown,       8.8.8.0/24,       false",
    })
    void permitsDeclaredPrefixesAndAllowedMoreSpecificOnes(String network, String prefix, boolean permitted) {
        AttributionTable table = new AttributionTable(Configs.sample().compile());

        assertThat(table.isPermitted(network, prefix)).isEqualTo(permitted);
        assertThat(table.isPermitted(network, prefix)).isEqualTo(permitted);
    }

    @Test
    void moreSpecificsOfOneDeclaredPrefixMayBeDeclaredThemselves() {
        AttributionTable table = new AttributionTable(Configs.as(65000)
                .router("r", "a", 65001)
                .network(network("a")
                        .prefixes("10.0.0.0/8 10.1.1.0/24")
                        .moreSpecifics(MoreSpecifics.NONE)
                        .match(match()))
                .compile());

        assertThat(table.isPermitted("a", "10.1.1.0/24")).isTrue();
        assertThat(table.isPermitted("a", "10.1.2.0/24")).isFalse();
    }
}
