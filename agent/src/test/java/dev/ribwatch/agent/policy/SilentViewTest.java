package dev.ribwatch.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.agent.session.RestartTerms;
import dev.ribwatch.agent.wire.capability.GracefulRestart;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A session is up, and nothing of a family has come on it. */
class SilentViewTest {
    private static final Family V4 = Family.IPV4_UNICAST;
    private static final Family V6 = Family.IPV6_UNICAST;
    private static final String V4_SILENT = "ViewPartial edge1 ipv4-unicast silent";
    private static final String V6_SILENT = "ViewPartial edge1 ipv6-unicast silent";

    private final Scene scene = new Scene(config().build());

    private static Configs config() {
        return Configs.as(65000)
                .router("edge1", "on-prem", 65010)
                .network(Configs.network("on-prem")
                        .asns(65010)
                        .prefixes("10.0.0.0/12 2001:db8::/32")
                        .defaultOwner()
                        .match(Configs.match().asPath("^$")));
    }

    private void seconds(int seconds) {
        scene.pass(Duration.ofSeconds(seconds));
    }

    /** As the daemon does: the fallback is looked at, and nothing waits. */
    private void tick(int seconds) {
        for (int i = 0; i < seconds; i++) {
            scene.idle(Duration.ofSeconds(1));
            scene.rib.tick(scene.getAsLong(), router -> false);
            scene.engine.step(1000);
        }
    }

    private Set<String> partial() {
        return Scene.texts(scene.recorder.open.values().stream()
                .filter(finding -> finding.key().rule() == RuleName.VIEW_PARTIAL)
                .toList());
    }

    private boolean isUnknown(String text) {
        return scene.recorder.open.values().stream()
                .filter(one -> Scene.text(one.key()).equals(text))
                .findFirst()
                .orElseThrow()
                .unknown();
    }

