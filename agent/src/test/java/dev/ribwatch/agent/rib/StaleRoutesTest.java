package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.session.RestartTerms;
import dev.ribwatch.config.value.Prefix;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows G2, G3, G4 and G8 at the table, each with its near miss. */
class StaleRoutesTest extends RestartedRouter {
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
}
