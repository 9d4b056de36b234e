package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.wire.message.RouteRefresh;
import dev.ribwatch.config.RouterConfig.OwnRoutes;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Direction;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Counts against limits of routers and connections, on a moved clock. */
class PrefixLimitTest {
    private static final int LIMIT = 20;
    private static final String OUT = "PrefixLimit circuit to-provider ipv4-unicast";
    private static final String IN = "PrefixLimit circuit from-provider ipv4-unicast";
    private static final String RECEIVED = "PrefixLimit edge1 received ipv4-unicast";
    private static final String CUSTOMER = "65000:1";
    private static final String PROVIDER = "65000:2";
    private static final String BRANCH = "65000:3";
    private static final String JOINED = "65000:4";

    private Scene scene = new Scene(base().limit("circuit", "cloud", Direction.TO_PROVIDER, Family.IPV4_UNICAST, LIMIT)
            .build());

    PrefixLimitTest() {
        up();
    }

    private void up() {
        scene.up("edge1").up("edge2").converge("edge1").converge("edge2");
    }

    private void scene(Configs configs) {
        scene = new Scene(configs.build());
        up();
    }

    private static Configs base() {
        return base(OwnRoutes.EXPORTED);
    }

    private static Configs base(OwnRoutes ownRoutes) {
        Configs configs =
                Configs.as(65000).router("edge1", "site", ownRoutes, 65010).router("edge2", "site", 65010);
        networks(configs);
        return configs.circuit("circuit", "site cloud")
                .circuit("other", "joined cloud")
                .join("reach", "circuit other")
                .link("mpls", "site branch", true);
    }

    private static Configs networks(Configs configs) {
        for (String name : List.of("site", "cloud", "branch", "joined")) {
            int number = List.of("site", "cloud", "branch", "joined").indexOf(name) + 1;
            configs.network(network(name).open().match(match().community("65000:" + number)));
        }
        return configs;
    }

    private void announce(String router, String community, int from, int to) {
        for (int i = from; i < to; i++) {
            scene.announce(router, Prefix.parse("10.64." + i + ".0/24"), 0, "64512", List.of(community));
        }
        scene.settle();
    }

    private void withdraw(String router, int from, int to) {
        for (int i = from; i < to; i++) {
            scene.withdraw(router, Prefix.parse("10.64." + i + ".0/24"), 0);
        }
        scene.settle();
    }

    private Finding limit(String text) {
        return scene.recorder.open.values().stream()
                .filter(finding -> Scene.text(finding.key()).equals(text))
                .findFirst()
                .orElse(null);
    }

    private Severity severity(String text) {
        Finding finding = limit(text);
        return finding == null ? null : finding.severity();
    }

    private Detail.Limit detail(String text) {
        return (Detail.Limit) limit(text).detail();
    }

    @Test
    void warnsAtEightyIsCriticalAtNinetyAndLeavesFivePointsBelow() {
        announce("edge1", CUSTOMER, 0, 15);
        assertThat(limit(OUT)).as("75 %").isNull();
        announce("edge1", CUSTOMER, 15, 16);
        assertThat(severity(OUT)).as("80 %").isEqualTo(Severity.WARNING);
        assertThat(limit(OUT).key().labels())
                .isEqualTo(Map.of("connection", "circuit", "direction", "to-provider", "family", "ipv4-unicast"));
        assertThat(limit(OUT).forDuration()).isZero();
        announce("edge1", CUSTOMER, 16, 17);
        assertThat(severity(OUT)).as("85 %").isEqualTo(Severity.WARNING);
        announce("edge1", CUSTOMER, 17, 18);
        assertThat(severity(OUT)).as("90 %").isEqualTo(Severity.CRITICAL);
        withdraw("edge1", 17, 18);
        assertThat(severity(OUT)).as("85 % again").isEqualTo(Severity.CRITICAL);
        withdraw("edge1", 16, 17);
        assertThat(severity(OUT)).as("80 % again").isEqualTo(Severity.WARNING);
        withdraw("edge1", 15, 16);
        assertThat(severity(OUT)).as("75 % again").isEqualTo(Severity.WARNING);
        withdraw("edge1", 14, 15);
        assertThat(limit(OUT)).as("70 %").isNull();
    }

