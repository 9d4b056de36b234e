package dev.ribwatch.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.PolicyCounts.Reason;
import dev.ribwatch.agent.policy.PolicyCounts.Unjudged;
import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.session.RestartTerms;
import dev.ribwatch.agent.wire.capability.GracefulRestart;
import dev.ribwatch.agent.wire.message.RouteRefresh;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of a router that does not show all, and what is not said any more (row F10). The oracle knows no limits. */
class PartialViewTest {
    private static final Family V4 = Family.IPV4_UNICAST;
    private static final String LIMITED = "ViewPartial edge1 ipv4-unicast limit-blocked";
    private static final String MISSING = "MissingPrefix azure-prod 10.33.0.0/16 edge1";

    private Scene scene;

    @BeforeEach
    void others() {
        scene = new Scene(Configs.sample().withoutLegs().build());
        for (String router : List.of("edge2", "pc-edge")) {
            String own = router.equals("edge2") ? "65010" : "65020";
            scene.up(router);
            scene.announce(router, "10.32.0.0/16", own + " 12076");
            scene.announce(router, "10.33.0.0/16", own + " 12076");
            scene.announce(router, "2001:db8:32::/48", own + " 12076");
            scene.announce(router, "10.1.0.0/16", router.equals("edge2") ? "65010" : "65020 12076");
            scene.announce(router, "172.20.0.0/20", router.equals("edge2") ? "65010 12076" : "65020");
            scene.announce(router, "198.52.100.0/24", own + " 3356", "65010:100");
            scene.converge(router);
        }
        scene.withdraw("pc-edge", "198.52.100.0/24");
        scene.announce("pc-edge", "2001:db8:11::/48", "65020 65010");
    }

    /** Four IPv4 routes, then what azure-prod must have beside. */
    private void edge1(boolean with33) {
        scene.up("edge1");
        edge1Routes(with33);
    }

    private void edge1Routes(boolean with33) {
        scene.announce("edge1", "10.1.0.0/16", "65010");
        scene.announce("edge1", "172.20.0.0/20", "65010 12076");
        scene.announce("edge1", "198.52.100.0/24", "65010 3356", "65010:100");
        scene.announce("edge1", "10.32.0.0/16", "65010 12076");
        scene.announce("edge1", "2001:db8:32::/48", "65010 12076");
        if (with33) {
            scene.announce("edge1", "10.33.0.0/16", "65010 12076");
        }
    }

    private void limit(int paths) {
        scene.rib.limitPaths(scene.routers.get("edge1"), V4, paths);
    }

    private void finds(String... findings) {
        assertThat(scene.open()).isEqualTo(new TreeSet<>(Set.of(findings)));
    }

    private Finding finding(String text) {
        return scene.recorder.open.values().stream()
                .filter(one -> Scene.text(one.key()).equals(text))
                .findFirst()
                .orElseThrow();
    }

    private Set<Unjudged> unjudged() {
        scene.engine.takeCounts();
        return Set.copyOf(scene.engine.counts().unjudged());
    }

    @Test
    void aLimitThatIsReachedAndNotPassedIsNothing() {
        limit(5);
        edge1(true);
        scene.converge("edge1");
        finds();
        assertThat(unjudged()).isEmpty();
    }

    @Test
    void whatWasDroppedIsNotMissing() {
        limit(4);
        edge1(true);
        assertThat(scene.open()).as("SessionDown says so first").doesNotContain(LIMITED);
        scene.converge("edge1");
        finds(LIMITED);
        assertThat(finding(LIMITED).severity()).isEqualTo(Severity.WARNING);
        assertThat(finding(LIMITED).detail()).isEqualTo(new Detail.View(4));
        assertThat(finding(LIMITED).forDuration()).isZero();
        assertThat(unjudged()).containsExactly(new Unjudged("edge1", V4, Reason.LIMIT_BLOCKED));
    }

    @Test
    void withoutALimitItIsMissing() {
        edge1(false);
        scene.converge("edge1");
        finds(MISSING);
    }

    @Test
    void noAbsenceOpensFromTheFirstDropOn() {
        edge1(true);
        scene.converge("edge1");
        finds();
        limit(5);
        scene.announce("edge1", "10.2.0.0/16", "65010");
        finds(LIMITED);
        scene.withdraw("edge1", "10.33.0.0/16");
        scene.withdraw("edge1", "10.32.0.0/16");
        scene.withdraw("edge1", "198.52.100.0/24");
        finds(LIMITED);
        scene.withdraw("edge1", "2001:db8:32::/48");
        assertThat(scene.open())
                .as("the other family is judged as ever")
                .contains(LIMITED, "NetworkInvisible azure-prod edge1 ipv6-unicast");
    }

