package dev.ribwatch.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The scenario of the rules, step by step, with the sample config: exactly these findings, and no others even for a moment. */
class ScenarioTest {
    private static final String[] ON_PREM = {"edge1", "edge2"};
    private static final String[] ALL = {"edge1", "edge2", "pc-edge"};

    private Scene scene;
    private int seen;

    /** Virtual networks and private cloud are seen on-premises as 12076; eBGP feeds. */
    @BeforeEach
    void healthy() {
        scene = new Scene(Configs.sample().build());
        for (String router : ALL) {
            scene.up(router);
        }
        for (String edge : ON_PREM) {
            scene.announce(edge, "10.1.0.0/16", "65010");
            scene.announce(edge, "10.2.0.0/16", "65010 65011");
            scene.announce(edge, "10.32.0.0/16", "65010 12076");
            scene.announce(edge, "10.33.0.0/16", "65010 12076");
            scene.announce(edge, "2001:db8:32::/48", "65010 12076 65515");
            scene.announce(edge, "172.20.0.0/20", "65010 12076");
            scene.announce(edge, "198.52.100.0/24", "65010 3356 15169", "65010:100");
            scene.announce(edge, "2001:db8:11::/48", "65010");
        }
        scene.announce("pc-edge", "172.20.0.0/20", "65020");
        scene.announce("pc-edge", "172.20.16.0/24", "65020");
        scene.announce("pc-edge", "10.32.0.0/16", "65020 12076");
        scene.announce("pc-edge", "10.33.0.0/16", "65020 12076");
        scene.announce("pc-edge", "2001:db8:32::/48", "65020 12076");
        scene.announce("pc-edge", "10.1.0.0/16", "65020 12076 12076");
        scene.announce("pc-edge", "2001:db8:11::/48", "65020 65010");
        for (String router : ALL) {
            scene.converge(router);
        }
        scene.recorder.events.removeIf(event -> event.contains("SessionDown"));
        assertThat(scene.recorder.events).isEmpty();
    }

    private void finds(String... findings) {
        assertThat(scene.open()).isEqualTo(new TreeSet<>(Set.of(findings)));
    }

    /**
     * Since the last call, nothing opened but what is open, and nothing twice. Two legs never change at the same moment: what
     * differs between them has a minute to settle.
     */
    private void opensNothingElse() {
        assertThat(scene.recorder.events.subList(seen, scene.recorder.events.size()))
                .filteredOn(event -> event.startsWith("+") && !event.contains("RedundancyMismatch"))
                .doesNotHaveDuplicates()
                .allMatch(
                        event -> scene.recorder.open.keySet().stream().anyMatch(key -> event.endsWith(key.toString())));
        seen = scene.recorder.events.size();
    }

    private void announceDefault(String prefix) {
        scene.announce("edge1", prefix, "65010");
        scene.announce("edge2", prefix, "65010");
        scene.announce("pc-edge", prefix, "65020 12076");
    }

    @Test
    void healthyHasNone() {
        finds();
    }

    @Test
    void onPremisesDefaultIsUnexpectedAtEachOfTheThree() {
        announceDefault("0.0.0.0/0");
        finds(
                "UnexpectedDefaultRoute on-prem 0.0.0.0/0 edge1",
                "UnexpectedDefaultRoute on-prem 0.0.0.0/0 edge2",
                "UnexpectedDefaultRoute on-prem 0.0.0.0/0 pc-edge");
        opensNothingElse();
        Finding finding = scene.recorder.open.values().iterator().next();
        assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(finding.forDuration()).isEqualTo(Duration.ZERO);
        assertThat(finding.witnesses()).singleElement().satisfies(witness -> {
            assertThat(witness.router()).isEqualTo("edge1");
            assertThat(witness.asPath()).isEqualTo("65010");
            assertThat(witness.nextHop()).isEqualTo("192.0.2.1");
        });
    }

    @Test
    void halvesAreAnEffectiveDefaultFromTheFirstOn() {
        String[] expected = {
            "EffectiveDefaultRoute on-prem edge1 ipv4-unicast",
            "EffectiveDefaultRoute on-prem edge2 ipv4-unicast",
            "EffectiveDefaultRoute on-prem pc-edge ipv4-unicast"
        };
        announceDefault("0.0.0.0/1");
        finds(expected);
        opensNothingElse();
        announceDefault("128.0.0.0/1");
        finds(expected);
        opensNothingElse();
        for (String router : ALL) {
            scene.withdraw(router, "0.0.0.0/1");
        }
        finds(expected);
        for (String router : ALL) {
            scene.withdraw(router, "128.0.0.0/1");
        }
        finds();
    }

