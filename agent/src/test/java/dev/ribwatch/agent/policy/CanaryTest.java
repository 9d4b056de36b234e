package dev.ribwatch.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a router always announces is not there: the view of that family is not whole. */
class CanaryTest {
    private static final Family V4 = Family.IPV4_UNICAST;
    private static final String V4_MISSING = "ViewPartial edge1 ipv4-unicast canary-missing";
    private static final String V6_MISSING = "ViewPartial edge1 ipv6-unicast canary-missing";
    private static final List<String> CANARIES = List.of("10.9.9.0/24", "10.9.8.0/24", "2001:db8:9::/48");

    private final Scene scene = new Scene(watching(String.join(" ", CANARIES)));

    private static Config watching(String canaries) {
        return Configs.as(65000)
                .router("edge1", "on-prem", 65010)
                .router("edge2", "on-prem", 65010)
                .network(Configs.network("on-prem")
                        .asns(65010)
                        .prefixes("10.0.0.0/12 2001:db8::/32")
                        .defaultOwner()
                        .match(Configs.match().asPath("^$")))
                .canary("edge1", canaries)
                .build();
    }

    private void announceAll() {
        CANARIES.forEach(canary -> scene.announce("edge1", canary, "65010"));
    }

    private void whole() {
        scene.up("edge1");
        announceAll();
        scene.converge("edge1");
        nothing();
    }

    private Set<String> partial() {
        return Scene.texts(scene.recorder.open.values().stream()
                .filter(finding -> finding.key().rule() == RuleName.VIEW_PARTIAL)
                .toList());
    }

    private void nothing() {
        assertThat(partial()).isEmpty();
    }

    private Finding finding(String text) {
        return scene.recorder.open.values().stream()
                .filter(one -> Scene.text(one.key()).equals(text))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void nothingIsMissingBeforeTheFamilyHasConverged() {
        scene.up("edge1");
        scene.announce("edge1", "10.9.9.0/24", "65010");
        scene.pass(Duration.ofSeconds(20));
        nothing();
        scene.converge("edge1");
        assertThat(partial()).containsExactlyInAnyOrder(V4_MISSING, V6_MISSING);
        Finding finding = finding(V4_MISSING);
        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.forDuration()).isZero();
        assertThat(finding.detail()).isEqualTo(new Detail.Canaries(2, List.of(Prefix.parse("10.9.8.0/24"))));
    }

    @Test
    void oneFamilyIsJudgedWhileAnotherConverges() {
        scene.up("edge1");
        scene.converge("edge1", V4);
        assertThat(partial()).containsExactly(V4_MISSING);
    }

    @Test
    void exactlyThisPrefixByAnyPathOfAnyNetwork() {
        whole();
        scene.announce("edge1", "10.9.9.0/25", "65010");
        scene.announce("edge1", "10.9.9.128/25", "65010");
        scene.announce("edge1", "10.9.0.0/16", "65010");
        scene.withdraw("edge1", "10.9.9.0/24");
        assertThat(partial()).containsExactly(V4_MISSING);
        scene.announce("edge1", "10.9.9.0/24", "65010 64999 64998");
        nothing();
    }

    @Test
    void anotherRouterThatAnnouncesItDoesNotHelp() {
        whole();
        scene.up("edge2");
        scene.announce("edge2", "10.9.9.0/24", "65010");
        scene.converge("edge2");
        scene.withdraw("edge1", "10.9.9.0/24");
        assertThat(partial()).as("and edge2 has no canaries").containsExactly(V4_MISSING);
    }

    @Test
    void whichAreMissingFollowsWithoutAnotherFinding() {
        whole();
        scene.withdraw("edge1", "10.9.9.0/24");
        scene.recorder.events.clear();
        scene.withdraw("edge1", "10.9.8.0/24");
        assertThat(partial()).containsExactly(V4_MISSING);
        assertThat(finding(V4_MISSING).detail())
                .isEqualTo(new Detail.Canaries(2, List.of(Prefix.parse("10.9.9.0/24"), Prefix.parse("10.9.8.0/24"))));
        assertThat(scene.recorder.events)
                .filteredOn(event -> event.contains("ViewPartial"))
                .allMatch(event -> event.startsWith("~"));
    }

