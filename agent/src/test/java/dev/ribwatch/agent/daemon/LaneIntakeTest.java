package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.transport.Lane;
import dev.ribwatch.agent.transport.LaneFeed;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.SessionConfig;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slices, bounds, and routers that are forgotten or come again. */
class LaneIntakeTest extends LaneIntakeFixture {
    @Test
    void aFullChunkIsTakenInSlicesThatEndInTime() {
        story.atChange = () -> now += 2 * MICRO;
        feed.up().send(Ipv4Updates.announce(0, 10)); // the next run finds larger chunks
        serveAll();
        byte[][] updates = new byte[75][];
        for (int i = 0; i < updates.length; i++) {
            updates[i] = Ipv4Updates.announce(1_000 + 100 * i, 100);
        }
        feed.send(updates).down();
        int slices = 0;
        for (Lane lane = ready.take(0); lane != null; lane = ready.take(0)) {
            long before = now;
            intake.serve(lane);
            // 2 ms, and at most 4 KiB and a message more: some 900 routes.
            assertThat(now - before).isLessThan(4 * MILLI);
            slices++;
        }

        assertThat(slices).isGreaterThan(4);
        assertThat(story.lines).containsExactly("edge1 added", "edge1 SYNCING", "edge1 DOWN");
        assertThat(routes("edge1")).isEqualTo(7_510);
    }

    @Test
    void routesOfALostSessionGoInSlicesThatEndInTime() {
        LaneFeed other = new LaneFeed("edge2", "edge2", ready);
        feed.up();
        other.up();
        for (int i = 0; i < 30; i++) {
            feed.send(Ipv4Updates.announce(ROUTES * i, ROUTES));
            other.send(Ipv4Updates.announce(ROUTES * i, ROUTES));
            serveAll();
        }
        feed.down();
        other.down();
        for (Lane lane = ready.take(0); lane != null; lane = ready.take(0)) {
            intake.serve(lane);
        }
        story.atChange = () -> now += 2 * MICRO;
        int slices = 0;
        boolean more = true;
        while (more) {
            long before = now;
            more = intake.clearSome();
            assertThat(now - before).isLessThan(3 * MILLI);
            slices++;
            if (slices == 4) {
                assertThat(Math.abs(routes("edge1") - routes("edge2")))
                        .as("both alike")
                        .isLessThan(300);
            }
        }

        assertThat(slices).isGreaterThan(10);
        assertThat(rib.routes()).isZero();
    }

    @Test
    void g7AFamilyDoesNotConvergeWhileUpdatesOfItsRouterWait() {
        feed.up().send(Ipv4Updates.announce(0, 1));
        serveAll();
        feed.send(Ipv4Updates.announce(1, 1)); // nobody reads it for long
        tickFor(100);
        assertThat(story.lines).containsExactly("edge1 added", "edge1 SYNCING");
        serveAll();
        tickFor(9);
        assertThat(story.lines).containsExactly("edge1 added", "edge1 SYNCING");
        tickFor(2);

        assertThat(story.lines).containsExactly("edge1 added", "edge1 SYNCING", "edge1 CONVERGED");
    }

    @Test
    void f10_theConfigurationBoundsARouterFromItsFirstRouteOnAndAnewAfterAReload() {
        limits.put("edge1", atMost(10));
        LaneFeed other = new LaneFeed("edge2", "edge2", ready);
        feed.up().send(Ipv4Updates.announce(0, 15));
        other.up().send(Ipv4Updates.announce(0, 15));
        serveAll();
        assertThat(routes("edge1")).isEqualTo(10);
        assertThat(routes("edge2")).isEqualTo(15);
        assertThat(story.lines).containsOnlyOnce("edge1 partial ipv4-unicast");

        limits.put("edge1", atMost(12));
        intake.limitAgain();
        feed.send(Ipv4Updates.announce(100, 5));
        serveAll();
        assertThat(routes("edge1")).isEqualTo(12);
        assertThat(story.lines).doesNotContain("edge1 DOWN");
    }

    private static RouterConfig atMost(int paths) {
        return new RouterConfig(
                "edge1",
                Prefix.parse("192.0.2.1"),
                Set.of(new Asn(65010)),
                "on-prem",
                RouterConfig.OwnRoutes.EXPORTED,
                null,
                false,
                false,
                Map.of(Family.IPV4_UNICAST, paths),
                1 << 20,
                Set.of(Family.IPV4_UNICAST),
                Duration.ofSeconds(30),
                64,
                SessionConfig.ORDINARY);
    }

    @Test
    void aNewSessionStartsOnAnEmptyTable() {
        feed.up().send(Ipv4Updates.announce(0, ROUTES)).down().up().send(Ipv4Updates.announce(0, 3));
        serveAll();

        assertThat(routes("edge1")).isEqualTo(3);
        assertThat(rib.routers().get(0).lastEnd()).isEqualTo("lost");
        assertThat(story.lines)
                .containsExactly(
                        "edge1 added", "edge1 SYNCING", "edge1 DOWN", "edge1 " + ROUTES + " gone", "edge1 SYNCING");
    }