    @Test
    void aSubnetOfAnotherNetworkOverlapsOnceWhateverTheOrder() {
        String expected = "OverlappingPrefix private-cloud 10.32.5.0/24 azure-prod 10.32.0.0/16";
        scene.announce("pc-edge", "10.32.5.0/24", "65020");
        finds(expected);
        scene.announce("edge1", "10.32.5.0/24", "65010 12076");
        scene.announce("edge2", "10.32.5.0/24", "65010 12076");
        finds(expected);
        opensNothingElse();
        Finding finding = scene.recorder.open.values().iterator().next();
        assertThat(finding.detail()).isEqualTo(new Detail.Overlap(Detail.Relation.WITHIN, true));
        assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
        scene.withdraw("pc-edge", "10.32.5.0/24");
        finds("UnexpectedPrefix azure-prod 10.32.5.0/24 edge1", "UnexpectedPrefix azure-prod 10.32.5.0/24 edge2");
        scene.announce("pc-edge", "10.32.5.0/24", "65020");
        finds(expected);
    }

    @Test
    void aPrefixGoneAtTheVantageWithOneRouterIsMissing() {
        scene.withdraw("pc-edge", "10.33.0.0/16");
        finds("MissingPrefix azure-prod 10.33.0.0/16 pc-edge");
        opensNothingElse();
        assertThat(scene.recorder.open.values().iterator().next().forDuration()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aPrefixGoneOnOneLegIsAMismatchOfTheConnection() {
        scene.withdraw("edge2", "10.33.0.0/16");
        finds("RedundancyMismatch azure-prod on-prem-circuit ipv4-unicast");
        opensNothingElse();
        Finding finding = find("RedundancyMismatch");
        assertThat(finding.forDuration()).isEqualTo(Duration.ofSeconds(60));
        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        scene.withdraw("edge1", "10.33.0.0/16");
        finds("MissingPrefix azure-prod 10.33.0.0/16 edge1", "MissingPrefix azure-prod 10.33.0.0/16 edge2");
        opensNothingElse();
        scene.announce("edge1", "10.33.0.0/16", "65010 12076");
        finds("RedundancyMismatch azure-prod on-prem-circuit ipv4-unicast");
        opensNothingElse();
        scene.announce("edge2", "10.33.0.0/16", "65010 12076");
        finds();
    }

    @Test
    void aPrefixGoneAtBothIsMissingAtBoth() {
        scene.withdraw("edge1", "10.33.0.0/16");
        scene.withdraw("edge2", "10.33.0.0/16");
        finds("MissingPrefix azure-prod 10.33.0.0/16 edge1", "MissingPrefix azure-prod 10.33.0.0/16 edge2");
    }

    @Test
    void aLostSessionIsOneFindingAndFreezesItsOthers() {
        announceDefault("0.0.0.0/0");
        scene.withdraw("edge1", "10.33.0.0/16");
        scene.down("edge1");
        finds(
                "SessionDown edge1",
                "RedundancyMismatch azure-prod on-prem-circuit ipv4-unicast",
                "UnexpectedDefaultRoute on-prem 0.0.0.0/0 edge1",
                "UnexpectedDefaultRoute on-prem 0.0.0.0/0 edge2",
                "UnexpectedDefaultRoute on-prem 0.0.0.0/0 pc-edge");
        for (Finding finding : scene.recorder.open.values()) {
            boolean frozen = finding.key().connection() != null
                    || "edge1".equals(finding.key().router()) && finding.key().family() != null;
            assertThat(finding.unknown()).as(finding.key().toString()).isEqualTo(frozen);
        }
        Finding down = find("SessionDown");
        assertThat(down.severity()).isEqualTo(Severity.WARNING);
        assertThat(down.forDuration()).isEqualTo(Duration.ofSeconds(30));
        assertThat(down.detail()).isEqualTo(new Detail.Session(false, 8, false, null, null, null));

        scene.down("edge2");
        assertThat(find("SessionDown").severity()).isEqualTo(Severity.CRITICAL);

        // Recovery: nothing is judged before it has converged, all of it then.
        scene.up("edge1");
        scene.announce("edge1", "10.1.0.0/16", "65010");
        assertThat(find("UnexpectedDefaultRoute").unknown()).isTrue();
        for (String prefix : new String[] {"10.32.0.0/16", "10.33.0.0/16", "2001:db8:32::/48", "172.20.0.0/20"}) {
            scene.announce("edge1", prefix, "65010 12076");
        }
        scene.converge("edge1");
        finds(
                "RedundancyMismatch azure-prod on-prem-circuit ipv4-unicast", // edge2 cannot be asked yet
                "SessionDown edge2",
                "UnexpectedDefaultRoute on-prem 0.0.0.0/0 edge2",
                "UnexpectedDefaultRoute on-prem 0.0.0.0/0 pc-edge");
        assertThat(find("SessionDown").severity()).isEqualTo(Severity.WARNING);
    }

    private Finding find(String rule) {
        return scene.recorder.open.values().stream()
                .filter(finding -> finding.key().rule().text().equals(rule))
                .findFirst()
                .orElseThrow();
    }
}
