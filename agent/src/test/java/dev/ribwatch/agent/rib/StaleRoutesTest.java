package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.session.RestartTerms;
import dev.ribwatch.agent.wire.capability.GracefulRestart;
import dev.ribwatch.agent.wire.capability.LongLivedRestart;
import dev.ribwatch.agent.wire.message.RouteRefresh;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows G2, G3, G4, G6 and G9 at the table, each with its near miss. The clock is a number of seconds. */
class StaleRoutesTest {
    private static final Family V4 = Family.IPV4_UNICAST;
    private static final Family V6 = Family.IPV6_UNICAST;
    private static final Prefix A = Prefix.parse("192.0.2.0/24");
    private static final Prefix B = Prefix.parse("198.51.100.0/24");
    private static final Prefix C = Prefix.parse("203.0.113.0/24");
    private static final Prefix A6 = Prefix.parse("2001:db8:1::/48");
    private static final Prefix B6 = Prefix.parse("2001:db8:2::/48");
    private static final RestartTerms BOTH = terms(120, 3, 3, false);

    private final Rib rib = new Rib(TableLimits.LARGEST, new SplittableRandom(1), 0);
    private final AdjRibIn router = rib.add("r1", "r1");
    private final UpdateBytes message = new UpdateBytes(0).attributes(1);
    private final List<String> told = new ArrayList<>();
    private final TreeSet<String> held = new TreeSet<>();
    /** Near overflow, as System.nanoTime may be. */
    private final long start = Long.MAX_VALUE - 100_000_000_000L;

    private double now;
    /** Several paths of a prefix are told, which {@link #held} cannot. */
    private boolean quiet;

    StaleRoutesTest() {
        rib.addListener(new SilentListener() {
            @Override
            public void routeChanged(RouteChange change) {
                if (quiet) {
                    return;
                }
                String prefix = new Prefix(change.family(), change.high(), change.low(), change.length()).toString();
                if (change.isAnnounce()) {
                    assertThat(held.add(prefix)).isTrue();
                } else if (change.isWithdraw()) {
                    assertThat(held.remove(prefix)).isTrue();
                    told.add("gone " + prefix);
                }
            }

            @Override
            public void convergenceChanged(AdjRibIn of, Family family, Convergence before, Convergence after) {
                if (family == V4) {
                    told.add(before + " " + after);
                }
            }

            @Override
            public void auditEnded(AdjRibIn of, Family family) {
                told.add("audited " + family.text() + " " + of.phantoms(family));
            }
        });
        at(0);
    }

    private static RestartTerms terms(int seconds, int families, int forwarding, boolean notification) {
        return new RestartTerms(
                new GracefulRestart(false, notification, seconds, families, forwarding), null, notification);
    }

    private static RestartTerms longTerms(int seconds, int forwarding, int longSeconds) {
        return new RestartTerms(
                new GracefulRestart(false, false, seconds, 3, 3),
                new LongLivedRestart(forwarding, List.of(longSeconds, longSeconds)),
                false);
    }

    private long nanos() {
        return start + (long) (now * 1e9);
    }

    /** Time passes in ticks of a second up to this. */
    private void at(double seconds) {
        while (now + 1 < seconds) {
            now++;
            rib.tick(nanos(), any -> false);
            work();
        }
        now = seconds;
        rib.tick(nanos(), any -> false);
        work();
    }

    private void work() {
        while (!rib.clearSome(router, 3)) {
            assertThat(rib.hasWork(router)).isTrue();
        }
    }

    private void up(RestartTerms terms) {
        up(terms, 3, 0);
    }

    private void up(RestartTerms terms, int families, int addPath) {
        while (!rib.mayComeUp(router, families, addPath, terms, nanos())) {
            work();
        }
        rib.sessionUp(router, families, addPath, terms, nanos());
    }

    private void lose(boolean graceful) {
        rib.sessionDown(router, graceful, nanos());
        work();
    }

    private void announce(Prefix... prefixes) {
        for (Prefix prefix : prefixes) {
            message.announce(prefix, 0);
        }
        rib.apply(router, message.decoded(), nanos(), 0);
    }

    private void withdraw(Prefix prefix) {
        rib.apply(router, message.withdraw(prefix, 0).decoded(), nanos(), 0);
    }

    private void endOfRib(Family family) {
        rib.apply(router, (family == V4 ? message : message.emptyUnreachable()).decoded(), nanos(), 0);
    }

