package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Overlaps of live routes that neither network declares, among very many that speak for nothing. */
class LiveOverlapTest {
    /** More than are looked at in one go. */
    private static final int MANY = 300;

    private static final String OFFENDING = "192.168.0.0/16";
    private static final String LAST = "192.168.255.0/24";

    private final Scene scene = new Scene(Configs.as(65000)
            .router("r1", "a", 65010)
            .router("r2", "a", 65010)
            .router("r3", "b", 65020)
            .router("r4", "b", 65020)
            .network(network("a")
                    .prefixes("10.0.0.0/16")
                    .moreSpecifics(MoreSpecifics.ANY)
                    .match(match().community("65000:1")))
            .network(network("b")
                    .prefixes("10.1.0.0/16")
                    .moreSpecifics(MoreSpecifics.ANY)
                    .match(match().community("65000:2")))
            .link("ab", "a b", false)
            .allowOverlap("192.168.0.0/17", "a b")
            .build());

    private void announce(String router, String prefix, int network) {
        scene.announce(router, Prefix.parse(prefix), 0, "64512", List.of("65000:" + network));
    }

    /** From {@code 192.168.third.0/32} on. */
    private void announceMany(String router, int third) {
        for (int i = 0; i < MANY; i++) {
            long address = (192L << 24 | 168L << 16 | (long) third << 8) + i;
            Prefix prefix = new Prefix(Family.IPV4_UNICAST, address << 32, 0, 32);
            scene.announce(router, prefix, 0, "64512", List.of("65000:2"));
        }
    }

    private List<String> overlaps() {
        scene.settle();
        return scene.recorder.open.keySet().stream()
                .filter(key -> key.rule() == RuleName.OVERLAPPING_PREFIX)
                .map(Scene::text)
                .toList();
    }

    private static String overlap(String with) {
        return "OverlappingPrefix a " + OFFENDING + " b " + with;
    }

    @Test
    void isFoundBehindRoutesOfARouterThatCannotBeAsked() {
        scene.up("r1").converge("r1").up("r3").up("r4").converge("r4");
        announceMany("r3", 128);
        announce("r4", LAST, 2);
        assertThat(overlaps()).isEmpty();
        announce("r1", OFFENDING, 1);
        assertThat(overlaps()).containsExactly(overlap(LAST));
    }

    @Test
    void isFoundWhenTheVictimsRouteComesLast() {
        scene.up("r1").converge("r1").up("r3").up("r4").converge("r4");
        announceMany("r3", 128);
        announce("r1", OFFENDING, 1);
        assertThat(overlaps()).isEmpty();
        announce("r4", LAST, 2);
        assertThat(overlaps()).containsExactly(overlap(LAST));
    }

    @Test
    void isFoundBehindRoutesThatAreAllowed() {
        scene.up("r1").converge("r1").up("r4").converge("r4");
        announceMany("r4", 0);
        announce("r1", OFFENDING, 1);
        assertThat(overlaps()).isEmpty();
        announce("r4", LAST, 2);
        assertThat(overlaps()).containsExactly(overlap(LAST));
        scene.withdraw("r4", LAST);
        assertThat(overlaps()).isEmpty();
    }

