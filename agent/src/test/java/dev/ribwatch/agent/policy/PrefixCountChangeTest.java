package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.agent.policy.intent.Configs.NetworkBuilder;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleConfig.Except;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Drops and surges of a network's routes at a router, with the rule as it is by default, on a moved clock. */
class PrefixCountChangeTest {
    private static final int USUAL = 100;
    private static final String CHANGED = "PrefixCountChange cloud edge1 ipv4-unicast";
    private static final String INVISIBLE = "NetworkInvisible cloud edge1 ipv4-unicast";
    private static final String CLOUD = "65000:2";

    private Scene scene = new Scene(config().build());

    PrefixCountChangeTest() {
        begin(USUAL);
    }

    private static Configs config() {
        return siteAndCloud(Configs.as(65000).router("edge1", "site", 65010));
    }

    private static Configs siteAndCloud(Configs before) {
        return before.network(network("site").open().match(match().community("65000:1")))
                .network(network("cloud")
                        .prefixes("10.0.0.0/8")
                        .moreSpecifics(MoreSpecifics.ANY)
                        .match(match().community(CLOUD)))
                .link("wire", "site cloud", false);
    }

    private void begin(int routes) {
        scene.up("edge1").settle();
        announce(0, routes);
        scene.converge("edge1");
        pass(10);
    }

    private void announce(int from, int to) {
        for (int i = from; i < to; i++) {
            scene.announce("edge1", prefix(i), 0, "64512", List.of(CLOUD));
        }
        scene.settle();
    }

    private void withdraw(int from, int to) {
        for (int i = from; i < to; i++) {
            scene.withdraw("edge1", prefix(i), 0);
        }
        scene.settle();
    }

    private static Prefix prefix(int number) {
        return Prefix.parse("10." + (number >> 8) + "." + (number & 0xff) + ".0/24");
    }

    private void pass(int minutes) {
        scene.pass(Duration.ofMinutes(minutes));
    }

    private Finding changed() {
        return scene.recorder.open.values().stream()
                .filter(finding -> Scene.text(finding.key()).equals(CHANGED))
                .findFirst()
                .orElse(null);
    }

    private Detail.CountChange detail() {
        return (Detail.CountChange) changed().detail();
    }

    @Test
    void aDropOfTheShareOpensIt() {
        withdraw(0, 29);
        assertThat(changed()).as("29 %").isNull();
        withdraw(29, 31);
        assertThat(changed().severity()).isEqualTo(Severity.WARNING);
        assertThat(changed().forDuration()).isEqualTo(Duration.ofMinutes(5));
        assertThat(changed().key().labels())
                .isEqualTo(Map.of("network", "cloud", "router", "edge1", "family", "ipv4-unicast"));
        assertThat(detail().usual()).isEqualTo(USUAL);
        assertThat(detail().now()).isEqualTo(69);
    }

    @Test
    void aSurgeOfTheShareOpensIt() {
        announce(USUAL, 148);
        assertThat(changed()).as("48 %").isNull();
        announce(148, 152);
        assertThat(detail().now()).isEqualTo(152);
        withdraw(130, 152);
        assertThat(changed()).as("30 %: not less than half of what opens it").isNotNull();
        withdraw(120, 130);
        assertThat(changed()).as("20 %").isNull();
    }

    @Test
    void fewRoutesAreNothing() {
        scene = new Scene(config().build());
        begin(12);
        withdraw(0, 9);
        assertThat(changed()).as("three quarters, but nine").isNull();
        announce(0, 9);
        withdraw(0, 11);
        assertThat(changed()).as("eleven").isNotNull();
    }

    @Test
    void whatStaysBecomesUsual() {
        withdraw(0, 50);
        pass(5);
        assertThat(changed()).isNotNull();
        pass(180);
        assertThat(changed()).isNull();
        announce(0, 50);
        assertThat(changed()).as("now the old number is a surge").isNotNull();
    }

    @Test
    void slowGrowthIsNoSurge() {
        for (int i = 0; i < 20; i++) {
            announce(USUAL + 10 * i, USUAL + 10 * i + 10);
            pass(60);
            assertThat(changed()).as("after %d hours", i + 1).isNull();
        }
    }