    @Test
    void overTheLimitItSaysSo() {
        announce("edge1", CUSTOMER, 0, 25);
        assertThat(severity(OUT)).isEqualTo(Severity.CRITICAL);
        assertThat(detail(OUT).count()).isEqualTo(25);
        assertThat(detail(OUT).limit()).isEqualTo(LIMIT);
    }

    @Test
    void countsWhatTheSideSendsAndWhatATransitLinkLeadsToBehindIt() {
        announce("edge1", CUSTOMER, 0, 8);
        announce("edge1", PROVIDER, 100, 140);
        announce("edge1", JOINED, 140, 180);
        assertThat(limit(OUT)).isNull();
        announce("edge1", BRANCH, 8, 16);
        assertThat(detail(OUT).count()).isEqualTo(16);
    }

    @Test
    void countsTheOtherWayWhatTheProviderSends() {
        scene(base().limit("circuit", "cloud", Direction.FROM_PROVIDER, Family.IPV4_UNICAST, LIMIT));
        announce("edge1", CUSTOMER, 0, 40);
        announce("edge1", JOINED, 40, 80);
        assertThat(limit(IN)).isNull();
        announce("edge1", PROVIDER, 80, 96);
        assertThat(detail(IN).count()).isEqualTo(16);
    }

    @Test
    void theFullestRouterTells() {
        announce("edge1", CUSTOMER, 0, 10);
        announce("edge2", CUSTOMER, 0, 16);
        assertThat(detail(OUT).count()).as("not the sum").isEqualTo(16);
        assertThat(detail(OUT).router()).isEqualTo("edge2");
    }

    @Test
    void aRouterThatShowsMoreThanItSendsTellsNothingOfWhatGoesOut() {
        scene(base(OwnRoutes.HELD)
                .limit("circuit", "cloud", Direction.TO_PROVIDER, Family.IPV4_UNICAST, LIMIT)
                .limit("circuit", "cloud", Direction.FROM_PROVIDER, Family.IPV4_UNICAST, LIMIT));
        announce("edge1", CUSTOMER, 0, 30);
        announce("edge1", PROVIDER, 30, 60);
        assertThat(limit(OUT)).isNull();
        assertThat(limit(IN)).isNotNull();
    }

    @Test
    void whatIsOutOfSightStaysAsItWas() {
        announce("edge1", CUSTOMER, 0, 18);
        assertThat(severity(OUT)).isEqualTo(Severity.CRITICAL);
        scene.down("edge1");
        assertThat(severity(OUT)).isEqualTo(Severity.CRITICAL);
        assertThat(limit(OUT).unknown()).isTrue();
        assertThat(limit(OUT).blind()).containsExactly("edge1");
        scene.up("edge1").settle();
        announce("edge1", CUSTOMER, 0, 5);
        assertThat(limit(OUT).unknown()).as("not converged yet").isTrue();
        scene.converge("edge1");
        assertThat(limit(OUT)).isNull();
    }

    @Test
    void whatAPartialViewLacksIsNoRoom() {
        announce("edge1", CUSTOMER, 0, 18);
        scene.rib.limitPaths(scene.routers.get("edge1"), Family.IPV4_UNICAST, 18);
        announce("edge1", CUSTOMER, 18, 30);
        withdraw("edge1", 0, 18);
        assertThat(severity(OUT)).isEqualTo(Severity.CRITICAL);
        assertThat(limit(OUT).unknown()).isTrue();
        assertThat(limit(OUT).blind()).containsExactly("edge1");
        announce("edge1", CUSTOMER, 0, 18);
        assertThat(limit(OUT).unknown()).as("so many are certain").isFalse();
        scene.down("edge1");
        scene.up("edge1").settle();
        announce("edge1", CUSTOMER, 0, 10);
        scene.converge("edge1");
        assertThat(limit(OUT)).isNull();
    }

    @Test
    void whoHasNeverShownItDoesNotKeepItOpen() {
        scene.down("edge2");
        announce("edge1", CUSTOMER, 0, 18);
        withdraw("edge1", 0, 18);
        assertThat(limit(OUT)).isNull();
    }

    @Test
    void whatTheInitialTransferBringsIsJudgedAtItsEnd() {
        scene.down("edge1");
        scene.up("edge1").settle();
        announce("edge1", CUSTOMER, 0, 30);
        assertThat(limit(OUT)).isNull();
        scene.converge("edge1");
        assertThat(severity(OUT)).isEqualTo(Severity.CRITICAL);
    }