    @Test
    void aMinuteOfNothingIsSaidOfEachFamily() {
        scene.up("edge1");
        seconds(55);
        assertThat(partial()).isEmpty();
        seconds(5);
        assertThat(partial()).containsExactlyInAnyOrder(V4_SILENT, V6_SILENT);
        assertThat(isUnknown(V4_SILENT)).as("that nothing came is certain").isFalse();
        Finding finding = scene.recorder.open.values().stream()
                .filter(one -> Scene.text(one.key()).equals(V4_SILENT))
                .findFirst()
                .orElseThrow();
        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.forDuration()).isZero();
    }

    @Test
    void theFirstRouteEndsIt() {
        scene.up("edge1");
        seconds(61);
        scene.announce("edge1", "10.1.0.0/16", "65010");
        assertThat(partial()).containsExactly(V6_SILENT);
        scene.withdraw("edge1", "10.1.0.0/16");
        seconds(120);
        assertThat(partial()).as("one came").containsExactly(V6_SILENT);
    }

    @Test
    void endOfRibEndsItAtOnce() {
        scene.up("edge1");
        seconds(61);
        scene.apply("edge1", RouteWriter.endOfRib(V4));
        scene.engine.step(1000);
        assertThat(partial()).containsExactly(V6_SILENT);
    }

    @Test
    void aRouterThatSaysItHasNothingIsNotSilent() {
        scene.up("edge1");
        scene.converge("edge1");
        seconds(300);
        assertThat(partial()).isEmpty();
    }

    @Test
    void aRouterThatIsSlowIsNot() {
        scene.up("edge1");
        scene.announce("edge1", "10.1.0.0/16", "65010");
        scene.announce("edge1", "2001:db8:1::/48", "65010");
        seconds(300);
        assertThat(partial()).as("its End-of-RIB is a long time coming").isEmpty();
    }

    @Test
    void anotherFamilyDoesNotSpeakForIt() {
        scene.up("edge1");
        scene.announce("edge1", "10.1.0.0/16", "65010");
        scene.converge("edge1", V4);
        seconds(61);
        assertThat(partial()).containsExactly(V6_SILENT);
    }

    @Test
    void aFamilyThatWasNotNegotiatedIsNotSilent() {
        scene.rib.sessionUp(scene.routers.get("edge1"), 1 << V4.ordinal(), 0, true, scene.getAsLong());
        scene.converge("edge1", V4);
        seconds(120);
        assertThat(partial()).containsExactly("ViewPartial edge1 ipv6-unicast family-not-negotiated");
    }

    @Test
    void itStaysWhenTheFamilyCountsAsWhole() {
        scene.up("edge1");
        tick(298);
        assertThat(partial()).containsExactlyInAnyOrder(V4_SILENT, V6_SILENT);
        scene.recorder.events.clear();
        tick(4);
        assertThat(scene.open()).doesNotContain("SessionDown edge1").contains(V4_SILENT, V6_SILENT);
        assertThat(scene.recorder.events).noneMatch(event -> event.contains("ViewPartial"));
    }

    /** What has come, but waits to be read, is no silence. */
    @Test
    void whatWaitsToBeReadIsNoSilence() {
        scene.up("edge1");
        for (int i = 0; i < 90; i++) {
            scene.idle(Duration.ofSeconds(1));
            scene.rib.tick(scene.getAsLong(), router -> true);
            scene.engine.step(1000);
        }
        assertThat(partial()).isEmpty();
    }

    @Test
    void theNextSessionHasAMinuteOfItsOwn() {
        scene.up("edge1");
        seconds(61);
        scene.converge("edge1", V6);
        scene.down("edge1");
        assertThat(partial()).containsExactly(V4_SILENT);
        assertThat(isUnknown(V4_SILENT)).isTrue();
        scene.recorder.events.clear();
        scene.up("edge1");
        seconds(50);
        assertThat(partial()).containsExactly(V4_SILENT);
        assertThat(isUnknown(V4_SILENT)).isTrue();
        seconds(12);
        assertThat(isUnknown(V4_SILENT)).isFalse();
        assertThat(scene.recorder.events).noneMatch(event -> event.startsWith("- ViewPartial"));
        scene.down("edge1");
        scene.up("edge1").converge("edge1");
        assertThat(partial()).isEmpty();
    }

    @Test
    void aRouterThatRestartsAndSaysNothingAgainIsSilent() {
        RestartTerms terms = new RestartTerms(new GracefulRestart(false, false, 120, 3, 3), null, false);
        scene.rib.sessionUp(scene.routers.get("edge1"), 3, 0, terms, scene.getAsLong());
        scene.announce("edge1", "10.1.0.0/16", "65010");
        scene.converge("edge1");
        scene.rib.sessionDown(scene.routers.get("edge1"), true, scene.getAsLong());
        seconds(5);
        scene.rib.sessionUp(scene.routers.get("edge1"), 3, 0, terms, scene.getAsLong());
        seconds(61);
        assertThat(scene.routers.get("edge1").routes(V4)).isOne();
        assertThat(partial()).containsExactlyInAnyOrder(V4_SILENT, V6_SILENT);
    }

    @Test
    void aRecordingIsNeverSilent() {
        scene.routers.get("edge1").setRecorded();
        scene.up("edge1");
        seconds(120);
        assertThat(partial()).isEmpty();
    }

    @Test
    void aReloadKeepsItAndARuleThatIsOffEndsIt() {
        scene.up("edge1");
        seconds(61);
        scene.recorder.events.clear();
        scene.reload(scene.config, 3).settle();
        assertThat(scene.recorder.events).isEmpty();
        assertThat(partial()).containsExactlyInAnyOrder(V4_SILENT, V6_SILENT);
        Config off = config().rule(RuleName.VIEW_PARTIAL, RandomWorld.rule(false, null, List.of()))
                .build();
        scene.reload(off, 3).settle();
        assertThat(partial()).isEmpty();
        scene.reload(config().build(), 3).settle();
        assertThat(partial()).containsExactlyInAnyOrder(V4_SILENT, V6_SILENT);
    }
}