    @Test
    void anAbsenceThatWasSaidBecomesUnknownAndClosesOnSight() {
        edge1(false);
        scene.converge("edge1");
        limit(4);
        scene.announce("edge1", "10.2.0.0/16", "65010");
        finds(MISSING, LIMITED);
        assertThat(finding(MISSING).unknown()).isTrue();
        scene.withdraw("edge1", "198.52.100.0/24");
        assertThat(finding(MISSING).unknown()).isTrue();
        scene.announce("edge1", "10.33.0.0/16", "65010 12076");
        finds(LIMITED);
    }

    @Test
    void aNetworkThatWasInvisibleStaysSoAsUnknownUntilItIsSeen() {
        edge1(false);
        scene.withdraw("edge1", "10.32.0.0/16");
        scene.converge("edge1");
        String invisible = "NetworkInvisible azure-prod edge1 ipv4-unicast";
        finds(invisible);
        limit(3);
        scene.announce("edge1", "10.2.0.0/16", "65010");
        finds(invisible, LIMITED);
        assertThat(finding(invisible).unknown()).isTrue();
        scene.withdraw("edge1", "198.52.100.0/24");
        scene.announce("edge1", "10.32.0.0/16", "65010 12076");
        finds(LIMITED);
    }

    @Test
    void whatIsThereIsStillJudged() {
        limit(4);
        edge1(true);
        scene.converge("edge1");
        scene.withdraw("edge1", "198.52.100.0/24");
        scene.announce("edge1", "0.0.0.0/0", "65010");
        finds(LIMITED, "UnexpectedDefaultRoute on-prem 0.0.0.0/0 edge1");
        scene.withdraw("edge1", "0.0.0.0/0");
        finds(LIMITED);
    }

    @Test
    void theNextSessionDecides() {
        limit(4);
        edge1(true);
        scene.converge("edge1");
        limit(5);
        scene.settle();
        finds(LIMITED);
        scene.down("edge1");
        finds(LIMITED, "SessionDown edge1");
        assertThat(finding(LIMITED).unknown()).isTrue();
        edge1(true);
        finds(LIMITED, "SessionDown edge1");
        scene.converge("edge1");
        finds();
    }

    @Test
    void stillPartialOnTheNextSessionIsTheSameFinding() {
        limit(4);
        edge1(true);
        scene.converge("edge1");
        scene.down("edge1");
        edge1(true);
        scene.recorder.events.clear();
        scene.converge("edge1");
        finds(LIMITED);
        assertThat(finding(LIMITED).unknown()).isFalse();
        assertThat(scene.recorder.events).noneMatch(event -> event.startsWith("+"));
    }

    @Test
    void wantOfMemoryHasItsOwnReason() {
        edge1(true);
        scene.converge("edge1");
        scene.rib.limitMemory(scene.routers.get("edge1"), 1);
        scene.announce("edge1", "2001:db8:11::/48", "65010 12076");
        finds("ViewPartial edge1 ipv6-unicast memory-budget");
        assertThat(unjudged()).containsExactly(new Unjudged("edge1", Family.IPV6_UNICAST, Reason.MEMORY_BUDGET));
    }

    @Test
    void aFamilyThatWasNotNegotiatedIsSaidOnceTheRouterIsUp() {
        String partial = "ViewPartial edge1 ipv6-unicast family-not-negotiated";
        scene.rib.sessionUp(scene.routers.get("edge1"), 1 << V4.ordinal(), 0, true, scene.getAsLong());
        scene.settle();
        finds("SessionDown edge1");
        for (String prefix : List.of("10.32.0.0/16", "10.33.0.0/16", "172.20.0.0/20")) {
            scene.announce("edge1", prefix, "65010 12076");
        }
        scene.announce("edge1", "10.1.0.0/16", "65010");
        scene.announce("edge1", "198.52.100.0/24", "65010 3356", "65010:100");
        scene.converge("edge1", V4);
        finds(partial);
        assertThat(unjudged())
                .containsExactly(new Unjudged("edge1", Family.IPV6_UNICAST, Reason.FAMILY_NOT_NEGOTIATED));
        scene.down("edge1");
        assertThat(finding(partial).unknown()).isTrue();
        edge1(true);
        scene.converge("edge1");
        finds();
    }

