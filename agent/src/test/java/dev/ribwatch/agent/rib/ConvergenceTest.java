package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** When a router's family is judged: End-of-RIB (RFC 4724 section 2) or the fallback, row G7. The clock is a number. */
class ConvergenceTest {
    private static final Prefix V4 = Prefix.parse("192.0.2.0/24");
    private static final Prefix V6 = Prefix.parse("2001:db8::/32");

    private final Rib rib = new Rib(TableLimits.LARGEST, new SplittableRandom(1), 0);
    private final AdjRibIn router = rib.add("r1", "r1");
    private final UpdateBytes message = new UpdateBytes(0).attributes(1);
    private final List<String> told = new ArrayList<>();
    /** Not 0, and near overflow, as System.nanoTime may be. */
    private final long start = Long.MAX_VALUE - 20_000_000_000L;

    private double ticked;
    private boolean waiting;

    ConvergenceTest() {
        rib.addListener(new Recorder());
        tick(0);
    }

    private final class Recorder extends SilentListener {
        @Override
        public void convergenceChanged(AdjRibIn of, Family family, Convergence before, Convergence after) {
            told.add(family + " " + before + " " + after);
            assertThat(of.convergence(family)).isEqualTo(after);
        }
    }

    private long at(double seconds) {
        return start + (long) (seconds * 1e9);
    }

    private void up(int families, double seconds) {
        rib.sessionUp(router, families, 0, true, at(seconds));
    }

    private void announce(Prefix prefix, double seconds) {
        rib.apply(router, message.announce(prefix, 0).decoded(), at(seconds), 0);
    }

    private Convergence v4After(double seconds) {
        pass(seconds);
        return router.convergence(Family.IPV4_UNICAST);
    }

    private Convergence v6After(double seconds) {
        pass(seconds);
        return router.convergence(Family.IPV6_UNICAST);
    }

    /** Ticks once a second. */
    private void pass(double seconds) {
        while (ticked + 1 < seconds) {
            tick(ticked + 1);
        }
        tick(seconds);
    }

    private void tick(double seconds) {
        ticked = seconds;
        rib.tick(at(seconds), of -> of == router && waiting);
    }

    @Test
    void g7_endOfRibConvergesAtOnceAndOnlyItsFamily() {
        up(3, 0);
        announce(V4, 0.1);
        rib.apply(router, message.decoded(), at(0.2), 0);
        assertThat(router.convergence(Family.IPV4_UNICAST)).isEqualTo(Convergence.CONVERGED);
        assertThat(router.convergence(Family.IPV6_UNICAST)).isEqualTo(Convergence.SYNCING);
        rib.apply(router, message.emptyUnreachable().decoded(), at(0.3), 0);
        assertThat(router.convergence(Family.IPV6_UNICAST)).isEqualTo(Convergence.CONVERGED);
        assertThat(router.convergenceSinceNanos(Family.IPV6_UNICAST)).isEqualTo(at(0.3));
        assertThat(told)
                .containsExactly(
                        "ipv4-unicast NEVER_UP SYNCING",
                        "ipv6-unicast NEVER_UP SYNCING",
                        "ipv4-unicast SYNCING CONVERGED",
                        "ipv6-unicast SYNCING CONVERGED");
    }

    @Test
    void g7_nearMiss_aSecondEndOfRibIsNotTold() {
        up(1, 0);
        rib.apply(router, message.decoded(), at(0.2), 0);
        told.clear();
        rib.apply(router, message.decoded(), at(0.3), 0);
        assertThat(told).isEmpty();
    }

    @Test
    void g7_tenQuietSecondsAreEnoughFromThirtyOn() {
        up(1, 0);
        announce(V4, 21);
        assertThat(v4After(30.999)).isEqualTo(Convergence.SYNCING);
        assertThat(v4After(31)).isEqualTo(Convergence.CONVERGED);
    }

    @Test
    void g7_nearMiss_quietForTenSecondsButNotUpForThirty() {
        up(1, 0);
        announce(V4, 1);
        assertThat(v4After(29.999)).isEqualTo(Convergence.SYNCING);
        assertThat(v4After(30)).isEqualTo(Convergence.CONVERGED);
    }

    @Test
    void g7_nearMiss_upForThirtySecondsButNeverQuietForTen() {
        up(1, 0);
        for (int second = 0; second < 299; second += 9) {
            announce(V4, second);
            assertThat(v4After(Math.min(299.999, second + 8.9))).isEqualTo(Convergence.SYNCING);
        }
        assertThat(v4After(300)).isEqualTo(Convergence.CONVERGED);
    }

    @Test
    void g7_nearMiss_quietWithoutAFirstUpdateIsNotQuiet() {
        up(1, 0);
        assertThat(v4After(299.999)).isEqualTo(Convergence.SYNCING);
        assertThat(v4After(300)).isEqualTo(Convergence.CONVERGED);
    }

