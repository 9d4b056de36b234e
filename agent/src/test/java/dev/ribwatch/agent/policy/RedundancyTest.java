package dev.ribwatch.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleConfig.Except;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two legs of a connection: what they carry, what one lacks, and what cannot be told (X3, X23, X24). */
class RedundancyTest extends TwoLegs {
    private static final String FIRST_HOP = "192.0.2.1";
    private static final String SECOND_HOP = "192.0.2.2";
    private static final int MANY = 5_000;

    @Test
    void oneOfManyPrefixesThatOneLegLacksIsNamed() {
        begin(world().legs("r1", "", "r2", ""), "r1", "r2");
        for (String router : List.of("r1", "r2")) {
            scene.announce(router, "10.32.0.0/16", "65010 64512");
            scene.announce(router, "2001:db8:1::/48", "65010 64512");
            for (int i = 1; i < MANY; i++) {
                scene.announce(router, number(i), 0, "65010 64512", List.of());
            }
        }
        scene.converge("r1").converge("r2");
        finds("MissingPrefix far 10.33.0.0/16 r1", "MissingPrefix far 10.33.0.0/16 r2");

        scene.withdraw("r2", number(1234), 0).settle();
        assertThat(scene.open()).contains(DIFFER);
        assertThat(legs(RuleName.REDUNDANCY_MISMATCH))
                .isEqualTo(new Detail.Legs(
                        new Detail.Leg("r1", MANY, 0, 1, List.of(number(1234)), 0, List.of()),
                        new Detail.Leg("r2", MANY - 1, 0, 0, List.of(), 0, List.of())));
        assertThat(finding(RuleName.REDUNDANCY_MISMATCH).witnesses())
                .singleElement()
                .satisfies(witness ->
                        assertThat(witness.router() + " " + witness.prefix()).isEqualTo("r1 " + number(1234)));

        scene.announce("r2", number(1234), 0, "65010 64512", List.of()).settle();
        assertThat(scene.open()).doesNotContain(DIFFER);
    }

    private static Prefix number(int i) {
        return new Prefix(Family.IPV4_UNICAST, (10L << 24 | 34 << 16 | (long) i << 4) << 32, 0, 28);
    }

    @Test
    void bothDirectionsAreNamedAndKeptUpToDate() {
        begin();
        scene.announce("r1", "10.34.1.0/24", "65010 64512");
        scene.announce("r2", "10.34.2.0/24", "65010 64512");
        finds(DIFFER);
        Detail.Legs legs = legs(RuleName.REDUNDANCY_MISMATCH);
        assertThat(legs.primary().aloneSamples()).containsExactly(Prefix.parse("10.34.1.0/24"));
        assertThat(legs.secondary().aloneSamples()).containsExactly(Prefix.parse("10.34.2.0/24"));
        for (int i = 0; i < 200; i++) {
            scene.announce("r1", Prefix.parse("10.35." + i + ".0/24"), 0, "65010 64512", List.of());
        }
        scene.settle();
        legs = legs(RuleName.REDUNDANCY_MISMATCH);
        assertThat(legs.primary().alone()).isEqualTo(201);
        assertThat(legs.primary().aloneSamples()).hasSize(10);
        assertThat(finding(RuleName.REDUNDANCY_MISMATCH).witnesses()).hasSizeLessThanOrEqualTo(Finding.WITNESSES);
    }

    @Test
    void theSamePrefixesAreNoMismatchWhateverTheyCarryBeside() {
        begin();
        scene.announce("r2", "10.32.0.0/16", "65010 64512", "65010:7");
        scene.announce("r2", "0.0.0.0/0", "65010 64513 64512");
        scene.announce("r1", "10.1.0.0/16", "65010");
        assertThat(scene.open()).noneMatch(text -> text.startsWith("Redundancy"));
    }

    @Test
    void aDefaultRouteIsNoDifferenceButKeepsALegFromBeingLost() {
        begin();
        scene.announce("r2", "0.0.0.0/0", "65010 64512");
        scene.withdraw("r2", "10.32.0.0/16");
        scene.withdraw("r2", "10.33.0.0/16");
        assertThat(scene.open()).contains(DIFFER).doesNotContain(LOST);
        assertThat(legs(RuleName.REDUNDANCY_MISMATCH).primary().alone()).isEqualTo(2);
    }

