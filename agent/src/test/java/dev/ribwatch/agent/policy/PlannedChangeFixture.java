package dev.ribwatch.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.PlannedChange.Expect;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Planned changes in the sample's networks on a clock that is moved by hand: windows from ten to twelve o'clock, undone by
 * two.
 */
abstract class PlannedChangeFixture {
    static final String P = "10.33.0.0/16";
    static final String MISSING = "MissingPrefix azure-prod " + P;
    static final String LATE = "PlannedChangeMissed azure-prod " + P + " pc-edge late";

    final List<PlannedChange> changes = new ArrayList<>();
    Scene scene;

    static Instant time(String hours) {
        return Instant.parse("2026-01-01T" + hours + ":00Z");
    }

    PlannedChangeFixture plan(
            Expect expect, String network, String movedTo, String undoneBy, String routers, String... prefixes) {
        changes.add(new PlannedChange(
                "move-" + changes.size(),
                time("10:00"),
                time("12:00"),
                network,
                Stream.of(prefixes).map(Prefix::parse).toList(),
                routers.isEmpty() ? List.of() : List.of(routers.split(" ")),
                expect,
                movedTo,
                undoneBy == null ? null : time(undoneBy)));
        return this;
    }

    Config config() {
        Configs configs = Configs.sample();
        changes.forEach(configs::change);
        return configs.build();
    }

    /** The sample, healthy. */
    void begin() {
        scene = new Scene(config());
        for (String edge : List.of("edge1", "edge2")) {
            scene.up(edge);
            scene.announce(edge, "10.1.0.0/16", "65010");
            scene.announce(edge, "10.32.0.0/16", "65010 12076");
            scene.announce(edge, P, "65010 12076");
            scene.announce(edge, "2001:db8:32::/48", "65010 12076 65515");
            scene.announce(edge, "172.20.0.0/20", "65010 12076");
            scene.announce(edge, "2001:db8:11::/48", "65010");
        }
        tellAllOfPcEdge();
        for (String router : List.of("edge1", "edge2", "pc-edge")) {
            scene.converge(router);
        }
        finds();
        scene.recorder.events.clear();
    }

    /** The session comes back, and tells all of it again. */
    void recover() {
        tellAllOfPcEdge();
        scene.converge("pc-edge");
    }

    private void tellAllOfPcEdge() {
        scene.up("pc-edge");
        scene.announce("pc-edge", "172.20.0.0/20", "65020");
        scene.announce("pc-edge", "10.32.0.0/16", "65020 12076");
        scene.announce("pc-edge", P, "65020 12076");
        scene.announce("pc-edge", "2001:db8:32::/48", "65020 12076");
        scene.announce("pc-edge", "10.1.0.0/16", "65020 12076 12076");
        scene.announce("pc-edge", "2001:db8:11::/48", "65020 65010");
    }

    PlannedChangeFixture at(String hours) {
        Duration wait = Duration.between(scene.instant(), time(hours));
        assertThat(wait).isPositive();
        scene.pass(wait);
        return this;
    }

    void finds(String... findings) {
        assertThat(scene.open()).isEqualTo(new TreeSet<>(Set.of(findings)));
    }

    /** Nothing has opened or closed since the last call. */
    void quiet() {
        assertThat(scene.recorder.events).isEmpty();
    }

    int count(String outcome) {
        scene.engine.takeCounts();
        return scene.engine.counts().changes().stream()
                .filter(count -> count.outcome().equals(outcome))
                .mapToInt(PolicyCounts.ChangeCount::count)
                .sum();
    }

    Verdict explain(RuleName rule, String router, String prefix) {
        Prefix asked = Prefix.parse(prefix);
        return scene
                .engine
                .explanations()
                .at(
                        scene.routers.get(router).index(),
                        asked,
                        scene.engine.explanations().related(asked))
                .stream()
                .filter(verdict -> verdict.rule() == rule)
                .findFirst()
                .orElseThrow();
    }
}