    private static RestartTerms restart() {
        return new RestartTerms(new GracefulRestart(false, false, 120, 3, 3), null, false);
    }

    @Test
    void g7_routesOfARouterThatRestartsAreHeldAndNotJudged() {
        AdjRibIn edge1 = scene.routers.get("edge1");
        scene.rib.sessionUp(edge1, 3, 0, restart(), scene.getAsLong());
        edge1Routes(false);
        scene.announce("edge1", "0.0.0.0/0", "65010 3356", "65010:100");
        scene.converge("edge1");
        String unexpected = "UnexpectedDefaultRoute internet 0.0.0.0/0 edge1";
        String missing = MISSING;
        finds(unexpected, missing);
        scene.recorder.events.clear();

        scene.rib.sessionDown(edge1, true, scene.getAsLong());
        scene.settle();
        finds("SessionDown edge1", unexpected, missing);
        assertThat(finding(unexpected).unknown()).isTrue();
        assertThat(finding(missing).unknown()).isTrue();
        assertThat(edge1.routes(V4)).isEqualTo(5);
        assertThat(unjudged())
                .containsExactlyInAnyOrder(
                        new Unjudged("edge1", V4, Reason.STALE),
                        new Unjudged("edge1", Family.IPV6_UNICAST, Reason.STALE));
        assertThat(finding("SessionDown edge1").detail())
                .isEqualTo(new Detail.Session(false, 6, false, null, null, null));

        scene.rib.sessionUp(edge1, 3, 0, restart(), scene.getAsLong());
        edge1Routes(true); // the default is not told again, what was missing is
        finds("SessionDown edge1", unexpected, missing);
        assertThat(unjudged()).hasSize(2).allMatch(one -> one.reason() == Reason.SYNCING);
        scene.converge("edge1");
        finds();
        assertThat(scene.recorder.events.stream().filter(event -> event.startsWith("+")))
                .singleElement()
                .asString()
                .contains("SessionDown");
    }

    @Test
    void g7_whenTheRestartTimeIsOverNothingElseIsSaid() {
        AdjRibIn edge1 = scene.routers.get("edge1");
        scene.rib.sessionUp(edge1, 3, 0, restart(), scene.getAsLong());
        edge1Routes(true);
        scene.converge("edge1");
        finds();
        scene.rib.sessionDown(edge1, true, scene.getAsLong());
        scene.pass(Duration.ofSeconds(121));
        scene.rib.tick(scene.getAsLong(), any -> false);
        scene.clear("edge1").settle();
        assertThat(edge1.routes(V4)).isZero();
        finds("SessionDown edge1");
        assertThat(unjudged()).hasSize(2).allMatch(one -> one.reason() == Reason.DOWN);
        assertThat(finding("SessionDown edge1").detail())
                .isEqualTo(new Detail.Session(false, 6, false, null, null, null));
    }

    private Detail.Session down() {
        return (Detail.Session) finding("SessionDown edge1").detail();
    }

    @Test
    void aSessionWithoutAFamilyIsToldAsSuch() {
        AdjRibIn edge1 = scene.routers.get("edge1");
        scene.rib.sessionUp(edge1, 0, 0, false, scene.getAsLong());
        scene.settle();
        assertThat(down().silence()).isEqualTo(Reason.FAMILY_NOT_NEGOTIATED);
        assertThat(down().neverConverged()).isTrue();
        scene.rib.sessionDown(edge1, scene.getAsLong());
        scene.settle();
        assertThat(down().silence()).isNull();

        edge1(true);
        scene.converge("edge1");
        finds();
        scene.drop("edge1");
        scene.settle();
        assertThat(down().silence()).isNull();
        assertThat(unjudged()).hasSize(2).allMatch(one -> one.reason() == Reason.DOWN);
        scene.recorder.events.clear();

        scene.rib.sessionUp(edge1, 0, 0, false, scene.getAsLong());
        scene.settle();
        finds("SessionDown edge1");
        assertThat(down().silence()).isEqualTo(Reason.FAMILY_NOT_NEGOTIATED);
        assertThat(unjudged()).hasSize(2).allMatch(one -> one.reason() == Reason.FAMILY_NOT_NEGOTIATED);
        assertThat(scene.recorder.events).hasSize(1).allMatch(event -> event.startsWith("~"));
    }