    @Test
    void theLevelSurvivesARestartOfTheSession() {
        scene.down("edge1");
        pass(600);
        assertThat(changed()).as("down").isNull();
        scene.up("edge1").settle();
        announce(0, 40);
        pass(1);
        assertThat(changed()).as("converging").isNull();
        scene.converge("edge1");
        assertThat(detail().usual()).isEqualTo(USUAL);
        assertThat(detail().now()).isEqualTo(40);
        scene.down("edge1");
        assertThat(changed().unknown()).isTrue();
        scene.up("edge1").settle();
        announce(0, USUAL);
        assertThat(changed().unknown()).isTrue();
        scene.converge("edge1");
        assertThat(changed()).isNull();
    }

    @Test
    void aGracefulRestartTellsNothing() {
        scene.rib.sessionDown(scene.routers.get("edge1"), true, scene.getAsLong());
        scene.clear("edge1").settle();
        pass(2);
        scene.up("edge1").settle();
        announce(0, 10);
        pass(2);
        assertThat(changed()).isNull();
        announce(10, USUAL);
        scene.converge("edge1");
        assertThat(changed()).isNull();
    }

    @Test
    void nothingLeftIsNetworkInvisibleAndTheLevelWaits() {
        withdraw(0, 40);
        assertThat(changed()).isNotNull();
        withdraw(40, USUAL);
        assertThat(scene.open()).contains(INVISIBLE).doesNotContain(CHANGED);
        pass(600);
        announce(0, 40);
        assertThat(scene.open()).as("judged anew").doesNotContain(INVISIBLE).contains(CHANGED);
        assertThat(detail().usual()).isBetween(95, USUAL);
        announce(40, USUAL);
        assertThat(changed()).isNull();
    }

    @Test
    void aLegThatLostAllIsRedundancyLostAndTheLevelWaits() {
        scene = new Scene(config().router("edge2", "site", 65010)
                .legs("edge1", "", "edge2", "")
                .build());
        scene.up("edge2");
        scene.announce("edge2", prefix(0), 0, "64512", List.of(CLOUD));
        scene.converge("edge2");
        begin(USUAL);
        withdraw(0, 40);
        assertThat(changed()).isNotNull();
        withdraw(40, USUAL);
        assertThat(scene.open())
                .contains("RedundancyLost cloud wire ipv4-unicast")
                .doesNotContain(CHANGED);
        pass(120);
        announce(0, USUAL);
        assertThat(changed()).as("as many as before").isNull();
        withdraw(0, 60);
        assertThat(detail().usual()).isBetween(95, USUAL);
    }

    @Test
    void itIsJudgedAtOnceWhenTheRouterOfTheOtherLegIsRemoved() {
        scene = new Scene(Configs.as(65000)
                .router("edge1", "site", 65010)
                .router("edge2", "site", 65010)
                .network(network("site").open().match(match().community("65000:1")))
                .network(network("cloud").open().match(match().community(CLOUD)))
                .link("wire", "site cloud", false)
                .legs("edge1", "", "edge2", "")
                .build());
        scene.up("edge2");
        scene.announce("edge2", prefix(0), 0, "64512", List.of(CLOUD));
        scene.converge("edge2");
        begin(USUAL);
        withdraw(0, USUAL);
        pass(120);
        scene.down("edge2");
        assertThat(scene.open()).contains("RedundancyLost cloud wire ipv4-unicast");
        assertThat(changed()).isNull();
        scene.rib.remove(scene.routers.get("edge2"));
        scene.settle();
        assertThat(detail().usual()).as("it waited").isEqualTo(USUAL);
        assertThat(detail().now()).isZero();
        pass(180);
        assertThat(changed()).as("it has followed since").isNull();
    }

    @Test
    void aPartialViewTeachesNothingLess() {
        AdjRibIn edge = scene.routers.get("edge1");
        scene.down("edge1");
        scene.rib.limitPaths(edge, Family.IPV4_UNICAST, 40);
        scene.up("edge1").settle();
        announce(0, USUAL);
        scene.converge("edge1");
        assertThat(changed()).as("they may be there").isNull();
        pass(180);
        scene.down("edge1");
        scene.rib.limitPaths(edge, Family.IPV4_UNICAST, 1_000);
        scene.up("edge1").settle();
        announce(0, USUAL);
        scene.converge("edge1");
        assertThat(changed()).as("what was usual all the time").isNull();
        withdraw(0, 40);
        assertThat(detail().usual()).isEqualTo(USUAL);
    }

    @Test
    void aViewThatBecomesPartialTeachesNothingLess() {
        withdraw(0, 20);
        scene.rib.limitPaths(scene.routers.get("edge1"), Family.IPV4_UNICAST, 80);
        announce(0, 20);
        pass(180);
        scene.down("edge1");
        scene.rib.limitPaths(scene.routers.get("edge1"), Family.IPV4_UNICAST, 1_000);
        scene.up("edge1").settle();
        announce(20, USUAL);
        scene.converge("edge1");
        withdraw(20, 32);
        assertThat(detail().usual()).isBetween(99, USUAL);
    }