    private void begin() {
        rib.refresh(router, V4, RouteRefresh.BEGIN, nanos());
    }

    private void end() {
        rib.refresh(router, V4, RouteRefresh.END, nanos());
    }

    private boolean isStale(Prefix prefix) {
        int id = rib.prefixes(prefix.family()).find(prefix.high(), prefix.low(), prefix.length());
        assertThat(router.attributes(prefix.family(), id)).as("held").isNotEqualTo(RouteChange.ABSENT);
        return router.isStale(prefix.family(), id, 0);
    }

    private void holds(Prefix... prefixes) {
        TreeSet<String> expected = new TreeSet<>();
        for (Prefix prefix : prefixes) {
            expected.add(prefix.toString());
        }
        assertThat(held).isEqualTo(expected);
    }

    /** A session that has told five routes of both families, at 10 s. */
    @BeforeEach
    void converged() {
        at(10);
        up(BOTH);
        announce(A, B, C, A6, B6);
        endOfRib(V4);
        endOfRib(V6);
        told.clear();
    }

    // G2: the session is lost.

    @Test
    void g2_whatIsListedIsKeptForTheRestartTimeAndNoLonger() {
        lose(true);
        assertThat(told).containsExactly("CONVERGED STALE");
        assertThat(isStale(A)).isTrue();
        assertThat(isStale(A6)).isTrue();
        assertThat(router.stale(V4)).isEqualTo(3);
        at(129.9);
        holds(A, B, C, A6, B6);
        at(130);
        holds();
        assertThat(router.convergence(V4)).isEqualTo(Convergence.DOWN);
        assertThat(told).startsWith("CONVERGED STALE", "STALE DOWN").hasSize(2 + 5);
        assertThat(router.stale(V4)).isZero();
    }

    @Test
    void g2_aFamilyThatIsNotListedGoesAtOnce() {
        lose(false);
        up(terms(120, 1, 1, false));
        announce(A, A6);
        endOfRib(V4);
        endOfRib(V6);
        lose(true);
        holds(A);
        assertThat(router.convergence(V4)).isEqualTo(Convergence.STALE);
        assertThat(router.convergence(V6)).isEqualTo(Convergence.DOWN);
    }

    @Test
    void g2_anEndThatIsNoRestartTakesAll() {
        lose(false);
        holds();
        assertThat(router.convergence(V4)).isEqualTo(Convergence.DOWN);
    }

