package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.session.RestartTerms;
import dev.ribwatch.agent.transport.Lane;
import dev.ribwatch.agent.transport.LaneFeed;
import dev.ribwatch.agent.wire.capability.GracefulRestart;
import dev.ribwatch.agent.wire.message.RouteRefresh;
import dev.ribwatch.config.value.Family;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that outlive their session, and a refresh that replaces them. */
class LaneIntakeRestartTest extends LaneIntakeFixture {
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
    void g2_itIsSaidAsLongAsRoutesAreKept() {
        assertThat(feed.mayHold()).isFalse();
        feed.up(restart(1));
        assertThat(feed.mayHold()).as("nobody has read that").isTrue();
        feed.send(Ipv4Updates.announce(0, ROUTES), Ipv4Updates.endOfRib());
        serveAll();
        feed.down();
        serveAll();
        tickFor(119);
        assertThat(feed.mayHold()).as("its restart time").isTrue();
        tickFor(2);
        serveAll();
        tickFor(1);
        assertThat(feed.mayHold()).as("it is over").isFalse();

        feed.up(restart(0)).send(Ipv4Updates.announce(0, 3), Ipv4Updates.endOfRib());
        serveAll();
        tickFor(1);
        assertThat(feed.mayHold()).isTrue();
        feed.down();
        serveAll();
        tickFor(1);
        assertThat(feed.mayHold()).as("nothing is kept").isFalse();
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

    private static RestartTerms restart(int families) {
        return new RestartTerms(new GracefulRestart(false, false, 120, families, families), null, false);
    }
}