    @Test
    void g7_nearMiss_theOtherFamilysUpdatesAreNotAFirstUpdate() {
        up(3, 0);
        announce(V4, 1);
        assertThat(v4After(100)).isEqualTo(Convergence.CONVERGED);
        assertThat(v6After(299.999)).isEqualTo(Convergence.SYNCING);
        assertThat(v6After(300)).isEqualTo(Convergence.CONVERGED);
    }

    @Test
    void g7_theOtherFamilysUpdatesDoNotDisturbTheQuiet() {
        up(3, 0);
        announce(V6, 25);
        for (int second = 26; second < 35; second++) {
            announce(V4, second);
            assertThat(v6After(second)).isEqualTo(Convergence.SYNCING);
        }
        announce(V4, 34.9);
        assertThat(v6After(35)).isEqualTo(Convergence.CONVERGED);
        assertThat(v4After(44.8)).isEqualTo(Convergence.SYNCING);
        assertThat(v4After(44.9)).isEqualTo(Convergence.CONVERGED);
    }

    @Test
    void g7_nearMiss_whatWaitsToBeReadIsNotQuiet() {
        up(1, 0);
        announce(V4, 1);
        pass(20);
        waiting = true;
        assertThat(v4After(45)).isEqualTo(Convergence.SYNCING);
        waiting = false;
        assertThat(v4After(54.999)).isEqualTo(Convergence.SYNCING);
        assertThat(v4After(55)).isEqualTo(Convergence.CONVERGED);
    }

    @Test
    void g7_nearMiss_aStopOfTheProcessIsNotQuiet() {
        up(1, 0);
        announce(V4, 1);
        pass(28);
        tick(45); // nobody read a socket since
        assertThat(router.convergence(Family.IPV4_UNICAST)).isEqualTo(Convergence.SYNCING);
        assertThat(v4After(54.999)).isEqualTo(Convergence.SYNCING);
        assertThat(v4After(55)).isEqualTo(Convergence.CONVERGED);
    }

    @Test
    void g7_whatWaitsForEverDoesNotPutItOffForEver() {
        up(1, 0);
        announce(V4, 1);
        waiting = true;
        assertThat(v4After(299.999)).isEqualTo(Convergence.SYNCING);
        assertThat(v4After(300)).isEqualTo(Convergence.CONVERGED);
    }

    @Test
    void g7_aWithdrawalIsAnUpdateToo() {
        up(1, 0);
        rib.apply(router, message.withdraw(V4, 0).decoded(), at(25), 0);
        assertThat(v4After(34.999)).isEqualTo(Convergence.SYNCING);
        assertThat(v4After(35)).isEqualTo(Convergence.CONVERGED);
    }

    @Test
    void g7_nearMiss_aFamilyThatWasNotNegotiatedNeverConverges() {
        up(1, 0);
        announce(V4, 1);
        assertThat(v6After(1000)).isEqualTo(Convergence.NEVER_UP);
        assertThat(router.isNegotiated(Family.IPV6_UNICAST)).isFalse();
        rib.apply(router, message.emptyUnreachable().decoded(), at(1001), 0);
        assertThat(router.convergence(Family.IPV6_UNICAST)).isEqualTo(Convergence.NEVER_UP);
    }

    @Test
    void g7_nearMiss_aPeerThatNeverCameUpDoesNotConverge() {
        assertThat(v4After(1000)).isEqualTo(Convergence.NEVER_UP);
        assertThat(told).isEmpty();
    }

    @Test
    void g7_theNextSessionStartsOver() {
        up(1, 0);
        announce(V4, 1);
        assertThat(v4After(31)).isEqualTo(Convergence.CONVERGED);
        rib.sessionDown(router, at(40));
        assertThat(v4After(400)).isEqualTo(Convergence.DOWN);
        assertThat(router.routes(Family.IPV4_UNICAST)).isOne();
        assertThat(rib.clearSome(router, 10)).isTrue();
        up(1, 500);
        assertThat(v4After(531)).isEqualTo(Convergence.SYNCING);
        announce(V4, 532);
        assertThat(v4After(542)).isEqualTo(Convergence.CONVERGED);
        assertThat(told)
                .containsExactly(
                        "ipv4-unicast NEVER_UP SYNCING",
                        "ipv4-unicast SYNCING CONVERGED",
                        "ipv4-unicast CONVERGED DOWN",
                        "ipv4-unicast DOWN SYNCING",
                        "ipv4-unicast SYNCING CONVERGED");
    }

    @Test
    void g7_downIsToldBeforeTheFirstRouteGoes() {
        up(1, 0);
        announce(V4, 1);
        List<Convergence> atWithdrawal = new ArrayList<>();
        rib.addListener(new SilentListener() {
            @Override
            public void routeChanged(RouteChange change) {
                atWithdrawal.add(change.router().convergence(change.family()));
            }
        });
        rib.sessionDown(router, at(2));
        assertThat(atWithdrawal).isEmpty();
        rib.clearSome(router, 10);
        assertThat(atWithdrawal).containsExactly(Convergence.DOWN);
    }
}
