package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.TableLimits;
import dev.ribwatch.agent.session.RestartTerms;
import dev.ribwatch.agent.transport.Lane;
import dev.ribwatch.agent.transport.LaneFeed;
import dev.ribwatch.agent.transport.ReadyLanes;
import dev.ribwatch.agent.wire.message.RouteRefresh;
import dev.ribwatch.config.value.Family;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Row G9: who is asked for all again, and when. The clock is a number. */
class RefreshAuditTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int HOURS_6 = 6 * 3_600;
    private static final Family V4 = Family.IPV4_UNICAST;

    private long now = Long.MAX_VALUE - 3_600 * SECOND;
    private final ReadyLanes ready = new ReadyLanes();
    private final Rib rib = new Rib(TableLimits.LARGEST, new SplittableRandom(3), 0);
    private final RefreshAudit audit = new RefreshAudit(rib, new SplittableRandom(5), HOURS_6 * SECOND);
    private final LaneIntake intake = new LaneIntake(
            rib, ready, () -> now, InstantSource.fixed(Instant.EPOCH), new RouterLimits(name -> null), audit);

    private LaneFeed converged(String name) {
        LaneFeed feed = new LaneFeed(name, name, ready);
        feed.up().send(Ipv4Updates.announce(0, 3), Ipv4Updates.endOfRib(), Ipv4Updates.endOfRibOfIpv6());
        serve();
        return feed;
    }

    private void serve() {
        boolean more = true;
        while (more) {
            Lane lane = ready.take(0);
            if (lane != null) {
                intake.serve(lane);
            }
            more = intake.clearSome() || lane != null;
        }
    }

    /** Seconds until one of these is asked; {@code most} if none is. */
    private int untilAsked(int most, LaneFeed... feeds) {
        int before = count(feeds);
        for (int i = 1; i <= most; i++) {
            pass(1);
            if (count(feeds) != before) {
                return i;
            }
        }
        return most;
    }

    private static int count(LaneFeed... feeds) {
        int count = 0;
        for (LaneFeed feed : feeds) {
            count += feed.asked().size();
        }
        return count;
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += SECOND;
            intake.tick(now);
            serve();
        }
    }

    private void answer(LaneFeed feed, Family family, byte[]... routes) {
        List<byte[]> messages =
                new ArrayList<>(List.of(RouteRefresh.begin(family).encode()));
        messages.addAll(List.of(routes));
        messages.add(RouteRefresh.end(family).encode());
        feed.send(messages.toArray(new byte[0][]));
        serve();
    }

    private AdjRibIn routes(String name) {
        return rib.routers().stream()
                .filter(router -> router.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachFamilyIsAskedAboutEverySixHoursAndNotInStep() {
        LaneFeed feed = converged("edge1");
        int first = untilAsked(HOURS_6 + 2, feed);
        assertThat(first).isBetween(HOURS_6 * 3 / 4, HOURS_6 + 2);
        Family asked = family(feed.asked().get(0));
        answer(feed, asked, asked == V4 ? Ipv4Updates.announce(0, 3) : new byte[0]);
        int second = untilAsked(HOURS_6 + 2, feed);
        assertThat(feed.asked()).hasSize(2);
        assertThat(family(feed.asked().get(1))).isNotEqualTo(asked);
        assertThat(second).as("not at once after the first").isGreaterThan(2);
        answer(feed, family(feed.asked().get(1)));
        assertThat(untilAsked(HOURS_6, feed)).isBetween(HOURS_6 * 3 / 4 - second, HOURS_6);
        assertThat(feed.asked()).hasSize(3).element(2).isEqualTo("1 " + asked.text());
    }

    private static Family family(String asked) {
        return asked.endsWith(V4.text()) ? V4 : Family.IPV6_UNICAST;
    }

    @Test
    void oneAtATimeAndWhoDoesNotAnswerLosesItsTurnAfterTenMinutes() {
        LaneFeed one = converged("edge1");
        LaneFeed other = converged("edge2");
        untilAsked(HOURS_6 + 2, one, other);
        List<Integer> gaps = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            gaps.add(untilAsked(HOURS_6, one, other));
        }
        assertThat(gaps).allSatisfy(gap -> assertThat(gap).isGreaterThanOrEqualTo(600));
        assertThat(one.asked()).hasSize(2);
        assertThat(other.asked()).hasSize(2);
        pass(601);
        long unanswered = 0;
        for (AdjRibIn router : rib.routers()) {
            unanswered += router.unansweredAudits(V4) + router.unansweredAudits(Family.IPV6_UNICAST);
        }
        assertThat(unanswered).isEqualTo(4);
        assertThat(routes("edge1").routes(V4)).isEqualTo(3);
    }

    /** RFC 7313 section 4: what is not told between the marks goes, however long that takes. */
    @Test
    void whoAnswersSlowlyLosesItsTurnAndNotItsAnswer() {
        audit.setInterval(2_000 * SECOND, intake.routers());
        LaneFeed slow = new LaneFeed("edge1", "edge1", ready);
        slow.up().send(Ipv4Updates.announce(0, 3), Ipv4Updates.endOfRib());
        serve();
        pass(301); // IPv6 has converged without End-of-RIB, and is not asked for
        untilAsked(2_002, slow);
        slow.send(RouteRefresh.begin(V4).encode());
        LaneFeed other = converged("edge2");
        int waited = 0;
        while (other.asked().isEmpty()) {
            pass(100);
            waited += 100;
            // Ten minutes of the turn of the first, and an interval.
            assertThat(waited).as("the other is asked in its own time").isLessThanOrEqualTo(2_700);
            slow.send(Ipv4Updates.announce(0, 1));
            serve();
        }
        assertThat(routes("edge1").isAudited(V4)).isTrue();
        slow.send(RouteRefresh.end(V4).encode());
        serve();
        assertThat(routes("edge1").phantoms(V4)).isEqualTo(2);
        assertThat(routes("edge1").routes(V4)).isOne();
        assertThat(slow.asked()).hasSize(1);
    }

    @Test
    void anAnswerAfterItsTurnCountsAndIsAskedForLessOften() {
        audit.setInterval(2_000 * SECOND, intake.routers());
        LaneFeed feed = new LaneFeed("edge1", "edge1", ready);
        feed.up().send(Ipv4Updates.announce(0, 3), Ipv4Updates.endOfRib());
        serve();
        pass(301);
        untilAsked(2_002, feed);
        feed.send(RouteRefresh.begin(V4).encode());
        serve();
        pass(590);
        feed.send(Ipv4Updates.announce(0, 1));
        serve();
        pass(100); // its turn is over
        feed.send(RouteRefresh.end(V4).encode());
        serve();
        assertThat(routes("edge1").phantomAudits(V4)).isOne();
        assertThat(routes("edge1").phantoms(V4)).isEqualTo(2);
        assertThat(routes("edge1").routes(V4)).isOne();
        // Counted from the end of its turn, some 90 s before.
        assertThat(untilAsked(5_000, feed)).isBetween(3_000 - 100, 4_002 - 80);
        answer(feed, V4, Ipv4Updates.announce(0, 1));
        assertThat(untilAsked(5_000, feed)).isBetween(1_500, 2_002);
    }

    @Test
    void whoseSessionEndsLosesItsTurnAtOnce() {
        LaneFeed one = converged("edge1");
        untilAsked(HOURS_6 + 2, one);
        LaneFeed other = converged("edge2");
        one.down();
        serve();
        assertThat(untilAsked(HOURS_6 + 2, other)).isLessThan(HOURS_6 + 2);
        assertThat(one.asked()).hasSize(1);
        one.up();
        serve();
        pass(290);
        assertThat(one.asked()).as("not converged, so not asked").hasSize(1);
    }

    @Test
    void nobodyIsAskedWhoCannotMarkBeginAndEnd() {
        LaneFeed feed = new LaneFeed("edge1", "edge1", ready);
        feed.upWithoutRefresh(RestartTerms.END_OF_RIB).send(Ipv4Updates.endOfRib(), Ipv4Updates.endOfRibOfIpv6());
        serve();
        pass(HOURS_6 + 2);
        assertThat(feed.asked()).isEmpty();
    }

    @Test
    void nobodyIsAskedWhoseOtherFamilyIsStillComing() {
        LaneFeed feed = new LaneFeed("edge1", "edge1", ready);
        feed.up().send(Ipv4Updates.announce(0, 3), Ipv4Updates.endOfRib());
        serve();
        for (int i = 0; i < 250; i++) {
            pass(1);
            assertThat(feed.asked()).isEmpty();
        }
        feed.send(Ipv4Updates.endOfRibOfIpv6());
        serve();
        assertThat(untilAsked(HOURS_6 + 2, feed)).isGreaterThanOrEqualTo(HOURS_6 * 3 / 4);
    }

    @Test
    void anotherIntervalCountsFromNowAndNoneIsNone() {
        LaneFeed feed = converged("edge1");
        pass(60);
        audit.setInterval(600 * SECOND, intake.routers());
        assertThat(untilAsked(1_000, feed)).isBetween(450, 602);
        answer(feed, family(feed.asked().get(0)), Ipv4Updates.announce(0, 3));
        audit.setInterval(0, intake.routers());
        pass(HOURS_6 + 2);
        assertThat(feed.asked()).hasSize(1);
    }

    @Test
    void nobodyIsAskedWhoseEndOfRibDidNotComeForItsMarksMeanNothing() {
        LaneFeed feed = new LaneFeed("edge1", "edge1", ready);
        feed.up().send(Ipv4Updates.announce(0, 3), Ipv4Updates.endOfRibOfIpv6());
        serve();
        pass(2 * HOURS_6);
        assertThat(feed.asked())
                .isNotEmpty()
                .allSatisfy(asked -> assertThat(family(asked)).isEqualTo(Family.IPV6_UNICAST));
    }

    @Test
    void whoDoesNotAnswerIsAskedLessOftenUpToAnEighth() {
        audit.setInterval(2_000 * SECOND, intake.routers());
        LaneFeed feed = new LaneFeed("edge1", "edge1", ready);
        feed.up().send(Ipv4Updates.announce(0, 3), Ipv4Updates.endOfRib());
        serve();
        pass(301); // IPv6 has converged without End-of-RIB, and is not asked for
        untilAsked(3_000, feed);
        for (int factor : new int[] {2, 4, 8, 8}) {
            assertThat(untilAsked(20_000, feed)).isBetween(1_500 * factor + 600, 2_000 * factor + 602);
        }
        answer(feed, V4, Ipv4Updates.announce(0, 3));
        assertThat(untilAsked(20_000, feed)).isBetween(1_500, 2_002);
    }

    @Test
    void noAuditsMeansNoPhantomsEitherNorAnAuditThatIsStillToEnd() {
        LaneFeed feed = converged("edge1");
        while (feed.asked().isEmpty() || family(feed.asked().get(feed.asked().size() - 1)) != V4) {
            untilAsked(HOURS_6, feed);
        }
        answer(feed, V4, Ipv4Updates.announce(1, 1));
        assertThat(routes("edge1").phantoms(V4)).isEqualTo(2);
        audit.setInterval(0, intake.routers());
        assertThat(routes("edge1").phantoms(V4)).isZero();

        audit.setInterval(600 * SECOND, intake.routers());
        untilAsked(1_000, feed);
        Family asked = family(feed.asked().get(feed.asked().size() - 1));
        assertThat(routes("edge1").isAudited(asked)).isTrue();
        audit.setInterval(0, intake.routers());
        assertThat(routes("edge1").isAudited(asked)).isFalse();
    }

    @Test
    void phantomsAreCountedAndGone() {
        LaneFeed feed = converged("edge1");
        while (feed.asked().isEmpty() || family(feed.asked().get(feed.asked().size() - 1)) != V4) {
            untilAsked(HOURS_6, feed);
        }
        answer(feed, V4, Ipv4Updates.announce(1, 1));
        assertThat(routes("edge1").phantoms(V4)).isEqualTo(2);
        assertThat(routes("edge1").routes(V4)).isOne();
    }
}
