package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.config.LegAspect;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two legs of a connection that carry the same prefixes, and not alike: by longer paths, another origin, other communities. */
class UnlikeLegsTest extends TwoLegs {
    @Test
    void aLegThatPrependsByDesignMayHaveLongerPathsAndNoShorterOnes() {
        begin(world().legs("r1", "", "r2", "").prepended(), "r1", "r2");
        for (String router : List.of("r1", "r2")) {
            scene.announce(router, "10.32.0.0/15", router.equals("r1") ? "65010 64512" : "65010 64512 64512 64512");
            scene.converge(router, Family.IPV4_UNICAST);
        }
        assertThat(scene.open()).doesNotContain(DIFFER);
        scene.announce("r2", "10.32.0.0/15", "65010 64512");
        assertThat(scene.open()).doesNotContain(DIFFER);
        scene.announce("r1", "10.32.0.0/15", "65010 64512 64512");
        assertThat(scene.open()).contains(DIFFER);
        assertThat(legs(RuleName.REDUNDANCY_MISMATCH).primary().longerSamples())
                .containsExactly(Prefix.parse("10.32.0.0/15"));
    }

    /** On the second leg, which is information for two hours. */
    private void beginWithLongerPaths() {
        begin(
                world().legs("r1", "", "r2", "").rule(RuleName.REDUNDANCY_MISMATCH, within(Duration.ofHours(2))),
                "r1",
                "r2");
        for (String router : List.of("r1", "r2")) {
            scene.announce(router, "10.32.0.0/15", router.equals("r1") ? "65010 64512" : "65010 64512 64512 64512");
            scene.converge(router, Family.IPV4_UNICAST);
        }
    }

    @Test
    void longerPathsOnOneLegAreInformationForAWhile() {
        beginWithLongerPaths();
        assertThat(scene.open()).contains(DIFFER);
        assertThat(finding(RuleName.REDUNDANCY_MISMATCH).severity()).isEqualTo(Severity.INFO);
        assertThat(legs(RuleName.REDUNDANCY_MISMATCH).secondary().longerSamples())
                .containsExactly(Prefix.parse("10.32.0.0/15"));
        scene.pass(Duration.ofHours(1));
        scene.reload(scene.config, 10).settle();
        assertThat(finding(RuleName.REDUNDANCY_MISMATCH).severity()).isEqualTo(Severity.INFO);
        scene.pass(Duration.ofMinutes(61));
        assertThat(finding(RuleName.REDUNDANCY_MISMATCH).severity()).isEqualTo(Severity.WARNING);
        scene.announce("r2", "10.32.0.0/15", "65010 64512");
        assertThat(scene.open()).doesNotContain(DIFFER);
    }

    @Test
    void aLongerPathThatIsWithdrawnAndAnnouncedInOneUpdateHasBeenLongerAllTheTime() {
        beginWithLongerPaths();
        scene.pass(Duration.ofMinutes(121));
        assertThat(finding(RuleName.REDUNDANCY_MISMATCH).severity()).isEqualTo(Severity.WARNING);
        scene.apply(
                        "r2",
                        new UpdateMessage()
                                .withdraw("10.32.0.0/15")
                                .attribute(UpdateMessage.ORIGIN)
                                .attribute("40 02 12 02 04 0000fdf2 0000fc00 0000fc00 0000fc00")
                                .attribute(UpdateMessage.NEXT_HOP)
                                .announce("10.32.0.0/15")
                                .build())
                .settle();
        scene.pass(Duration.ofSeconds(2));
        assertThat(finding(RuleName.REDUNDANCY_MISMATCH).severity()).isEqualTo(Severity.WARNING);
        scene.announce("r2", "10.32.0.0/15", "65010 64512");
        scene.pass(Duration.ofSeconds(2));
        scene.announce("r2", "10.32.0.0/15", "65010 64512 64512");
        assertThat(finding(RuleName.REDUNDANCY_MISMATCH).severity())
                .as("it begins anew")
                .isEqualTo(Severity.INFO);
    }

    @Test
    void theRoutersOwnAsInFrontMakesNoPathLonger() {
        begin(world().legs("r1", "", "r2", ""), "r1", "r2");
        scene.announce("r1", "10.32.0.0/15", "65010 64512");
        scene.announce("r2", "10.32.0.0/15", "65010 65010 65010 64512");
        scene.converge("r1", Family.IPV4_UNICAST).converge("r2", Family.IPV4_UNICAST);
        assertThat(scene.open()).doesNotContain(DIFFER);
    }

