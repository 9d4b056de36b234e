package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.TableLimits;
import dev.ribwatch.agent.session.RestartTerms;
import dev.ribwatch.agent.transport.Lane;
import dev.ribwatch.agent.transport.LaneFeed;
import dev.ribwatch.agent.transport.ReadyLanes;
import dev.ribwatch.agent.wire.capability.GracefulRestart;
import dev.ribwatch.agent.wire.message.RouteRefresh;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.SessionConfig;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From lanes into the table, with a clock that only the test and its listener move. */
class LaneIntakeTest {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final int ROUTES = 400;

    private long now = 1;
    private final ReadyLanes ready = new ReadyLanes();
    private final Rib rib = new Rib(TableLimits.LARGEST, new SplittableRandom(3), 0);
    private final Map<String, RouterConfig> limits = new HashMap<>();
    private final LaneIntake intake = new LaneIntake(
            rib,
            ready,
            () -> now,
            InstantSource.fixed(Instant.EPOCH),
            new RouterLimits(limits::get),
            new RefreshAudit(rib, new SplittableRandom(4), 0));
    private final TableStory story = new TableStory();
    private final LaneFeed feed = new LaneFeed("edge1", "edge1", ready);

    LaneIntakeTest() {
        rib.addListener(story);
    }

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

    private void tickFor(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += 1_000 * MILLI;
            intake.tick(now);
        }
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

    private static RestartTerms restart(int families) {
        return new RestartTerms(new GracefulRestart(false, false, 120, families, families), null, false);
    }

    @Test
    void g2_g3_routesOutliveALostSessionAndWhatIsNotToldAgainGoes() {
        feed.up(restart(1)).send(Ipv4Updates.announce(0, ROUTES), Ipv4Updates.endOfRib());
        serveAll();
        feed.down();
        serveAll();
        assertThat(routes("edge1")).isEqualTo(ROUTES);
        feed.up(restart(1)).send(Ipv4Updates.announce(0, 3), Ipv4Updates.endOfRib(), Ipv4Updates.announce(9_000, 1));
        serveAll();

        assertThat(routes("edge1")).isEqualTo(4);
        assertThat(story.lines)
                .containsExactly(
                        "edge1 added",
                        "edge1 SYNCING",
                        "edge1 CONVERGED",
                        "edge1 STALE",
                        "edge1 SYNCING",
                        "edge1 " + (ROUTES - 3) + " gone",
                        "edge1 CONVERGED");
    }

    @Test
    void g3_theNextSessionWaitsUntilTheRoutesThatMayNotOutliveTheLastAreGone() {
        feed.up(restart(1)).send(Ipv4Updates.announce(0, ROUTES), Ipv4Updates.endOfRib());
        serveAll();
        feed.down().up(restart(0)).send(Ipv4Updates.announce(0, 3));
        serveAll();

        assertThat(routes("edge1")).isEqualTo(3);
        assertThat(story.lines).endsWith("edge1 STALE", "edge1 DOWN", "edge1 " + ROUTES + " gone", "edge1 SYNCING");
    }

    @Test
    void g2_whenTheRestartTimeIsOverRoutesGoInSlicesAndASessionThatComesMeanwhileWaits() {
        feed.up(restart(1)).send(Ipv4Updates.announce(0, ROUTES), Ipv4Updates.endOfRib());
        serveAll();
        feed.down();
        serveAll();
        tickFor(120);
        assertThat(routes("edge1")).as("not in the tick").isEqualTo(ROUTES);
        feed.up(restart(1)).send(Ipv4Updates.announce(0, 3));
        serveAll();

        assertThat(routes("edge1")).isEqualTo(3);
        assertThat(story.lines).endsWith("edge1 STALE", "edge1 DOWN", "edge1 " + ROUTES + " gone", "edge1 SYNCING");
    }

    @Test
    void g2_aRouterThatIsForgottenWhileItRestartsIsGoneAtOnce() {
        feed.up(restart(1)).send(Ipv4Updates.announce(0, ROUTES), Ipv4Updates.endOfRib());
        serveAll();
        feed.down();
        serveAll();
        intake.forget("edge1");
        serveAll();

        assertThat(rib.routers()).isEmpty();
        assertThat(rib.routes()).isZero();
        assertThat(story.lines).endsWith("edge1 STALE", "edge1 DOWN", "edge1 " + ROUTES + " gone", "edge1 removed");
    }

    @Test
    void g2_whatSessionsRestOnChangesWhileARouterRestartsAndNothingOfItIsKept() {
        feed.up(restart(1)).send(Ipv4Updates.announce(0, ROUTES), Ipv4Updates.endOfRib());
        serveAll();
        feed.down();
        serveAll();
        assertThat(routes("edge1")).isEqualTo(ROUTES);
        feed.outdated();
        serveAll();

        assertThat(routes("edge1")).isZero();
        assertThat(story.lines).endsWith("edge1 STALE", "edge1 DOWN", "edge1 " + ROUTES + " gone");
        feed.up(restart(1)).send(Ipv4Updates.announce(0, 3));
        serveAll();
        assertThat(routes("edge1")).isEqualTo(3);
    }