    /** A look falls between the two, and so may one a second later into the next gap: only what lasts is told. */
    @Test
    void aMomentsGapIsNotTold() {
        whole();
        scene.recorder.events.clear();
        scene.withdraw("edge1", Prefix.parse("10.9.9.0/24"), 0);
        scene.idle(Duration.ofSeconds(1));
        scene.engine.step(1000);
        scene.idle(Duration.ofMillis(900));
        scene.engine.step(1000);
        scene.announce("edge1", Prefix.parse("10.9.9.0/24"), 0, "65010", List.of());
        scene.settle();
        assertThat(scene.recorder.events).noneMatch(event -> event.contains("ViewPartial"));
    }

    @Test
    void whileTheSessionIsDownItIsUnknownAndTheNextOneDecides() {
        whole();
        scene.withdraw("edge1", "10.9.9.0/24");
        scene.down("edge1");
        assertThat(finding(V4_MISSING).unknown()).isTrue();
        assertThat(partial()).as("no canary is missed of a router that is away").containsExactly(V4_MISSING);
        scene.recorder.events.clear();
        scene.up("edge1");
        scene.announce("edge1", "10.9.8.0/24", "65010");
        scene.announce("edge1", "2001:db8:9::/48", "65010");
        assertThat(finding(V4_MISSING).unknown()).isTrue();
        scene.converge("edge1");
        assertThat(finding(V4_MISSING).unknown()).isFalse();
        assertThat(scene.recorder.events).noneMatch(event -> event.startsWith("+ ViewPartial"));
        scene.down("edge1");
        whole();
    }

    @Test
    void whatWasDroppedHereIsNotMissing() {
        scene.rib.limitPaths(scene.routers.get("edge1"), V4, 1);
        scene.up("edge1");
        announceAll();
        scene.converge("edge1");
        assertThat(partial()).containsExactly("ViewPartial edge1 ipv4-unicast limit-blocked");
    }

    @Test
    void ofAFamilyThatWasNotNegotiatedAnotherReasonSpeaks() {
        whole();
        scene.withdraw("edge1", "2001:db8:9::/48");
        assertThat(partial()).containsExactly(V6_MISSING);
        scene.down("edge1");
        scene.rib.sessionUp(scene.routers.get("edge1"), 1 << V4.ordinal(), 0, true, scene.getAsLong());
        scene.announce("edge1", "10.9.9.0/24", "65010");
        scene.announce("edge1", "10.9.8.0/24", "65010");
        scene.converge("edge1", V4);
        assertThat(partial()).containsExactly("ViewPartial edge1 ipv6-unicast family-not-negotiated");
    }

    @Test
    void aReloadKeepsItAndOneWithoutTheCanaryEndsIt() {
        whole();
        scene.withdraw("edge1", "10.9.9.0/24");
        scene.recorder.events.clear();
        scene.reload(scene.config, 3).settle();
        assertThat(scene.recorder.events).isEmpty();
        assertThat(partial()).containsExactly(V4_MISSING);
        scene.reload(watching("10.9.8.0/24"), 3).settle();
        nothing();
        scene.reload(watching("10.9.7.0/24"), 3).settle();
        assertThat(partial()).containsExactly(V4_MISSING);
        scene.reload(watching(""), 3).settle();
        nothing();
    }

    @Test
    void everyMemberOfARangeHasThem() {
        Scene range = new Scene(Configs.as(65000)
                .range("edge", "192.0.2.0/28", "on-prem", 65010)
                .network(Configs.network("on-prem")
                        .asns(65010)
                        .prefixes("10.0.0.0/12")
                        .defaultOwner()
                        .match(Configs.match().asPath("^$")))
                .canary("edge", "10.9.9.0/24")
                .build());
        for (String member : List.of("edge-192.0.2.1", "edge-192.0.2.2")) {
            range.routers.put(member, range.rib.add(member, "edge"));
            range.up(member);
        }
        range.announce("edge-192.0.2.1", "10.9.9.0/24", "65010");
        range.converge("edge-192.0.2.1");
        range.converge("edge-192.0.2.2");
        assertThat(range.open()).contains("ViewPartial edge-192.0.2.2 ipv4-unicast canary-missing");
        assertThat(range.open()).noneMatch(text -> text.startsWith("ViewPartial edge-192.0.2.1"));
    }
}