    @Test
    void saysHowFastItGrewWhoGrewAndWhere() {
        scene(base().limit("circuit", "cloud", Direction.TO_PROVIDER, Family.IPV4_UNICAST, 100));
        scene.down("edge1");
        scene.renew(List.of("edge1"));
        scene.up("edge1").settle();
        announce("edge1", CUSTOMER, 0, 40);
        scene.converge("edge1");
        scene.pass(Duration.ofMinutes(10));
        announce("edge1", BRANCH, 40, 70);
        for (int i = 0; i < 10; i++) {
            scene.announce("edge1", Prefix.parse("172.16." + i + ".0/24"), 0, "64512", List.of(BRANCH));
        }
        scene.settle();
        Detail.Limit detail = detail(OUT);
        assertThat(detail.count()).isEqualTo(80);
        assertThat(detail.network()).isEqualTo("branch");
        assertThat(detail.added()).isEqualTo(40);
        assertThat(detail.block()).isEqualTo(Prefix.parse("10.64.0.0/17"));
        assertThat(detail.perHour()).isBetween(230.0, 245.0);
    }

    @Test
    void whatARouteServersPeerTellsAgainCountsTwiceWhileItComes() {
        scene(routeServer());
        announce("edge1", CUSTOMER, 0, 12);
        scene.pass(Duration.ofMinutes(1));
        assertThat(limit(OUT)).as("12 of 20").isNull();
        tellAgain(0, 4, "64513");
        assertThat(detail(OUT).count()).as("12 and 4 of them anew").isEqualTo(16);
        scene.pass(Duration.ofSeconds(20));
        assertThat(limit(OUT)).as("the update is over").isNull();
        tellAgain(0, 3, "64514");
        assertThat(limit(OUT)).as("12 and 3").isNull();
    }

    @Test
    void theSameToldAgainCountsToo() {
        scene(routeServer());
        announce("edge1", CUSTOMER, 0, 12);
        scene.pass(Duration.ofMinutes(1));
        tellAgain(0, 6, "64512");
        assertThat(severity(OUT)).as("18 of 20").isEqualTo(Severity.CRITICAL);
    }

    @Test
    void whatIsToldAgainBecauseItWasAskedForCountsOnce() {
        scene(routeServer());
        announce("edge1", CUSTOMER, 0, 12);
        scene.pass(Duration.ofMinutes(1));
        AdjRibIn edge = scene.routers.get("edge1");
        scene.rib.beginAudit(edge, Family.IPV4_UNICAST);
        scene.settle();
        scene.rib.refresh(edge, Family.IPV4_UNICAST, RouteRefresh.BEGIN, scene.getAsLong());
        tellAgain(0, 6, "64512");
        assertThat(limit(OUT)).as("while it comes").isNull();
        tellAgain(6, 12, "64513");
        assertThat(limit(OUT)).as("changed meanwhile").isNull();
        endRefresh(edge);
        assertThat(limit(OUT)).as("when it is over").isNull();
        scene.rib.refresh(edge, Family.IPV4_UNICAST, RouteRefresh.BEGIN, scene.getAsLong());
        for (int i = 0; i < 12; i++) {
            scene.announce("edge1", Prefix.parse("10.64." + i + ".0/24"), 0, "64514", List.of(CUSTOMER));
        }
        endRefresh(edge);
        assertThat(limit(OUT)).as("all of it between two looks").isNull();
        scene.pass(Duration.ofSeconds(20));
        tellAgain(0, 6, "64514");
        assertThat(severity(OUT)).as("nobody asked").isEqualTo(Severity.CRITICAL);
    }

    @Test
    void whatIsToldAgainWhileNobodyLooksIsNoUpdate() {
        scene(routeServer());
        announce("edge1", CUSTOMER, 0, 12);
        scene.pass(Duration.ofMinutes(1));
        for (int i = 0; i < 4; i++) {
            scene.announce("edge1", Prefix.parse("10.64." + i + ".0/24"), 0, "64513", List.of(CUSTOMER));
        }
        scene.idle(Duration.ofSeconds(10)).settle();
        assertThat(limit(OUT)).as("it may have come bit by bit").isNull();
        tellAgain(0, 4, "64514");
        assertThat(limit(OUT)).isNotNull();
    }