    @Test
    void aSessionOfWhichAllFamiliesWereDisabledIsToldAsSuch() {
        edge1(true);
        scene.converge("edge1");
        AdjRibIn edge1 = scene.routers.get("edge1");
        for (Family family : Family.values()) {
            assertThat(edge1.isEstablished()).isTrue();
            scene.rib.disable(edge1, family, scene.getAsLong());
        }
        scene.clear("edge1").settle();

        assertThat(down().silence()).isEqualTo(Reason.FAMILY_DISABLED);
        assertThat(unjudged()).hasSize(2).allMatch(one -> one.reason() == Reason.FAMILY_DISABLED);
    }

    @Test
    void anAttemptThatFailsChangesWhatIsKnownAndOpensNothing() {
        edge1(true);
        scene.converge("edge1");
        AdjRibIn edge1 = scene.routers.get("edge1");
        scene.drop("edge1");
        scene.settle();
        scene.recorder.events.clear();
        for (String why : List.of("Bad Peer AS", "Bad Peer AS", "Hold Timer Expired")) {
            scene.rib.sessionAttempted(edge1, why);
            scene.settle();
            assertThat(down().attempt()).isEqualTo(why);
        }
        assertThat(scene.recorder.events).hasSize(2).allMatch(event -> event.startsWith("~"));

        edge1(true);
        scene.settle();
        assertThat(down().attempt()).as("a session came up since").isNull();
        scene.converge("edge1");
        finds();
        scene.drop("edge1");
        scene.settle();
        assertThat(down().attempt()).isNull();
    }

    @Test
    void g9_phantomsOfAnAuditAreSaidUntilTheNextFindsNone() {
        String phantoms = "ViewPartial edge1 ipv4-unicast refresh-phantoms";
        AdjRibIn edge1 = scene.routers.get("edge1");
        edge1(true);
        scene.announce("edge1", "10.2.0.0/16", "65010");
        scene.converge("edge1");
        finds();
        audit(edge1);
        finds(phantoms);
        assertThat(finding(phantoms).detail()).isEqualTo(new Detail.Phantoms(1));
        assertThat(finding(phantoms).severity()).isEqualTo(Severity.WARNING);
        assertThat(unjudged()).as("what is there is there").isEmpty();
        assertThat(edge1.routes(V4)).isEqualTo(5);
        audit(edge1);
        finds();
    }

    /** What edge1 has in IPv4 but for 10.2.0.0/16 comes again. */
    private void audit(AdjRibIn edge1) {
        scene.rib.beginAudit(edge1, V4);
        scene.rib.refresh(edge1, V4, RouteRefresh.BEGIN, scene.getAsLong());
        edge1Routes(true);
        scene.rib.refresh(edge1, V4, RouteRefresh.END, scene.getAsLong());
        scene.settle();
    }

    @Test
    void aFamilyThatIsDisabledIsSaidAtOnceAndItsRoutesGoWithoutAWord() {
        edge1(true);
        scene.converge("edge1");
        finds();
        scene.recorder.events.clear();
        scene.rib.disable(scene.routers.get("edge1"), Family.IPV6_UNICAST, scene.getAsLong());
        while (!scene.rib.clearSome(scene.routers.get("edge1"), 1)) {
            scene.settle();
        }
        scene.settle();
        finds("ViewPartial edge1 ipv6-unicast family-disabled");
        assertThat(unjudged()).containsExactly(new Unjudged("edge1", Family.IPV6_UNICAST, Reason.FAMILY_DISABLED));
        assertThat(scene.routers.get("edge1").routes(Family.IPV6_UNICAST)).isZero();
        assertThat(scene.routers.get("edge1").routes(V4)).isPositive();
        scene.down("edge1");
        edge1(true);
        scene.converge("edge1");
        finds();
    }

    @Test
    void aReloadTellsNothingAndARuleThatIsOffCloses() {
        limit(4);
        edge1(true);
        scene.converge("edge1");
        scene.recorder.events.clear();
        scene.reload(scene.config, 3).settle();
        assertThat(scene.recorder.events).isEmpty();
        finds(LIMITED);
        scene.reload(
                        Configs.sample()
                                .rule(RuleName.VIEW_PARTIAL, RandomWorld.rule(false, null, List.of()))
                                .build(),
                        3)
                .settle();
        finds();
    }

    @Test
    void aRouterThatIsGoneHasNoView() {
        limit(4);
        edge1(true);
        scene.converge("edge1");
        scene.down("edge1");
        scene.rib.remove(scene.routers.get("edge1"));
        scene.settle();
        finds();
    }
}