    /** A critical one, for 0: it must not flash up before what explains it is found. */
    @Test
    void anUnexpectedOriginWaitsForTheSearchThatMayExplainIt() {
        Scene waiting = new Scene(Configs.as(65000)
                .router("r1", "a", 65010)
                .router("r3", "b", 65020)
                .router("r4", "b", 65020)
                .network(network("a")
                        .prefixes("10.0.0.0/16")
                        .moreSpecifics(MoreSpecifics.ANY)
                        .match(match().community("65000:1")))
                .network(network("b")
                        .prefixes("10.1.0.0/16")
                        .moreSpecifics(MoreSpecifics.ANY)
                        .match(match().community("65000:2")))
                .network(network("c")
                        .prefixes("192.168.0.0/16")
                        .moreSpecifics(MoreSpecifics.ANY)
                        .origins(65030)
                        .match(match().community("65000:3")))
                .link("ab", "a b", false)
                .link("ac", "a c", false)
                .link("bc", "b c", false)
                .allowOverlap("192.168.0.0/16", "a c")
                .allowOverlap("192.168.0.0/16", "b c")
                .build());
        waiting.up("r1").converge("r1").up("r3").up("r4").converge("r4");
        for (int i = 0; i < MANY; i++) {
            long address = (192L << 24 | 168L << 16 | 128L << 8) + i;
            waiting.announce(
                    "r3", new Prefix(Family.IPV4_UNICAST, address << 32, 0, 32), 0, "64512", List.of("65000:2"));
        }
        waiting.announce("r4", Prefix.parse(LAST), 0, "64512", List.of("65000:2"));
        waiting.settle();
        waiting.recorder.events.clear();
        Prefix offending = Prefix.parse(OFFENDING);
        waiting.announce("r1", offending, 0, "64512", List.of("65000:1"));
        waiting.announce("r4", offending, 0, "64512", List.of("65000:3"));
        waiting.settle();
        assertThat(waiting.open()).contains(overlap(LAST));
        assertThat(waiting.recorder.events.toString())
                .contains("OverlappingPrefix")
                .doesNotContain("UnexpectedOrigin");

        waiting.withdraw("r1", offending, 0).settle();
        assertThat(waiting.open()).contains("UnexpectedOrigin c " + OFFENDING + " r4");
    }

    @Test
    void staysOpenWhenRoutesComeThatSpeakForNothing() {
        scene.up("r1").converge("r1").up("r3").up("r4").converge("r4");
        announce("r1", OFFENDING, 1);
        announce("r4", LAST, 2);
        assertThat(overlaps()).containsExactly(overlap(LAST));
        announceMany("r3", 128);
        announce("r1", "10.0.1.0/24", 1);
        announce("r4", "192.168.254.0/24", 2);
        scene.withdraw("r4", "192.168.254.0/24");
        assertThat(overlaps()).containsExactly(overlap(LAST));
        scene.withdraw("r4", LAST);
        assertThat(overlaps()).isEmpty();
    }

    @Test
    void isUnknownWhileItsRouterIsDownAndJudgedWhenItIsBack() {
        scene.up("r1").converge("r1").up("r3").up("r4").converge("r4");
        announce("r1", OFFENDING, 1);
        announce("r4", LAST, 2);
        assertThat(overlaps()).containsExactly(overlap(LAST));
        announceMany("r3", 128);
        scene.down("r4");
        assertThat(overlaps()).containsExactly(overlap(LAST));
        scene.up("r4").converge("r4");
        assertThat(overlaps()).isEmpty();
    }

    @Test
    void isFoundWhenTheHiddenRoutesConverge() {
        scene.up("r1").converge("r1").up("r3");
        announceMany("r3", 128);
        announce("r1", OFFENDING, 1);
        assertThat(overlaps()).isEmpty();
        scene.converge("r3");
        assertThat(overlaps()).containsExactly(overlap("192.168.128.0/32"));
    }

    private long memory() {
        scene.settle().engine.takeCounts();
        return scene.engine.counts().memoryBytes();
    }

    @Test
    void memoryIsCountedAndGivenBack() {
        scene.up("r1").converge("r1").up("r4").converge("r4");
        announce("r4", LAST, 2);
        announce("r1", OFFENDING, 1);
        scene.withdraw("r4", LAST).withdraw("r1", OFFENDING);
        long before = memory();
        announceMany("r4", 128);
        announce("r1", OFFENDING, 1);
        long full = memory();
        assertThat(full).isGreaterThan(before + MANY * 20L); // a node a route and more
        scene.down("r4").down("r1");
        assertThat(memory()).isEqualTo(before);
    }
}