    @Test
    void whatIsToldAgainCountsTwiceOverAReload() {
        scene(routeServer());
        announce("edge1", CUSTOMER, 0, 12);
        scene.pass(Duration.ofMinutes(1));
        tellAgain(0, 4, "64513");
        assertThat(limit(OUT)).isNotNull();
        scene.reload(scene.config, 3).settle();
        assertThat(limit(OUT)).as("the update is not over").isNotNull();
        scene.pass(Duration.ofSeconds(20));
        assertThat(limit(OUT)).as("it is").isNull();
        for (int i = 0; i < 4; i++) {
            scene.announce("edge1", Prefix.parse("10.64." + i + ".0/24"), 0, "64514", List.of(CUSTOMER));
        }
        scene.reload(scene.config, 3).settle();
        assertThat(detail(OUT).count()).as("nobody had looked yet").isEqualTo(16);
    }

    private void endRefresh(AdjRibIn edge) {
        scene.rib.refresh(edge, Family.IPV4_UNICAST, RouteRefresh.END, scene.getAsLong());
        scene.clear("edge1").settle();
        assertThat(edge.isRefreshing(Family.IPV4_UNICAST)).isFalse();
    }

    @Test
    void whatWasToldAgainIsNoGrowthAndItsEndIsNoFall() {
        scene(routeServer());
        scene.down("edge1");
        scene.renew(List.of("edge1"));
        scene.up("edge1").settle();
        announce("edge1", CUSTOMER, 0, 16);
        scene.converge("edge1");
        scene.pass(Duration.ofMinutes(31));
        tellAgain(0, 4, "64513");
        assertThat(detail(OUT).count()).isEqualTo(20);
        assertThat(detail(OUT).perHour()).as("while it comes").isZero();
        scene.pass(Duration.ofMinutes(31));
        assertThat(detail(OUT).perHour()).as("later").isZero();
    }

    @Test
    void theOrderOfTheFileChangesNothing() {
        for (boolean first : List.of(true, false)) {
            Configs configs = base().network(network("shop").open().match(match().community("65000:5")))
                    .network(network("depot").open().match(match().community("65000:6")));
            configs = first
                    ? configs.link("b", "shop depot", false).link("a", "branch shop", false)
                    : configs.link("a", "branch shop", false).link("b", "shop depot", false);
            scene(configs.limit("circuit", "cloud", Direction.TO_PROVIDER, Family.IPV4_UNICAST, LIMIT));
            announce("edge1", "65000:6", 0, 30);
            assertThat(limit(OUT)).as("behind what lies behind").isNull();
            announce("edge1", "65000:5", 30, 46);
            assertThat(detail(OUT).count()).as("behind the branch").isEqualTo(16);
        }
    }

    /** As far as the provider's side is to see it: by a join that leads to the branch, and over the next transit link. */
    @Test
    void allThatATransitLinkHandsOnCounts() {
        Configs configs = base().network(network("shop").open().match(match().community("65000:5")))
                .network(network("depot").open().match(match().community("65000:6")))
                .network(network("farm").open().match(match().community("65000:7")))
                .circuit("third", "branch shop")
                .circuit("fourth", "shop depot")
                .link("onward", "shop farm", true)
                .limit("circuit", "cloud", Direction.TO_PROVIDER, Family.IPV4_UNICAST, LIMIT);
        scene(configs);
        announce("edge1", "65000:6", 0, 16);
        assertThat(limit(OUT)).as("not joined").isNull();
        scene(configs.join("inland", "third fourth"));
        announce("edge1", "65000:6", 0, 8);
        announce("edge1", "65000:7", 8, 16);
        assertThat(detail(OUT).count()).isEqualTo(16);
    }

    @Test
    void nothingBehindTheOtherSideCounts() {
        scene(base().link("onward", "cloud joined", true)
                .link("backup", "branch cloud", true)
                .limit("circuit", "cloud", Direction.TO_PROVIDER, Family.IPV4_UNICAST, LIMIT));
        announce("edge1", JOINED, 0, 30);
        assertThat(limit(OUT)).isNull();
        announce("edge1", BRANCH, 30, 46);
        assertThat(detail(OUT).count()).isEqualTo(16);
    }