    @Test
    void oneLegDownIsLostRedundancyAndNothingElse() {
        begin();
        scene.withdraw("r2", "10.32.0.0/16");
        finds(DIFFER);
        scene.withdraw("r2", "10.33.0.0/16");
        finds(LOST);
        Finding lost = finding(RuleName.REDUNDANCY_LOST);
        assertThat(lost.severity()).isEqualTo(Severity.WARNING);
        assertThat(lost.forDuration()).isEqualTo(Duration.ofSeconds(60));
        assertThat(legs(RuleName.REDUNDANCY_LOST).primary().routes()).isEqualTo(2);

        // Both down is an outage: the winner closes, and the losers begin now.
        scene.pass(Duration.ofMinutes(5));
        scene.withdraw("r1", "10.32.0.0/16");
        finds(LOST, "MissingPrefix far 10.32.0.0/16 r1");
        scene.withdraw("r1", "10.33.0.0/16");
        finds("NetworkInvisible far r1 ipv4-unicast", "NetworkInvisible far r2 ipv4-unicast");
        assertThat(finding(RuleName.NETWORK_INVISIBLE).since())
                .isAfter(lost.since().plusSeconds(299));

        scene.announce("r1", "10.32.0.0/16", "65010 64512");
        finds(LOST, "MissingPrefix far 10.33.0.0/16 r1");
        scene.announce("r2", "10.32.0.0/16", "65010 64512");
        finds("MissingPrefix far 10.33.0.0/16 r1", "MissingPrefix far 10.33.0.0/16 r2");
    }

    @Test
    void blackholeRoutesCountForNoLeg() {
        begin(world().legs("r1", "", "r2", "").blackhole("65535:666"), "r1", "r2");
        for (String router : List.of("r1", "r2")) {
            scene.announce(router, "10.32.0.0/15", "65010 64512");
            scene.announce(router, "2001:db8:1::/48", "65010 64512");
            scene.converge(router);
        }
        scene.announce("r1", "10.32.0.1/32", "65010 64512", "65535:666");
        finds();
        scene.announce("r1", "10.32.0.1/32", "65010 64512");
        finds(DIFFER);
    }

    @Test
    void nothingIsSaidWhileALegCannotBeAsked() {
        begin();
        scene.down("r2");
        finds("SessionDown r2");
        scene.withdraw("r1", "10.33.0.0/16");
        finds("SessionDown r2", "MissingPrefix far 10.33.0.0/16 r1");
        scene.up("r2");
        scene.announce("r2", "10.32.0.0/16", "65010 64512");
        scene.announce("r2", "10.33.0.0/16", "65010 64512");
        scene.announce("r2", "2001:db8:1::/48", "65010 64512");
        scene.converge("r2");
        finds(DIFFER);
        scene.down("r1");
        assertThat(finding(RuleName.REDUNDANCY_MISMATCH).unknown()).isTrue();
        assertThat(finding(RuleName.REDUNDANCY_MISMATCH).blind()).containsExactly("r1");
        // What r2 lacks from here on is not what the mismatch was about.
        scene.withdraw("r2", "10.32.0.0/16");
        finds(DIFFER, "SessionDown r1", "MissingPrefix far 10.32.0.0/16 r2");
    }

    @Test
    void whatALegLacksStaysExplainedOverAReloadWhileTheOtherCannotBeAsked() {
        begin();
        scene.withdraw("r1", "10.33.0.0/16");
        scene.down("r2");
        finds(DIFFER, "SessionDown r2");
        scene.recorder.events.clear();
        scene.reload(scene.config, 10).settle();
        assertThat(scene.recorder.events).isEmpty();
        finds(DIFFER, "SessionDown r2");
        // It comes back and goes again: nobody can tell any more that the other leg carries it.
        scene.announce("r1", "10.33.0.0/16", "65010 64512");
        scene.withdraw("r1", "10.33.0.0/16");
        finds(DIFFER, "SessionDown r2", "MissingPrefix far 10.33.0.0/16 r1");
    }

    @Test
    void legsAtOtherRoutersAreNotThoseThatWereJudged() {
        begin();
        scene.withdraw("r2", "10.33.0.0/16");
        scene.down("r1");
        finds(DIFFER, "SessionDown r1");
        scene.reload(world().legs("r2", "", "r1", "").build(), 10).settle();
        finds("MissingPrefix far 10.33.0.0/16 r2", "SessionDown r1");
    }

    @Test
    void whatWasDroppedAtALimitIsNoDifference() {
        begin(world().legs("r1", "", "r2", ""), "r1");
        scene.rib.limitPaths(scene.routers.get("r2"), Family.IPV4_UNICAST, 1);
        scene.up("r2");
        for (String router : List.of("r1", "r2")) {
            scene.announce(router, "10.32.0.0/16", "65010 64512");
            scene.announce(router, "10.33.0.0/16", "65010 64512");
            scene.announce(router, "2001:db8:1::/48", "65010 64512");
            scene.converge(router);
        }
        finds("ViewPartial r2 ipv4-unicast limit-blocked");
    }