    @Test
    void g2_aRouterThatIsRemovedWhileItRestartsLeavesNothing() {
        lose(true);
        rib.sessionDown(router, nanos());
        work();
        holds();
        rib.remove(router);
        assertThat(rib.routers()).isEmpty();
        assertThat(told).contains("CONVERGED STALE", "STALE DOWN");
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, true"})
    void g2_aSecondLossBeforeEndOfRibTakesWhatWasStaleUnlessTheNBitWasExchanged(boolean bit, boolean kept) {
        RestartTerms terms = terms(120, 3, 3, bit);
        lose(true);
        at(20);
        up(terms);
        announce(A);
        lose(true);
        if (kept) {
            holds(A, B, C, A6, B6);
            assertThat(isStale(B)).isTrue();
        } else {
            holds(A);
        }
        assertThat(isStale(A)).isTrue();
        at(139.9);
        assertThat(held).contains(A.toString());
        at(140);
        holds();
    }

    @Test
    void g2_aSecondLossAfterEndOfRibTakesNothing() {
        lose(true);
        up(BOTH);
        announce(A, B, C);
        endOfRib(V4);
        announce(A6, B6);
        endOfRib(V6);
        lose(true);
        holds(A, B, C, A6, B6);
    }

    @Test
    void g2_aRouterThatRestartsForEverKeepsNothingForEver() {
        RestartTerms terms = terms(120, 3, 3, true);
        lose(false);
        up(terms);
        announce(A, B);
        endOfRib(V4);
        lose(true);
        for (double last = now; held.contains(B.toString()); ) {
            up(terms);
            announce(A);
            lose(true);
            at(now + 60);
            assertThat(now - last).as("restart time and stale time").isLessThanOrEqualTo(300);
        }
    }

    // G3: it is back.

    @Test
    void g3_endOfRibTakesWhatWasNotToldAgainAndThenTheFamilyHasConverged() {
        lose(true);
        at(60);
        up(BOTH);
        assertThat(router.convergence(V4)).isEqualTo(Convergence.SYNCING);
        holds(A, B, C, A6, B6);
        announce(A, A6);
        message.attributes(2);
        announce(B);
        assertThat(isStale(A)).isFalse();
        assertThat(isStale(B)).isFalse();
        assertThat(isStale(C)).isTrue();
        assertThat(router.stale(V4)).isOne();
        told.clear();
        endOfRib(V4);
        assertThat(told).containsExactly("gone " + C, "SYNCING CONVERGED");
        holds(A, B, A6, B6);
        assertThat(router.stale(V6)).as("another family waits for its own").isOne();
        assertThat(router.convergence(V6)).isEqualTo(Convergence.SYNCING);
    }

    @Test
    void g3_aStaleRouteIsWithdrawnLikeAnyOther() {
        lose(true);
        up(BOTH);
        withdraw(B);
        announce(A, C);
        endOfRib(V4);
        holds(A, C, A6, B6);
    }

    @ParameterizedTest
    @CsvSource({
        // families, forwarding: which stay
        "3, 3, both",
        "3, 1, v4",
        "3, 2, v6",
        "1, 1, v4",
        "0, 0, none",
    })
    void g3_aFamilyWhoseForwardingStateIsLostGoesAtOnce(int families, int forwarding, String stays) {
        lose(true);
        at(60);
        up(terms(120, families, forwarding, false));
        switch (stays) {
            case "both" -> holds(A, B, C, A6, B6);
            case "v4" -> holds(A, B, C);
            case "v6" -> holds(A6, B6);
            default -> holds();
        }
        assertThat(router.convergence(V4)).isEqualTo(Convergence.SYNCING);
    }

    @Test
    void g3_whoIsBackWithoutTheCapabilityKeepsNothing() {
        lose(true);
        up(RestartTerms.NONE);
        holds();
        announce(A);
        assertThat(isStale(A)).isFalse();
    }

    @Test
    void g3_aFamilyThatIsNotPartOfTheNewSessionGoes() {
        lose(true);
        up(BOTH, 1, 0);
        holds(A, B, C);
        assertThat(router.convergence(V6)).isEqualTo(Convergence.DOWN);
    }

    @Test
    void g8_pathIdsThatComeOrGoMeanThatNothingCanBeCompared() {
        lose(true);
        up(BOTH, 3, 1);
        holds(A6, B6);
    }

    @Test
    void g3_withoutEndOfRibTheStaleTimerTakesWhatWasNotToldAgain() {
        lose(true);
        at(60);
        up(BOTH);
        announce(A);
        at(239.9);
        holds(A, B, C, A6, B6);
        assertThat(router.convergence(V4)).as("quiet alone says nothing yet").isEqualTo(Convergence.SYNCING);
        at(240);
        holds(A);
        at(241);
        assertThat(router.convergence(V4)).isEqualTo(Convergence.CONVERGED);
    }

    @Test
    void g3_theStaleTimerIsThatOfTheConfiguration() {
        rib.setStaleTime(30_000_000_000L);
        lose(true);
        at(60);
        up(BOTH);
        at(89.9);
        holds(A, B, C, A6, B6);
        at(90);
        holds();
    }

    @Test
    void g3_manyLeftoversGoInSlicesWhileTheSessionGoesOn() {
        Prefix[] many = many();
        lose(true);
        up(BOTH);
        announce(Arrays.copyOfRange(many, 0, 500));
        endOfRib(V4);
        assertThat(rib.hasWork(router)).isTrue();
        assertThat(router.convergence(V4)).isEqualTo(Convergence.SYNCING);
        announce(many[4_999]);
        withdraw(many[0]);
        int before = router.routes(V4);
        assertThat(rib.clearSome(router, 100)).isFalse();
        assertThat(before - router.routes(V4)).isLessThanOrEqualTo(100);
        work();
        assertThat(router.routes(V4)).isEqualTo(500);
        assertThat(held).contains(many[4_999].toString()).doesNotContain(many[0].toString(), many[4_998].toString());
        assertThat(router.convergence(V4)).isEqualTo(Convergence.CONVERGED);
        assertThat(router.stale(V4)).isZero();
    }

    /** Announces 5,000 prefixes. */
    private Prefix[] many() {
        Prefix[] many = new Prefix[5_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = new Prefix(V4, (10L << 24 | i) << 32, 0, 32);
        }
        for (int i = 0; i < many.length; i += 500) {
            announce(Arrays.copyOfRange(many, i, i + 500));
        }
        return many;
    }

    @Test
    void g3_endOfRibAgainAndAgainTakesNoMoreAtOnce() {
        many();
        lose(true);
        up(BOTH);
        endOfRib(V4);
        int left = router.routes(V4);
        assertThat(left).isBetween(4_000, 5_002);
        endOfRib(V4);
        endOfRib(V4);
        assertThat(router.routes(V4)).isEqualTo(left);
        work();
        assertThat(router.routes(V4)).isZero();
        assertThat(router.convergence(V4)).isEqualTo(Convergence.CONVERGED);
    }

    /** A session with ADD-PATH and ten paths of A, from path id 1 on, each with the same attributes; it is lost and back. */
    private UpdateBytes tenPathsAndBack(long budget) {
        lose(false);
        up(BOTH, 3, 1);
        UpdateBytes paths = new UpdateBytes(1).attributes(1);
        for (int id = 1; id <= 10; id++) {
            rib.apply(router, paths.announce(A, id).decoded(), nanos(), 0);
        }
        rib.apply(router, paths.decoded(), nanos(), 0);
        if (budget == 0) {
            rib.limitPaths(router, V4, 11);
        } else {
            rib.limitMemory(router, router.memory() + budget);
        }
        lose(true);
        up(BOTH, 3, 1);
        return paths;
    }

    @ParameterizedTest
    @CsvSource({
        // room for memory beyond what is held, bytes (0: one path by number); other attributes for each path
        "0, false",
        "0, true",
        "1, false",
        "1, true",
        "300, true",
    })
    void g3_whatIsToldAgainFindsTheRoomOfWhatIsNot(long budget, boolean others) {
        quiet = true;
        UpdateBytes paths = tenPathsAndBack(budget);
        for (int id = 101; id <= 110; id++) {
            paths.attributes(others ? id : 1);
            rib.apply(router, paths.announce(A, id).decoded(), nanos(), 0);
            assertThat(router.routes(V4)).isLessThanOrEqualTo(11 + (int) budget / AdjRibIn.PATH_COST);
        }
        rib.apply(router, paths.decoded(), nanos(), 0);
        int least = others && budget != 0 ? 1 : 10; // new attributes may need the room of several paths
        assertThat(router.routes(V4)).isBetween(least, 10);
        assertThat(router.convergence(V4)).isEqualTo(Convergence.CONVERGED);
        assertThat(router.stale(V4)).isZero();
        assertThat(router.isPartial(V4)).isEqualTo(router.routes(V4) < 10);
    }

    @Test
    void g3_whatIsHeldStillTakesNobodysRoom() {
        quiet = true;
        UpdateBytes paths = tenPathsAndBack(1);
        rib.limitPaths(router, V4, 10);
        paths.attributes(1);
        for (int id = 1; id <= 9; id++) {
            rib.apply(router, paths.announce(A, id).decoded(), nanos(), 0);
        }
        assertThat(router.routes(V4)).isEqualTo(10);
        assertThat(router.stale(V4)).isOne();
    }

    @Test
    void g6_inARefreshWhatIsNotToldYetKeepsItsRoom() {
        rib.limitPaths(router, V4, 3);
        begin();
        announce(Prefix.parse("10.0.0.0/8"));
        holds(A, B, C, A6, B6);
        assertThat(router.blocked(V4)).isOne();
        announce(A, B, C);
        end();
        holds(A, B, C, A6, B6);
    }

    // G4: it stays away for long.

    @Test
    void g4_afterTheRestartTimeRoutesStayForTheLongLivedStaleTimeButForThoseThatMustNot() {
        lose(false);
        RestartTerms terms = longTerms(120, 3, 1_000);
        up(terms);
        announce(A);
        message.attributes(2).community(0xffff_0007);
        announce(B);
        message.attributes(3).community(0xffff_0006);
        announce(C);
        endOfRib(V4);
        lose(true);
        at(129.9);
        holds(A, B, C);
        at(130);
        holds(A, C);
        assertThat(router.convergence(V4)).isEqualTo(Convergence.STALE);
        assertThat(isStale(A)).isTrue();
        at(1_129.9);
        holds(A, C);
        at(1_130);
        holds();
        assertThat(router.convergence(V4)).isEqualTo(Convergence.DOWN);
    }

    @Test
    void g4_whoIsBackInTheLongLivedTimeIsJudgedByThatCapability() {
        lose(false);
        up(longTerms(120, 3, 1_000));
        announce(A, A6);
        endOfRib(V4);
        lose(true);
        at(500);
        up(longTerms(120, 1, 1_000));
        holds(A);
        announce(B);
        endOfRib(V4);
        holds(B);
    }

    @Test
    void g4_theLongLivedTimerGoesOnUntilEndOfRib() {
        lose(false);
        up(longTerms(120, 3, 1_000));
        announce(A, B);
        endOfRib(V4);
        lose(true);
        at(1_100);
        up(longTerms(120, 3, 1_000));
        announce(A);
        at(1_129.9);
        holds(A, B);
        at(1_130);
        holds(A);
    }

    @ParameterizedTest
    @CsvSource({
        // longest stale time, what the router asks for, until when routes stay after the loss at 10 s
        "600, 16000000, 730",
        "600, 600, 730",
        "600, 599, 729",
        "0, 16000000, 130",
    })
    void g4_noRouterIsKeptForLongerThanTheConfigurationSays(int longest, int asked, int until) {
        lose(false);
        rib.setLongestStale(longest * 1_000_000_000L);
        up(longTerms(120, 3, asked));
        announce(A);
        endOfRib(V4);
        lose(true);
        at(until - 0.1);
        holds(A);
        at(until);
        holds();
    }

    @Test
    void g4_whoHasNoRestartTimeAndMayNotStayAwayForLongIsNotKept() {
        lose(false);
        rib.setLongestStale(0);
        up(longTerms(0, 3, 1_000));
        announce(A);
        endOfRib(V4);
        lose(true);
        assertThat(router.convergence(V4)).isEqualTo(Convergence.DOWN);
        holds();
    }

    @Test
    void g4_aRestartTimeOfZeroIsOverAtOnce() {
        lose(false);
        up(longTerms(0, 3, 1_000));
        announce(A);
        message.attributes(2).community(0xffff_0007);
        announce(B);
        endOfRib(V4);
        lose(true);
        holds(A, B);
        at(now + 0.1);
        holds(A);
    }

    // G6: a refresh.

    @Test
    void g6_whatIsNotToldBetweenTheMarksGoesAndIsCounted() {
        begin();
        assertThat(router.convergence(V4)).as("judged as ever").isEqualTo(Convergence.CONVERGED);
        assertThat(isStale(B)).isFalse();
        assertThat(router.isRefreshing(V4)).isTrue();
        announce(A);
        withdraw(C);
        told.clear();
        end();
        assertThat(told).containsExactly("gone " + B, "audited ipv4-unicast 0");
        holds(A, A6, B6);
        assertThat(router.refreshLeftovers(V4)).isOne();
        assertThat(router.isRefreshing(V4)).isFalse();
    }

    @Test
    void g6_anEndWithoutABeginMeansNothing() {
        end();
        holds(A, B, C, A6, B6);
        assertThat(told).isEmpty();
    }

    @Test
    void g6_aSecondBeginBeginsAnew() {
        begin();
        announce(A, B, C);
        begin();
        announce(A, B);
        end();
        holds(A, B, A6, B6);
        end();
        holds(A, B, A6, B6);
    }

    @Test
    void g6_aBeginBeforeEndOfRibIsIgnoredWithGracefulRestart() {
        lose(false);
        up(BOTH);
        announce(A, B);
        begin();
        announce(A);
        end();
        holds(A, B);
        endOfRib(V4);
        begin();
        announce(A);
        end();
        holds(A);
    }

    @Test
    void g6_withoutGracefulRestartABeginCountsFromTheStart() {
        lose(false);
        up(RestartTerms.NONE);
        announce(A, B);
        begin();
        announce(A);
        end();
        holds(A);
    }

    @Test
    void g6_aRefreshWithoutAnEndIsForgottenAfterTenMinutes() {
        begin();
        announce(A);
        at(609.9);
        assertThat(router.isRefreshing(V4)).isTrue();
        at(610);
        assertThat(router.isRefreshing(V4)).isFalse();
        end();
        holds(A, B, C, A6, B6);
        assertThat(router.refreshLeftovers(V4)).isZero();
    }

    @Test
    void g6_aLossEndsARefreshAndAllIsStale() {
        begin();
        announce(A);
        lose(true);
        holds(A, B, C, A6, B6);
        assertThat(router.stale(V4)).isEqualTo(3);
        up(BOTH);
        end();
        holds(A, B, C, A6, B6);
        announce(B);
        endOfRib(V4);
        holds(B, A6, B6);
    }

    // G9: an audit.

    @Test
    void g9_phantomsAreThoseOfARefreshThatWeAskedFor() {
        rib.beginAudit(router, V4);
        assertThat(router.isAudited(V4)).isTrue();
        begin();
        announce(A);
        end();
        assertThat(router.phantoms(V4)).isEqualTo(2);
        assertThat(router.phantomAudits(V4)).isOne();
        assertThat(router.isAudited(V4)).isFalse();
        assertThat(told).endsWith("audited ipv4-unicast 2");
        rib.beginAudit(router, V4);
        begin();
        announce(A);
        end();
        assertThat(router.phantoms(V4)).isZero();
        assertThat(router.cleanAudits(V4)).isOne();
        assertThat(router.refreshLeftovers(V4)).isEqualTo(2);
    }

    @Test
    void g9_aRefreshOfTheRoutersOwnThatLeavesNothingClearsThem() {
        rib.beginAudit(router, V4);
        begin();
        announce(A);
        end();
        announce(B);
        begin();
        announce(A);
        end();
        assertThat(router.phantoms(V4)).as("B was left over").isEqualTo(2);
        begin();
        announce(A);
        end();
        assertThat(told).endsWith("audited ipv4-unicast 0");
        assertThat(router.cleanAudits(V4)).isZero();
    }

    @Test
    void g9_withoutAuditsFromNowOnThereAreNoPhantoms() {
        rib.beginAudit(router, V4);
        begin();
        announce(A);
        end();
        told.clear();
        rib.forgetPhantoms(router);
        assertThat(told).containsExactly("audited ipv4-unicast 0");
        rib.forgetPhantoms(router);
        assertThat(told).hasSize(1);
    }

    @Test
    void g9_aRefreshOfTheRoutersOwnIsNoAudit() {
        begin();
        end();
        holds(A6, B6);
        assertThat(router.phantoms(V4)).isZero();
        assertThat(router.phantomAudits(V4) + router.cleanAudits(V4)).isZero();
    }

    @Test
    void g9_anAuditEndsWithAFamilyThatIsDisabled() {
        rib.beginAudit(router, V4);
        begin();
        rib.disable(router, V4, nanos());
        assertThat(router.isAudited(V4)).isFalse();
        assertThat(router.unansweredAudits(V4)).isZero();
        assertThat(router.isDisabled(V4)).isTrue();
    }

    @Test
    void g9_anAuditThatIsGivenUpIsCountedAndWhatComesLaterIsNone() {
        rib.beginAudit(router, V4);
        rib.giveUpAudit(router, V4);
        rib.giveUpAudit(router, V4);
        assertThat(router.unansweredAudits(V4)).isOne();
        begin();
        end();
        assertThat(router.phantoms(V4)).isZero();
        assertThat(router.refreshLeftovers(V4)).isEqualTo(3);
    }

    @Test
    void g9_aFamilyThatIsDisabledInAnAuditIsNotWaitedFor() {
        rib.beginAudit(router, V4);
        begin();
        rib.disable(router, V4, nanos());
        work();
        holds(A6, B6);
        assertThat(router.isAudited(V4)).isFalse();
        assertThat(router.isRefreshing(V4)).isFalse();
    }

    @Test
    void g9_aNewSessionHasNoPhantoms() {
        rib.beginAudit(router, V4);
        begin();
        announce(A);
        end();
        lose(true);
        assertThat(router.phantoms(V4)).isEqualTo(2);
        up(BOTH);
        assertThat(router.phantoms(V4)).isZero();
    }

    @Test
    void marksCostNothingOnceTheyAreNotNeeded() {
        long before = rib.bytes(TablePart.ROUTES);
        for (int i = 0; i < 3; i++) {
            begin();
            announce(A, B, C);
            assertThat(rib.bytes(TablePart.ROUTES)).isEqualTo(before + PagePool.PAGE_BYTES);
            end();
            assertThat(rib.bytes(TablePart.ROUTES)).isEqualTo(before);
        }
        holds(A, B, C, A6, B6);
    }
}
