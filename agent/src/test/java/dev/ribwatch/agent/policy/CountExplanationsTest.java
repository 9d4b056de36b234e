package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.Verdict.Outcome;
import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.RouterConfig.OwnRoutes;
import dev.ribwatch.config.RuleConfig.Except;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Direction;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the rules that count say of a prefix: how many there are, and how many would be too many. */
class CountExplanationsTest {
    private static final String SITE = "65000:1";
    private static final String CLOUD = "65000:2";

    private Scene scene = new Scene(config().build());

    private static Configs config() {
        return config("10.0.0.0/8");
    }

    private static Configs config(String ofCloud) {
        return Configs.as(65000)
                .router("edge1", "site", 65010)
                .router("edge2", "site", OwnRoutes.HELD, 65010)
                .network(network("site").open().match(match().community(SITE)))
                .network(network("cloud").prefixes(ofCloud).match(match().community(CLOUD)))
                .circuit("circuit", "site cloud")
                .limit("circuit", "cloud", Direction.TO_PROVIDER, Family.IPV4_UNICAST, 20)
                .maxPrefixes("edge1", Family.IPV6_UNICAST, 40);
    }

    private void begin(Configs configs) {
        scene = new Scene(configs.build());
        for (String router : List.of("edge1", "edge2")) {
            scene.up(router).settle();
            announce(router, SITE, "172.16.%d.0/24", 15);
            announce(router, CLOUD, "10.0.%d.0/24", 40);
            scene.converge(router);
        }
    }

    private void announce(String router, String community, String prefix, int number) {
        for (int i = 0; i < number; i++) {
            scene.announce(router, Prefix.parse(prefix.formatted(i)), 0, "64512", List.of(community));
        }
        scene.settle();
    }

    private Verdict only(RuleName rule, String router, String prefix) {
        Prefix asked = Prefix.parse(prefix);
        List<Verdict> said = scene
                .engine
                .explanations()
                .at(
                        scene.routers.get(router).index(),
                        asked,
                        scene.engine.explanations().related(asked))
                .stream()
                .filter(verdict -> verdict.rule() == rule)
                .toList();
        assertThat(said).hasSize(1);
        return said.get(0);
    }

    private static void assertSays(Verdict verdict, Outcome outcome, String reason) {
        assertThat(verdict.outcome()).as("%s", verdict).isEqualTo(outcome);
        assertThat(verdict.reason()).contains(reason);
    }

    @Test
    void aLimitSaysWhatIsCountedAgainstIt() {
        begin(config());
        assertSays(
                only(RuleName.PREFIX_LIMIT, "edge1", "172.16.3.0/24"),
                Outcome.GOOD,
                "15 prefixes go to-provider over circuit, the limit is 20: warning from 80 %");
        announce("edge1", SITE, "172.16.%d.0/24", 16);
        assertSays(
                only(RuleName.PREFIX_LIMIT, "edge1", "172.16.3.0/24"),
                Outcome.FINDING,
                "16 prefixes go to-provider over circuit");
        assertSays(
                only(RuleName.PREFIX_LIMIT, "edge1", "10.0.1.0/24"),
                Outcome.GOOD,
                "no limit of a router or a connection counts it here");
        assertSays(
                only(RuleName.PREFIX_LIMIT, "edge1", "2001:db8::/32"),
                Outcome.GOOD,
                "0 paths are sent by edge1, the limit is 40");
        assertSays(
                only(RuleName.PREFIX_LIMIT, "edge2", "172.16.3.0/24"),
                Outcome.FINDING,
                "edge2 shows more than it sends on (own-routes: held)");
        scene.down("edge1");
        assertSays(
                only(RuleName.PREFIX_LIMIT, "edge1", "2001:db8::/32"),
                Outcome.FROZEN,
                "last counted: 0 paths are sent");
    }

    @Test
    void anExceptedLimitIsSaidToBe() {
        begin(config().rule(
                        RuleName.PREFIX_LIMIT,
                        RandomWorld.rule(true, null, List.of(new Except(null, null, null, "circuit", null, 0)))));
        assertSays(
                only(RuleName.PREFIX_LIMIT, "edge1", "172.16.3.0/24"),
                Outcome.EXCEPTED,
                "policy.rules.PrefixLimit excepts it");
    }

    @Test
    void aChangeOfTheCountSaysWhatIsUsual() {
        begin(config());
        assertSays(
                only(RuleName.PREFIX_COUNT_CHANGE, "edge1", "10.0.1.0/24"),
                Outcome.GOOD,
                "40 routes of cloud, usual are 40; 30 % fewer or 50 % more, and at least 10, would be unusual");
        for (int i = 10; i < 40; i++) {
            scene.withdraw("edge1", Prefix.parse("10.0." + i + ".0/24"), 0);
        }
        scene.settle();
        assertSays(
                only(RuleName.PREFIX_COUNT_CHANGE, "edge1", "10.0.1.0/24"),
                Outcome.FINDING,
                "10 routes of cloud, usual are 40; open since");
        scene.pass(Duration.ofHours(10));
        assertSays(
                only(RuleName.PREFIX_COUNT_CHANGE, "edge1", "10.0.1.0/24"),
                Outcome.GOOD,
                "10 routes of cloud, usual are 10");
        for (int i = 0; i < 10; i++) {
            scene.withdraw("edge1", Prefix.parse("10.0." + i + ".0/24"), 0);
        }
        scene.settle();
        assertSays(
                only(RuleName.PREFIX_COUNT_CHANGE, "edge1", "10.0.1.0/24"),
                Outcome.EXPLAINED,
                "explained by NetworkInvisible; usual are 10");
        scene.down("edge1");
        assertSays(only(RuleName.PREFIX_COUNT_CHANGE, "edge1", "10.0.1.0/24"), Outcome.FROZEN, "usual are 10");
    }

    /** Counts are looked at once a second: of a network that a reload changed nothing is known until then. */
    @Test
    void whatIsLearnedAnewIsNotSaidToBeNothing() {
        begin(config());
        scene.reload(config("10.0.0.0/8 192.168.0.0/16").build(), 1000);
        while (scene.engine.step(1000)) {}
        assertSays(only(RuleName.PREFIX_COUNT_CHANGE, "edge1", "172.16.3.0/24"), Outcome.GOOD, "usual are 15");
        assertSays(
                only(RuleName.PREFIX_COUNT_CHANGE, "edge1", "10.0.1.0/24"),
                Outcome.GOOD,
                "nothing is known yet of what is usual");
        scene.settle();
        assertSays(only(RuleName.PREFIX_COUNT_CHANGE, "edge1", "10.0.1.0/24"), Outcome.GOOD, "usual are 40");
    }
}