    @Test
    void aRouterThatPrefersTheOtherLegHidesWhatItsOwnCarries() {
        begin(world().legs("r1", FIRST_HOP, "r2", SECOND_HOP), "r1", "r2");
        for (String prefix : List.of("10.32.0.0/16", "10.33.0.0/16")) {
            announce("r1", prefix, FIRST_HOP);
            announce("r2", prefix, FIRST_HOP);
        }
        scene.converge("r1", Family.IPV4_UNICAST).converge("r2", Family.IPV4_UNICAST);
        assertThat(scene.open()).noneMatch(text -> text.startsWith("Redundancy"));

        // One is really missing, and is told apart from those.
        scene.withdraw("r2", "10.33.0.0/16");
        assertThat(scene.open()).contains(DIFFER).doesNotContain(LOST);
        Detail.Leg secondary = legs(RuleName.REDUNDANCY_MISMATCH).secondary();
        assertThat(secondary.routes()).isZero();
        assertThat(secondary.hidden()).isEqualTo(1);
        assertThat(legs(RuleName.REDUNDANCY_MISMATCH).primary().alone()).isEqualTo(1);

        // Nothing is left that could hide the leg's own.
        scene.withdraw("r2", "10.32.0.0/16");
        assertThat(scene.open()).contains(LOST).doesNotContain(DIFFER);
    }

    @Test
    void oneRouterWithBothLegsTellsThemByNextHop() {
        scene = new Scene(world().legs("r1", FIRST_HOP, "r1", SECOND_HOP).build());
        scene.up("r1", true);
        int near = 1;
        int far = 2;
        for (String prefix : List.of("10.32.0.0/16", "10.33.0.0/16")) {
            announce("r1", prefix, near, "65010 64512", FIRST_HOP);
            announce("r1", prefix, far, "65010 64512", SECOND_HOP);
        }
        scene.announce("r1", "2001:db8:1::/48", "65010 64512");
        scene.converge("r1");
        assertThat(scene.open()).noneMatch(text -> text.startsWith("Redundancy"));

        scene.withdraw("r1", Prefix.parse("10.33.0.0/16"), far).settle();
        assertThat(scene.open()).contains(DIFFER).noneMatch(text -> text.startsWith("MissingPrefix"));
        scene.withdraw("r1", Prefix.parse("10.32.0.0/16"), far).settle();
        assertThat(scene.open()).contains(LOST);
        // The same path by the other next hop: now the first leg lacks it.
        announce("r1", "10.32.0.0/16", near, "65010 64512", SECOND_HOP);
        assertThat(scene.open()).contains(DIFFER).doesNotContain(LOST);
    }

    /** What is on neither leg is missing there, and that one leg has lost everything does not explain it. */
    @Test
    void aLostLegDoesNotExplainWhatItsRoutersOtherLegLacks() {
        String missing = "MissingPrefix far 10.33.0.0/16 r1";
        scene = new Scene(world().legs("r1", FIRST_HOP, "r1", SECOND_HOP).build());
        scene.up("r1", true);
        for (String prefix : List.of("10.32.0.0/16", "10.33.0.0/16")) {
            announce("r1", prefix, 1, "65010 64512", FIRST_HOP);
            announce("r1", prefix, 2, "65010 64512", SECOND_HOP);
        }
        scene.converge("r1");
        scene.withdraw("r1", Prefix.parse("10.33.0.0/16"), 1);
        scene.withdraw("r1", Prefix.parse("10.33.0.0/16"), 2).settle();
        assertThat(scene.open()).contains(missing);
        scene.withdraw("r1", Prefix.parse("10.32.0.0/16"), 2).settle();
        assertThat(scene.open()).contains(missing, LOST);
        assertThat(scene.recorder.events).noneMatch(event -> event.startsWith("- MissingPrefix"));
    }