    private static Configs routeServer() {
        return base().routeServer("circuit")
                .limit("circuit", "cloud", Direction.TO_PROVIDER, Family.IPV4_UNICAST, LIMIT);
    }

    /** One update: the clock stands still until it is over, but for the look that follows it. */
    private void tellAgain(int from, int to, String path) {
        for (int i = from; i < to; i++) {
            scene.announce("edge1", Prefix.parse("10.64." + i + ".0/24"), 0, path, List.of(CUSTOMER));
        }
        scene.settle();
    }

    @Test
    void aCircuitCountsNothingTwice() {
        announce("edge1", CUSTOMER, 0, 12);
        scene.pass(Duration.ofMinutes(1));
        tellAgain(0, 12, "64513");
        assertThat(limit(OUT)).isNull();
    }

    @Test
    void countsThePathsThatARouterSends() {
        scene(base().maxPrefixes("edge1", Family.IPV4_UNICAST, LIMIT));
        announce("edge1", CUSTOMER, 0, 8);
        announce("edge1", PROVIDER, 8, 15);
        announce("edge2", PROVIDER, 0, 30);
        assertThat(limit(RECEIVED)).isNull();
        announce("edge1", JOINED, 15, 16);
        assertThat(severity(RECEIVED)).isEqualTo(Severity.WARNING);
        assertThat(limit(RECEIVED).key().labels())
                .isEqualTo(Map.of("router", "edge1", "direction", "received", "family", "ipv4-unicast"));
        scene.down("edge1");
        assertThat(limit(RECEIVED).unknown()).isTrue();
        scene.renew(List.of("edge1")).settle();
        assertThat(limit(RECEIVED)).isNull();
    }

    @Test
    void aNetworkThatIsAddedHasNotGrownAndTheOthersHave() {
        announce("edge1", CUSTOMER, 0, 4);
        announce("edge1", "65000:5", 4, 9);
        scene.pass(Duration.ofMinutes(31));
        announce("edge1", BRANCH, 9, 15);
        scene.pass(Duration.ofMinutes(10));
        Configs more = networks(Configs.as(65000)
                        .router("edge1", "site", 65010)
                        .router("edge2", "site", 65010)
                        .network(network("depot").open().match(match().community("65000:5"))))
                .circuit("circuit", "site cloud")
                .link("mpls", "site branch", true)
                .link("rail", "site depot", true);
        scene.reload(
                        more.limit("circuit", "cloud", Direction.TO_PROVIDER, Family.IPV4_UNICAST, LIMIT)
                                .build(),
                        3)
                .settle();
        announce("edge1", CUSTOMER, 15, 16);
        assertThat(detail(OUT).count()).isEqualTo(16);
        assertThat(detail(OUT).network()).isEqualTo("branch");
        assertThat(detail(OUT).added()).isEqualTo(6);
        assertThat(detail(OUT).perHour()).as("5 and 6 in 41 minutes").isBetween(15.0, 16.2);
    }

    @Test
    void aReloadTellsNothingAndKnowsWhatGrew() {
        announce("edge1", CUSTOMER, 0, 15);
        scene.pass(Duration.ofMinutes(10));
        scene.reload(scene.config, 3).settle();
        announce("edge1", CUSTOMER, 15, 16);
        assertThat(detail(OUT).added()).isEqualTo(16);
        scene.recorder.events.clear();
        scene.reload(scene.config, 3).settle();
        assertThat(scene.recorder.events).isEmpty();
        withdraw("edge1", 15, 16);
        assertThat(severity(OUT)).as("75 % is not left").isEqualTo(Severity.WARNING);
        scene.reload(
                        base().limit("circuit", "cloud", Direction.TO_PROVIDER, Family.IPV4_UNICAST, 2 * LIMIT)
                                .build(),
                        3)
                .settle();
        assertThat(limit(OUT)).isNull();
        announce("edge1", CUSTOMER, 15, 40);
        scene.reload(
                        base().limit("circuit", "cloud", Direction.TO_PROVIDER, Family.IPV4_UNICAST, 2 * LIMIT)
                                .rule(RuleName.PREFIX_LIMIT, RandomWorld.rule(false, null, List.of()))
                                .build(),
                        3)
                .settle();
        assertThat(limit(OUT)).isNull();
    }
}