    /** A router that was lost, then moved by a reload, while nobody read its lane: its routes are not those of the new one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void g2_norWhenTheEndOfItsSessionIsNotReadYet(boolean back) {
        feed.up(restart(1)).send(Ipv4Updates.announce(0, ROUTES), Ipv4Updates.endOfRib());
        serveAll();
        feed.down().outdated();
        if (back) {
            feed.up(restart(1)).send(Ipv4Updates.announce(1, 3));
        }
        serveAll();

        assertThat(routes("edge1")).isEqualTo(back ? 3 : 0);
        assertThat(rib.routers().get(0).stale(Family.IPV4_UNICAST)).isZero();
    }

    @Test
    void g6_aPurgeTakesSlicesAndOthersAreServedMeanwhile() {
        LaneFeed other = new LaneFeed("edge2", "edge2", ready).up();
        feed.up();
        for (int i = 0; i < 30; i++) {
            feed.send(Ipv4Updates.announce(ROUTES * i, ROUTES));
            serveAll();
        }
        feed.send(
                Ipv4Updates.endOfRib(),
                RouteRefresh.begin(Family.IPV4_UNICAST).encode(),
                Ipv4Updates.announce(0, 3),
                RouteRefresh.end(Family.IPV4_UNICAST).encode(),
                Ipv4Updates.announce(20_000, 1));
        other.send(Ipv4Updates.announce(0, 5));
        story.atChange = () -> now += 2 * MICRO;
        for (Lane lane = ready.take(0); lane != null; lane = ready.take(0)) {
            intake.serve(lane);
        }
        assertThat(routes("edge2")).isEqualTo(5);
        assertThat(routes("edge1"))
                .as("what came behind is there, what must go not all gone")
                .isBetween(5, 12_001);
        int slices = 0;
        boolean more = true;
        while (more) {
            long before = now;
            more = intake.clearSome();
            assertThat(now - before).isLessThan(3 * MILLI);
            slices++;
        }
        assertThat(slices).isGreaterThan(5);
        assertThat(routes("edge1")).isEqualTo(4);
        assertThat(story.lines).doesNotContain("edge1 DOWN");
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

    @Test
    void aResetFollowsFromTheMessageAndTheRestOfTheSessionIsDropped() {
        feed.up().send(Ipv4Updates.announce(0, 5), Ipv4Updates.impossible(), Ipv4Updates.announce(5, 5));
        serveAll();

        assertThat(feed.faults()).containsExactly("1 3/10");
        assertThat(routes("edge1")).isEqualTo(5);
        assertThat(intake.routers())
                .singleElement()
                .satisfies(router -> assertThat(router.resets).isOne());
    }

    @Test
    void aMessageThatIsHandledAsWithdrawIsCountedAndTheSessionStands() {
        feed.up().send(Ipv4Updates.announce(0, 5), Ipv4Updates.announceBadly(3, 5), Ipv4Updates.announce(9, 1));
        serveAll();

        assertThat(feed.faults()).isEmpty();
        assertThat(routes("edge1")).isEqualTo(4);
        assertThat(intake.routers())
                .singleElement()
                .satisfies(router -> assertThat(router.treatedAsWithdraw).isOne());
    }

    @ParameterizedTest
    @ValueSource(classes = {StackOverflowError.class, AssertionError.class, IllegalStateException.class})
    void aDefectOfOursEndsThatSessionAlone(Class<? extends Throwable> defect) {
        LaneFeed other = new LaneFeed("edge2", "edge2", ready).up().send(Ipv4Updates.announce(0, 5));
        serveAll();
        feed.up();
        serveAll();
        story.atChange = () -> sneak(defect);
        feed.send(Ipv4Updates.announce(100, 1), Ipv4Updates.announce(200, 1)).down();
        Lane lane = ready.take(0);
        assertThat(lane).isNotNull();
        intake.serve(feed.lane());
        story.atChange = () -> {};
        other.send(Ipv4Updates.announce(10, 5));
        serveAll();

        assertThat(feed.faults()).containsExactly("1 3/0");
        assertThat(feed.lane().bytes()).isZero();
        assertThat(routes("edge1")).isZero();
        assertThat(other.faults()).isEmpty();
        assertThat(routes("edge2")).isEqualTo(10);
    }

    @Test
    void aDefectWhileRoutesAreWithdrawnDelaysThemAndNoMore() {
        feed.up().send(Ipv4Updates.announce(0, ROUTES));
        serveAll();
        story.atChange = () -> sneak(IllegalStateException.class);
        feed.down();
        assertThatThrownBy(this::serveAll).isInstanceOf(IllegalStateException.class);
        story.atChange = () -> {};
        feed.up().send(Ipv4Updates.announce(0, 3));
        serveAll();

        assertThat(routes("edge1")).isEqualTo(3);
        assertThat(feed.faults()).isEmpty();
    }

    @Test
    void aDefectAtTheStartOfASessionResetsItAndTheNextOneStands() {
        feed.up().send(Ipv4Updates.announce(0, 5)).down();
        serveAll();
        story.atConvergence = () -> sneak(AssertionError.class);
        feed.up();
        serveAll();
        story.atConvergence = () -> {};
        feed.down().up().send(Ipv4Updates.announce(0, 4));
        serveAll();

        assertThat(feed.faults()).containsExactly("2 3/0");
        assertThat(routes("edge1")).isEqualTo(4);
    }

    private static void sneak(Class<? extends Throwable> defect) {
        if (defect == StackOverflowError.class) {
            throw new StackOverflowError("as deep as it gets");
        } else if (defect == AssertionError.class) {
            throw new AssertionError("cannot be");
        }
        throw new IllegalStateException("cannot be");
    }

    /** Plays the table thread until nothing is left to do. */
    private void serveAll() {
        boolean more = true;
        while (more) {
            Lane lane = ready.take(0);
            if (lane != null) {
                intake.serve(lane);
            }
            more = intake.clearSome() || lane != null;
        }
    }

    private int routes(String name) {
        return rib.routers().stream()
                .filter(router -> router.name().equals(name))
                .mapToInt((AdjRibIn router) -> router.routes(Family.IPV4_UNICAST))
                .sum();
    }
}