    @Test
    void whatIsLostOnBothLegsIsSaidOnce() {
        scene = new Scene(world().legs("r1", FIRST_HOP, "r1", SECOND_HOP)
                .allowDefault("far", "near")
                .requireDefault("far", "near")
                .build());
        scene.up("r1", true);
        announce("r1", "0.0.0.0/0", 1, "65010 64512", SECOND_HOP);
        announce("r1", "10.32.0.0/15", 1, "65010 64512", SECOND_HOP);
        scene.converge("r1");
        assertThat(scene.open()).contains(LOST).noneMatch(text -> text.startsWith("DefaultRouteMissing"));

        scene.down("r1").up("r1", true);
        scene.recorder.events.clear();
        scene.converge("r1");
        assertThat(scene.recorder.events).anyMatch(event -> event.startsWith("+ NetworkInvisible"));
        assertThat(scene.recorder.events).noneMatch(event -> event.contains("DefaultRouteMissing"));
    }

    @Test
    void anyMemberOfARangeCountsForItsLeg() {
        Configs configs = world().router("edges", "near", 65010).legs("r1", "", "edges", "");
        begin(configs, "r1");
        scene.rib.remove(scene.routers.remove("edges"));
        for (String member : List.of("edges-1", "edges-2")) {
            scene.routers.put(member, scene.rib.add(member, "edges"));
            scene.up(member);
        }
        scene.announce("r1", "10.32.0.0/15", "65010 64512");
        scene.announce("edges-1", "10.32.0.0/15", "65010 64512");
        scene.announce("edges-2", "10.32.0.0/15", "65010 64512");
        for (String router : List.of("r1", "edges-1", "edges-2")) {
            scene.converge(router, Family.IPV4_UNICAST);
        }
        scene.withdraw("edges-1", "10.32.0.0/15");
        assertThat(scene.open()).noneMatch(text -> text.startsWith("Redundancy"));
        scene.withdraw("edges-2", "10.32.0.0/15");
        assertThat(scene.open()).contains(LOST).noneMatch(text -> text.startsWith("NetworkInvisible far edges-2"));

        scene.down("edges-2");
        assertThat(finding(RuleName.REDUNDANCY_LOST).unknown()).isTrue();
        scene.rib.remove(scene.routers.get("edges-2"));
        scene.settle();
        assertThat(finding(RuleName.REDUNDANCY_LOST).unknown()).isFalse();
        scene.down("edges-1");
        scene.rib.remove(scene.routers.get("edges-1"));
        scene.settle();
        assertThat(scene.open()).doesNotContain(LOST);
    }

    @Test
    void networksOfAJoinedCircuitAreBehindTheLegsToo() {
        scene = new Scene(Configs.sample().build());
        for (String router : List.of("edge1", "edge2")) {
            scene.up(router);
            scene.announce(router, "10.32.0.0/15", "65010 12076");
            scene.announce(router, "172.20.0.0/20", "65010 12076");
            scene.announce(router, "172.20.16.0/24", "65010 12076");
            scene.converge(router, Family.IPV4_UNICAST);
        }
        scene.withdraw("edge2", "172.20.0.0/20");
        assertThat(scene.open())
                .contains("RedundancyMismatch private-cloud on-prem-circuit ipv4-unicast")
                .noneMatch(text -> text.startsWith("MissingPrefix private-cloud"));
    }

    /** Half way through the UPDATE the leg carries nothing: RedundancyLost, which explains the difference. */
    @Test
    void aLegWhoseOnlyRouteIsReplacedInOneUpdateGoesOnToDiffer() {
        begin();
        scene.withdraw("r2", "10.32.0.0/16");
        assertThat(scene.open()).contains(DIFFER);
        Finding before = finding(RuleName.REDUNDANCY_MISMATCH);
        scene.recorder.events.clear();
        scene.pass(Duration.ofMinutes(1));
        scene.apply(
                        "r2",
                        new UpdateMessage()
                                .withdraw("10.33.0.0/16")
                                .attribute(UpdateMessage.ORIGIN)
                                .attribute("40 02 0a 02 02 0000fdf2 0000fc00")
                                .attribute(UpdateMessage.NEXT_HOP)
                                .announce("10.34.0.0/16")
                                .build())
                .settle();
        assertThat(finding(RuleName.REDUNDANCY_MISMATCH).since()).isEqualTo(before.since());
        assertThat(legs(RuleName.REDUNDANCY_MISMATCH).secondary().aloneSamples())
                .containsExactly(Prefix.parse("10.34.0.0/16"));
        assertThat(scene.recorder.events)
                .noneMatch(event -> event.startsWith("- RedundancyMismatch") || event.startsWith("+ Redundancy"));
    }

