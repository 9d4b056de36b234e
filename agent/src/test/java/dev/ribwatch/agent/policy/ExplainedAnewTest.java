package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one finding explained, the next one explains from the same change on: nothing flashes up in between. */
class ExplainedAnewTest {
    private static final String QUARTER = "64.0.0.0/2";

    private Scene scene = new Scene(config().effectiveThreshold(0.4).build());

    private static Configs config() {
        return Configs.as(65000)
                .router("r1", "a", 65010)
                .router("r2", "a", 65010)
                .network(network("a").prefixes("10.0.0.0/16").match(match().community("65000:1")))
                .network(network("b").prefixes("10.1.0.0/16").match(match().community("65000:2")))
                .network(network("c").prefixes("10.2.0.0/16").match(match().community("65000:3")))
                .link("abc", "a b c", false);
    }

    private void announce(String router, String prefix, int pathId, int network) {
        scene.announce(router, Prefix.parse(prefix), pathId, "64512", List.of("65000:" + network));
    }

    private List<String> unexpected() {
        return scene.recorder.events.stream()
                .filter(event -> event.startsWith("+ UnexpectedPrefix{"))
                .toList();
    }

    @Test
    void twoQuartersAreADefaultWhateverTheClockSays() {
        assertThat(scene.getAsLong()).isNegative();
        scene.up("r1").converge("r1");
        announce("r1", QUARTER, 0, 1);
        announce("r1", "192.0.0.0/2", 0, 1);
        scene.settle();
        assertThat(scene.getAsLong()).isNegative();
        assertThat(scene.open()).contains("EffectiveDefaultRoute a r1 ipv4-unicast");
    }

    @Test
    void aRouteThatEndsADefaultAndIsAnOverlapWithTheNextOwner() {
        scene.up("r1").converge("r1").up("r2").converge("r2").settle();
        announce("r1", QUARTER, 0, 1);
        announce("r1", "192.0.0.0/2", 0, 1);
        announce("r2", QUARTER, 0, 1);
        scene.settle();
        assertThat(scene.open())
                .contains("EffectiveDefaultRoute a r1 ipv4-unicast", "UnexpectedPrefix a 64.0.0.0/2 r2");
        scene.recorder.events.clear();
        announce("r1", QUARTER, 0, 2);
        scene.settle();
        assertThat(scene.open())
                .contains("OverlappingPrefix a 64.0.0.0/2 b 64.0.0.0/2", "UnexpectedPrefix a 192.0.0.0/2 r1")
                .doesNotContain(
                        "EffectiveDefaultRoute a r1 ipv4-unicast",
                        "UnexpectedPrefix a 64.0.0.0/2 r2",
                        "UnexpectedPrefix b 64.0.0.0/2 r1");
        assertThat(unexpected())
                .containsExactly("+ UnexpectedPrefix{router=r1, network=a, prefix=192.0.0.0/2, family=ipv4-unicast}");
    }

    @Test
    void anOverlapThatEndsAtConvergenceWhereAnotherBegins() {
        String prefix = "192.168.0.0/16";
        scene.up("r1", true).converge("r1").up("r2").converge("r2");
        announce("r1", prefix, 1, 2);
        announce("r1", prefix, 2, 3);
        scene.settle();
        assertThat(scene.open()).contains("OverlappingPrefix b 192.168.0.0/16 c 192.168.0.0/16");
        scene.down("r1");
        announce("r2", prefix, 0, 1);
        scene.settle().up("r1", true);
        announce("r1", prefix, 1, 2);
        scene.settle();
        scene.recorder.events.clear();
        scene.converge("r1", Family.IPV4_UNICAST); // alone: while another waits nothing is judged too early
        assertThat(scene.open())
                .contains("OverlappingPrefix a 192.168.0.0/16 b 192.168.0.0/16")
                .doesNotContain("OverlappingPrefix b 192.168.0.0/16 c 192.168.0.0/16");
        assertThat(unexpected()).isEmpty();
    }

    /** Others' overlaps that come faster than they are judged: what they may explain waits for some of them, not for all. */
    @Test
    void anOriginDoesNotWaitForOverlapsWithoutEnd() {
        scene = new Scene(Configs.as(65000)
                .router("r1", "a", 65010)
                .network(network("a")
                        .prefixes("10.0.0.0/16")
                        .moreSpecifics(MoreSpecifics.ANY)
                        .origins(64601)
                        .match(match().community("65000:1")))
                .network(network("b").prefixes("10.1.0.0/16").match(match().community("65000:2")))
                .network(network("c").prefixes("10.2.0.0/16").match(match().community("65000:3")))
                .link("abc", "a b c", false)
                .build());
        scene.up("r1").converge("r1");
        for (int i = 0; i < 200; i++) {
            announce("r1", "64.0." + i + ".0/24", 0, 2);
        }
        scene.settle();
        for (int second = 0; second < 10; second++) {
            if (second == 3) {
                announce("r1", "10.0.1.0/24", 0, 1);
            }
            announce("r1", QUARTER, 0, 3);
            scene.withdraw("r1", Prefix.parse(QUARTER), 0);
            assertThat(scene.engine.step(100)).as("overlaps to judge").isTrue();
            assertThat(scene.open().contains("UnexpectedOrigin a 10.0.1.0/24 r1"))
                    .as("after %d s", second - 3)
                    .isEqualTo(second >= 5);
            scene.idle(Duration.ofSeconds(1));
        }
    }

    @Test
    void anOverlapWhoseOffenderAReloadLeavesToRoutersOutOfSightKeepsItsSeverity() {
        scene = new Scene(config().rule(RuleName.OVERLAPPING_PREFIX, RandomWorld.rule(true, Severity.INFO, List.of()))
                .build());
        scene.up("r1").converge("r1").up("r2").converge("r2");
        announce("r1", "0.0.0.0/2", 0, 2);
        announce("r1", "192.0.0.0/2", 0, 2);
        announce("r2", "0.0.0.0/2", 0, 2);
        assertSeverityIsKept("OverlappingPrefix b 0.0.0.0/2 a 10.0.0.0/16");
    }

    @Test
    void anOverlapWhoseVictimAReloadLeavesToRoutersOutOfSightKeepsItsSeverity() {
        scene = new Scene(config().rule(RuleName.OVERLAPPING_PREFIX, RandomWorld.rule(true, Severity.INFO, List.of()))
                .build());
        scene.up("r1").converge("r1").up("r2").converge("r2");
        announce("r1", "224.0.0.0/4", 0, 1);
        announce("r1", "0.0.0.0/2", 0, 2);
        announce("r1", "192.0.0.0/2", 0, 2);
        announce("r2", "192.0.0.0/2", 0, 2);
        assertSeverityIsKept("OverlappingPrefix a 224.0.0.0/4 b 192.0.0.0/2");
    }

    /** What r1 shows of b is explained from the reload on, and r2 cannot be asked. */
    private void assertSeverityIsKept(String overlap) {
        scene.settle().down("r2");
        scene.reload(config().effectiveThreshold(0.4).build(), 3).settle();
        assertThat(scene.open()).contains("EffectiveDefaultRoute b r1 ipv4-unicast");
        assertThat(scene.recorder.open.values())
                .filteredOn(finding -> Scene.text(finding.key()).equals(overlap))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.unknown()).isTrue();
                    assertThat(finding.severity()).isEqualTo(Severity.INFO);
                });
    }
}