    @Test
    void lengthsAreNotComparedWithoutAWindow() {
        begin(world().legs("r1", "", "r2", "").rule(RuleName.REDUNDANCY_MISMATCH, within(Duration.ZERO)), "r1", "r2");
        scene.announce("r1", "10.32.0.0/15", "65010 64512");
        scene.announce("r2", "10.32.0.0/15", "65010 64512 64512");
        scene.converge("r1", Family.IPV4_UNICAST).converge("r2", Family.IPV4_UNICAST);
        assertThat(scene.open()).doesNotContain(DIFFER);
    }

    /** Two legs of a network that has routes of two ASes. */
    private void beginWithTwoOrigins(LegAspect... compared) {
        RuleConfig rule = within(Duration.ofHours(12)).comparing(Set.of(compared));
        Configs configs = Configs.as(65000)
                .router("r1", "near", 65010)
                .router("r2", "near", 65010)
                .network(network("near").prefixes("10.0.0.0/16").match(match().asPath("^$")))
                .network(network("far").prefixes("10.32.0.0/11").match(match().asPath("_64512_")))
                .link("line", "near far", false)
                .legs("r1", "", "r2", "")
                .rule(RuleName.REDUNDANCY_MISMATCH, rule);
        begin(configs, "r1", "r2");
        for (String router : List.of("r1", "r2")) {
            scene.announce(router, "10.32.0.0/11", "65010 64512 64520", "64512:1", "64512:2");
            scene.converge(router);
        }
        finds();
    }

    @Test
    void aPrefixThatAnotherAsOriginatesOnOneLegIsADifference() {
        beginWithTwoOrigins(LegAspect.ORIGIN);
        scene.announce("r2", "10.32.0.0/11", "65010 64512 64521", "64512:1", "64512:2");
        finds(DIFFER);
        assertThat(finding(RuleName.REDUNDANCY_MISMATCH).severity()).isEqualTo(Severity.WARNING);
        assertThat(legs(RuleName.REDUNDANCY_MISMATCH).unlike())
                .containsExactly(new Detail.Unlike(LegAspect.ORIGIN, 1, List.of(Prefix.parse("10.32.0.0/11"))));
        assertThat(finding(RuleName.REDUNDANCY_MISMATCH).witnesses())
                .extracting(Witness::router)
                .containsExactly("r1", "r2");
        scene.announce("r1", "10.32.0.0/11", "65010 64512 64521");
        finds();
    }

    @Test
    void anOriginThatCannotBeToldIsNoDifference() {
        beginWithTwoOrigins(LegAspect.ORIGIN);
        scene.announce("r2", "10.32.0.0/11", "65010 64512 {64521}");
        finds();
    }

    @Test
    void originsAreNotComparedWhereNobodyAsksForIt() {
        beginWithTwoOrigins();
        scene.announce("r2", "10.32.0.0/11", "65010 64512 64521", "64512:3");
        finds();
    }

    @Test
    void communitiesAreComparedInAnyOrderWhereSomebodyAsksForIt() {
        beginWithTwoOrigins(LegAspect.COMMUNITIES);
        scene.announce("r2", "10.32.0.0/11", "65010 64512 64521", "64512:2", "64512:1");
        finds();
        scene.announce("r2", "10.32.0.0/11", "65010 64512 64520", "64512:1", "64512:3");
        finds(DIFFER);
        assertThat(legs(RuleName.REDUNDANCY_MISMATCH).unlike())
                .containsExactly(new Detail.Unlike(LegAspect.COMMUNITIES, 1, List.of(Prefix.parse("10.32.0.0/11"))));
        scene.announce("r2", "10.32.0.0/11", "65010 64512 64520", "64512:1");
        finds(DIFFER);
        scene.withdraw("r2", "10.32.0.0/11");
        assertThat(scene.open()).contains(LOST);
        scene.announce("r2", "10.32.0.0/11", "65010 64512 64520", "64512:1", "64512:2");
        finds();
    }

    @Test
    void onePathThatIsAlikeOnBothLegsIsEnough() {
        beginWithTwoOrigins(LegAspect.ORIGIN);
        scene.down("r2");
        scene.up("r2", true);
        scene.announce("r2", Prefix.parse("10.32.0.0/11"), 1, "65010 64512 64521", List.of())
                .announce("r2", Prefix.parse("10.32.0.0/11"), 2, "65010 64512 64520", List.of())
                .settle();
        scene.converge("r2");
        finds();
        scene.withdraw("r2", Prefix.parse("10.32.0.0/11"), 2).settle();
        finds(DIFFER);
    }

    private static RuleConfig within(Duration within) {
        return new RuleConfig(true, null, null, Duration.ofSeconds(60), List.of(), 10, within);
    }
}