    @Test
    void aNetworkThatHadNoneHasNothingUsual() {
        scene = new Scene(config().build());
        begin(0);
        announce(0, 50);
        assertThat(changed()).isNull();
    }

    @Test
    void aReloadTellsNothingAndRemembers() {
        withdraw(0, 50);
        scene.recorder.events.clear();
        scene.reload(scene.config, 3).settle();
        assertThat(scene.recorder.events).isEmpty();
        assertThat(changed()).isNotNull();
        announce(0, 50);
        assertThat(changed()).isNull();
        scene.reload(scene.config, 3).settle();
        withdraw(0, 50);
        assertThat(changed()).as("the level came along").isNotNull();
        scene.reload(config().router("edge9", "site", 65010).build(), 3).settle();
        assertThat(changed()).as("another router changes nothing here").isNotNull();
    }

    @Test
    void aReloadThatLeavesTheNetworkAloneRemembers() {
        withdraw(0, 50);
        Finding before = changed();
        scene.recorder.events.clear();
        scene.reload(
                        with(network("other").open())
                                .network(network("more").open())
                                .build(),
                        3)
                .settle();
        assertThat(changed()).as("other networks came").isEqualTo(before);
        scene.reload(config().build(), 3).settle();
        assertThat(changed()).as("and went").isEqualTo(before);
        assertThat(scene.recorder.events).isEmpty();
        announce(0, 50);
        assertThat(changed()).isNull();
        scene.reload(with(network("other").open()).build(), 3).settle();
        withdraw(0, 50);
        assertThat(detail().usual()).as("the level came along").isEqualTo(USUAL);
    }

    @Test
    void aReloadThatGivesItsRoutesToAnotherNetworkForgets() {
        withdraw(0, 50);
        for (int i = 50; i < 60; i++) {
            scene.announce("edge1", prefix(i), 0, "64512", List.of(CLOUD, "65000:3"));
        }
        scene.settle();
        assertThat(changed()).isNotNull();
        scene.reload(with(network("other").prefixes("10.0.0.0/16")).build(), 3).settle();
        assertThat(changed()).as("ten fewer that nobody withdrew").isNull();
        withdraw(60, 85);
        assertThat(detail().usual()).isEqualTo(40);
    }

    @Test
    void aReloadThatEditsTheNetworkForgets() {
        withdraw(0, 50);
        assertThat(changed()).isNotNull();
        Configs edited = Configs.as(65000)
                .router("edge1", "site", 65010)
                .network(network("site").open().match(match().community("65000:1")))
                .network(network("cloud")
                        .prefixes("10.0.0.0/8")
                        .moreSpecifics(new MoreSpecifics(true, 24, 64))
                        .match(match().community(CLOUD)))
                .link("wire", "site cloud", false);
        scene.reload(edited.build(), 3).settle();
        assertThat(changed()).isNull();
    }

    @Test
    void whatWasUsualIsNotReckonedAnewWithAnotherTimeConstant() {
        scene = new Scene(config(Duration.ofDays(7)));
        begin(USUAL);
        withdraw(0, 40);
        pass(60);
        scene.reload(config(Duration.ofMinutes(1)), 3).settle();
        assertThat(changed()).as("an hour of seven days is no hour of minutes").isNotNull();
        pass(5);
        assertThat(changed()).as("it follows faster from now on").isNull();
    }

    private static Config config(Duration within) {
        RuleConfig.Levels levels = RuleConfig.Levels.DEFAULT;
        return config().rule(
                        RuleName.PREFIX_COUNT_CHANGE,
                        new RuleConfig(true, null, null, Duration.ofMinutes(1), List.of(), 10, within, levels))
                .build();
    }

    /** Another network before those that there were. */
    private static Configs with(NetworkBuilder other) {
        return siteAndCloud(
                Configs.as(65000).router("edge1", "site", 65010).network(other.match(match().community("65000:3"))));
    }

    @Test
    void exceptionsAndARuleThatIsOff() {
        scene.reload(
                        config().rule(
                                        RuleName.PREFIX_COUNT_CHANGE,
                                        RandomWorld.rule(
                                                true, null, List.of(new Except("cloud", null, "edge1", null, null, 0))))
                                .build(),
                        3)
                .settle();
        withdraw(0, 50);
        assertThat(changed()).isNull();
    }
}