    /** Where edge1 sets itself as next hop towards edge2, as is usual within an AS, that is in neither leg's list. */
    @Test
    void aPathByTheNextHopOfNeitherLegHidesTheLegsOwnToo() {
        begin(world().legs("r1", FIRST_HOP, "r2", SECOND_HOP), "r1", "r2");
        for (String prefix : List.of("10.32.0.0/16", "10.33.0.0/16")) {
            announce("r1", prefix, FIRST_HOP);
            announce("r2", prefix, SECOND_HOP);
        }
        for (String router : List.of("r1", "r2")) {
            scene.announce(router, "2001:db8:1::/48", "65010 64512");
            scene.converge(router);
        }
        finds();
        announce("r2", "10.33.0.0/16", "192.0.2.99");
        announce("r2", "10.32.0.0/16", "192.0.2.99");
        finds();
        scene.withdraw("r2", "10.33.0.0/16");
        finds(DIFFER);
        scene.withdraw("r2", "10.32.0.0/16");
        finds(LOST);
    }

    @Test
    void whatIsExceptedIsNoDifference() {
        begin(world().legs("r1", "", "r2", "").rule(RuleName.REDUNDANCY_MISMATCH, except("10.34.0.0/16")), "r1", "r2");
        for (String router : List.of("r1", "r2")) {
            scene.announce(router, "10.32.0.0/15", "65010 64512");
            scene.converge(router, Family.IPV4_UNICAST);
        }
        scene.announce("r1", "10.34.1.0/24", "65010 64512");
        assertThat(scene.open()).doesNotContain(DIFFER);
        scene.announce("r1", "10.35.1.0/24", "65010 64512");
        assertThat(scene.open()).contains(DIFFER);
        assertThat(legs(RuleName.REDUNDANCY_MISMATCH).primary().alone()).isEqualTo(1);
    }

    /** Each leg has its own end of the links: the two halves of a block are no difference. */
    @Test
    void whatTheLinksAreAddressedFromIsNotCompared() {
        begin(world().legs("r1", "", "r2", "").blocks("line", "", "192.168.100.0/29", ""), "r1", "r2");
        for (String router : List.of("r1", "r2")) {
            for (String prefix : List.of("10.32.0.0/16", "10.33.0.0/16", "2001:db8:1::/48")) {
                scene.announce(router, prefix, "65010 64512");
            }
            scene.converge(router);
        }
        scene.announce("r1", "192.168.100.0/30", "65010 64512");
        scene.announce("r2", "192.168.100.4/30", "65010 64512");
        finds();
        scene.announce("r1", "192.168.100.8/30", "65010 64512");
        assertThat(scene.open()).contains(DIFFER);
        scene.withdraw("r1", "192.168.100.8/30");
        scene.withdraw("r2", "10.32.0.0/16");
        scene.withdraw("r2", "10.33.0.0/16");
        finds(LOST);
    }

    /** It would not name that, so MissingPrefix does, whatever else the legs differ in. */
    @Test
    void whatIsExceptedFromTheDifferenceIsMissing() {
        begin(world().legs("r1", "", "r2", "").rule(RuleName.REDUNDANCY_MISMATCH, except("10.33.0.0/16")), "r1", "r2");
        for (String router : List.of("r1", "r2")) {
            for (String prefix : List.of("10.32.0.0/16", "10.33.0.0/16", "10.34.0.0/16", "2001:db8:1::/48")) {
                scene.announce(router, prefix, "65010 64512");
            }
            scene.converge(router);
        }
        String missing = "MissingPrefix far 10.33.0.0/16 r2";
        scene.withdraw("r2", "10.34.0.0/16");
        finds(DIFFER);
        scene.withdraw("r2", "10.33.0.0/16");
        finds(DIFFER, missing);
        scene.withdraw("r2", "10.32.0.0/16");
        assertThat(scene.open()).contains(LOST).doesNotContain(missing);
        scene.announce("r2", "10.34.0.0/16", "65010 64512");
        finds(DIFFER, missing);
        scene.reload(world().legs("r1", "", "r2", "").build(), 10).settle();
        finds(DIFFER);
    }

    @Test
    void aRouterThatIsRemovedTakesItsConnectionsFindingsWithIt() {
        begin();
        scene.withdraw("r2", "10.33.0.0/16");
        finds(DIFFER);
        scene.down("r1");
        scene.rib.remove(scene.routers.get("r1"));
        scene.settle();
        finds("MissingPrefix far 10.33.0.0/16 r2");
    }

    private static RuleConfig except(String prefix) {
        List<Except> excepts = List.of(new Except(null, null, null, "line", Prefix.parse(prefix)));
        return new RuleConfig(true, null, null, Duration.ofSeconds(60), excepts, 10, Duration.ofHours(1));
    }
}