    @Test
    void aRouterThatIsForgottenWithItsSessionUpAndABacklogIsGoneInOrder() {
        feed.up().send(Ipv4Updates.announce(0, ROUTES), Ipv4Updates.endOfRib());
        serveAll();
        feed.send(Ipv4Updates.announce(5_000, ROUTES));
        intake.forget("edge1");
        feed.down().removed();
        serveAll();

        assertThat(story.lines)
                .containsExactly(
                        "edge1 added",
                        "edge1 SYNCING",
                        "edge1 CONVERGED",
                        "edge1 DOWN",
                        "edge1 " + ROUTES + " gone",
                        "edge1 removed");
        assertThat(rib.routers()).isEmpty();
        assertThat(rib.routes()).isZero();
        assertThat(intake.routers()).isEmpty();
        assertThat(feed.lane().bytes()).as("the lane is read to its end").isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRouterThatIsConfiguredAgainIsNotForgottenWithItsOldLane(boolean newLaneFirst) {
        feed.up().send(Ipv4Updates.announce(0, ROUTES));
        serveAll();
        // Two reloads, before anybody reads the end of the old lane.
        feed.send(Ipv4Updates.announce(5_000, ROUTES)).down().up().send(Ipv4Updates.announce(9_000, ROUTES));
        feed.retire();
        intake.forget("edge1");
        intake.expect("edge1", "edge1");
        LaneFeed fresh = new LaneFeed("edge1", "edge1", ready);
        if (newLaneFirst) {
            fresh.up().send(Ipv4Updates.announce(0, 3));
            serveAll();
            feed.down().removed();
        } else {
            feed.down().removed();
            serveAll();
            fresh.up().send(Ipv4Updates.announce(0, 3));
        }
        serveAll();
        fresh.send(Ipv4Updates.announce(3, 4));
        serveAll();

        assertThat(routes("edge1")).isEqualTo(7);
        assertThat(story.lines)
                .containsExactly(
                        "edge1 added", "edge1 SYNCING", "edge1 DOWN", "edge1 " + ROUTES + " gone", "edge1 SYNCING");
        assertThat(intake.routers()).hasSize(1);
    }

    @Test
    void theLateEndOfAMemberThatCameBackTouchesItsNewLaneNot() {
        LaneFeed old = new LaneFeed("dc-10.0.0.1", "dc", ready).up().send(Ipv4Updates.announce(0, ROUTES));
        serveAll();
        LaneFeed fresh = new LaneFeed("dc-10.0.0.1", "dc", ready).up().send(Ipv4Updates.announce(0, 2));
        old.retire();
        Lane lane = ready.take(0);
        assertThat(lane).isSameAs(fresh.lane());
        intake.serve(fresh.lane());
        assertThat(routes("dc-10.0.0.1")).as("not in one step").isEqualTo(ROUTES);
        old.down().removed();
        serveAll();

        assertThat(routes("dc-10.0.0.1")).isEqualTo(2);
        assertThat(story.lines)
                .containsExactly(
                        "dc-10.0.0.1 added",
                        "dc-10.0.0.1 SYNCING",
                        "dc-10.0.0.1 DOWN",
                        "dc-10.0.0.1 " + ROUTES + " gone",
                        "dc-10.0.0.1 SYNCING");
    }

    @Test
    void aMemberThatIsRemovedIsForgottenAndMayComeAgain() {
        LaneFeed old = new LaneFeed("dc-10.0.0.1", "dc", ready).up().send(Ipv4Updates.announce(0, ROUTES));
        old.down().removed();
        serveAll();
        assertThat(rib.routers()).isEmpty();
        new LaneFeed("dc-10.0.0.1", "dc", ready).up().send(Ipv4Updates.announce(0, 2));
        serveAll();

        assertThat(routes("dc-10.0.0.1")).isEqualTo(2);
    }

    /** Known before its first session; what becomes of it its lane says. */
    @Test
    void aMemberThatWasExpectedAndNeverCameIsForgottenWithItsLane() {
        intake.expect("dc-10.0.0.1", "dc");
        LaneFeed lane = new LaneFeed("dc-10.0.0.1", "dc", ready);
        AdjRibIn routes = rib.routers().get(0);
        lane.retire("forgotten").removed();
        serveAll();

        assertThat(story.lines).containsExactly("dc-10.0.0.1 added", "dc-10.0.0.1 removed");
        assertThat(routes.end()).isEqualTo("forgotten");
        assertThat(intake.routers()).isEmpty();
    }

    @Test
    void aRouterThatIsRemovedAndExpectedAgainStaysWhateverItsOldLaneSays() {
        intake.expect("edge1", "edge1");
        feed.retire().removed();
        serveAll();

        assertThat(story.lines).containsExactly("edge1 added");
    }
}
