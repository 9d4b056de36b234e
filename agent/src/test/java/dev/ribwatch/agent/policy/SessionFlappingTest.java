package dev.ribwatch.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleConfig.Except;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sessions that come and go, on a moved clock. */
class SessionFlappingTest {
    private static final String FLAPPING = "SessionFlapping edge1";
    private static final int CHANGES = 4;
    private static final Duration WITHIN = Duration.ofMinutes(10);

    private final Scene scene = new Scene(config(true, CHANGES));

    private static Config config(boolean enabled, int changes, Except... except) {
        return Configs.as(65000)
                .router("edge1", "net", 65010)
                .router("edge2", "net", 65010)
                .network(Configs.network("net").open().match(Configs.match().originAs(65010)))
                .rule(
                        RuleName.SESSION_FLAPPING,
                        new RuleConfig(enabled, null, null, Duration.ofSeconds(60), List.of(except), changes, WITHIN))
                .build();
    }

    /** Established and lost: two transitions, but for the first. */
    private void cycle() {
        scene.up("edge1").settle().converge("edge1");
        scene.down("edge1");
    }

    private boolean flaps() {
        return scene.open().contains(FLAPPING);
    }

    private Finding finding() {
        return scene.recorder.open.values().stream()
                .filter(finding -> finding.key().rule() == RuleName.SESSION_FLAPPING)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void oneMoreThanAllowedOpensIt() {
        cycle(); // the first establishment counts for nothing: 1
        cycle(); // 3
        scene.up("edge1").settle(); // 4
        assertThat(flaps()).isFalse();
        scene.down("edge1");
        assertThat(flaps()).isTrue();
        assertThat(finding().key().labels()).isEqualTo(Map.of("router", "edge1"));
        assertThat(finding().severity()).isEqualTo(Severity.WARNING);
        assertThat(finding().forDuration()).isZero();
        assertThat(finding().detail()).isEqualTo(new Detail.SessionFlaps(5, null));
        assertThat(finding().unknown()).isFalse();
    }

    @Test
    void changesThatAreFartherApartThanTheWindowDoNot() {
        for (int i = 0; i < 20; i++) {
            scene.up("edge1").settle();
            scene.pass(Duration.ofSeconds(150));
            scene.down("edge1");
            scene.pass(Duration.ofSeconds(150));
            assertThat(flaps()).as("after %d cycles", i + 1).isFalse();
        }
    }

    @Test
    void aWholeQuietWindowClosesItWhetherTheSessionIsUpOrDown() {
        for (int i = 0; i < 3; i++) {
            cycle();
        }
        assertThat(flaps()).isTrue();
        scene.pass(WITHIN.minusSeconds(30));
        assertThat(flaps()).isTrue();
        scene.pass(Duration.ofSeconds(30));
        assertThat(flaps()).as("down for ten minutes").isFalse();

        scene.up("edge1").settle();
        assertThat(flaps())
                .as("what was before the quiet window counts no more")
                .isFalse();
    }

    @Test
    void aSingleChangeKeepsItOpen() {
        for (int i = 0; i < 3; i++) {
            cycle();
        }
        scene.pass(WITHIN.minusSeconds(30));
        scene.up("edge1").settle();
        scene.pass(WITHIN.minusSeconds(30));
        assertThat(flaps()).isTrue();
        scene.pass(Duration.ofSeconds(30));
        assertThat(flaps()).isFalse();
    }

    @Test
    void aRestartCountsLikeALoss() {
        scene.up("edge1").settle().converge("edge1");
        for (int i = 0; i < 3; i++) {
            scene.rib.sessionDown(scene.routers.get("edge1"), true, scene.getAsLong());
            scene.clear("edge1");
            scene.up("edge1").settle().converge("edge1");
        }
        assertThat(flaps()).isTrue();
    }

    @Test
    void whatHappenedBeforeAReloadCountsAndWhatIsOpenStaysOpen() {
        cycle();
        cycle();
        scene.up("edge1").settle();
        scene.reload(scene.config, 3).settle();
        scene.down("edge1");
        assertThat(flaps()).isTrue();
        scene.recorder.events.clear();
        scene.reload(scene.config, 3).settle();
        assertThat(scene.recorder.events).isEmpty();
        scene.reload(config(true, 100), 3).settle();
        assertThat(flaps()).as("until it is quiet").isTrue();
        scene.reload(config(false, CHANGES), 3).settle();
        assertThat(flaps()).isFalse();
    }

    @Test
    void anotherRouterOrOneThatIsExceptedIsLeftAlone() {
        Scene excepted = new Scene(config(true, CHANGES, new Except(null, null, "edge1", null, null)));
        for (int i = 0; i < 5; i++) {
            excepted.up("edge1").settle();
            excepted.down("edge1");
            excepted.up("edge2").settle();
            excepted.down("edge2");
        }
        assertThat(excepted.open()).contains("SessionFlapping edge2").doesNotContain(FLAPPING);
    }

    @Test
    void aRouterThatIsRemovedLeavesNothingToItsSuccessor() {
        for (int i = 0; i < 3; i++) {
            cycle();
        }
        scene.renew(List.of("edge1")).settle();
        assertThat(flaps()).isFalse();
        cycle();
        cycle();
        assertThat(flaps()).isFalse();
    }
}
