package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.session.RestartTerms;
import org.junit.jupiter.api.Test;

/** Rows G6 and G9 at the table, each with its near miss. */
class RefreshTest extends RestartedRouter {
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

    /** A full table may take longer than ten minutes through a slow router: what it has not told yet is still to come. */
    @Test
    void g6_aRefreshThatGoesOnIsNotForgotten() {
        begin();
        for (int i = 0; i < 4; i++) {
            at(now + 500);
            announce(A);
        }
        assertThat(router.isRefreshing(V4)).isTrue();
        at(now + 599.9);
        end();
        holds(A, A6, B6);
        assertThat(router.refreshLeftovers(V4)).isEqualTo(2);
    }

    @Test
    void g6_aPauseOfTenMinutesInItIsTooLong() {
        begin();
        at(510);
        announce(A);
        at(1_109.9);
        assertThat(router.isRefreshing(V4)).isTrue();
        at(1_110);
        assertThat(router.isRefreshing(V4)).isFalse();
        announce(A);
        end();
        holds(A, B, C, A6, B6);
        assertThat(router.refreshLeftovers(V4)).isZero();
    }

    @Test
    void g6_whatComesOfTheOtherFamilyIsNotOfThisRefresh() {
        begin();
        at(500);
        announce(A6);
        at(610);
        assertThat(router.isRefreshing(V4)).isFalse();
    }

    /** Changes never end, and a begin may never have an end. */
    @Test
    void g6_noRefreshIsWaitedForLongerThanAnHour() {
        begin();
        while (now < 3_300) {
            at(now + 300);
            announce(A);
        }
        at(3_609.9);
        assertThat(router.isRefreshing(V4)).isTrue();
        at(3_610);
        assertThat(router.isRefreshing(V4)).isFalse();
        end();
        holds(A, B, C, A6, B6);
    }

    @Test
    void g6_aSecondBeginHasAnHourOfItsOwn() {
        begin();
        while (now < 3_300) {
            at(now + 300);
            announce(A);
        }
        begin();
        at(now + 599);
        announce(A);
        end();
        holds(A, A6, B6);
    }

    /** The agent was stopped for long, or its table is late: the end may be among what waits. */
    @Test
    void g6_whileSomethingOfTheRouterWaitsARefreshIsNotForgotten() {
        begin();
        now = 620;
        rib.tick(nanos(), any -> true);
        assertThat(router.isRefreshing(V4)).isTrue();
        announce(A);
        end();
        holds(A, A6, B6);
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
        rib.forgetAudits(router);
        assertThat(told).containsExactly("audited ipv4-unicast 0");
        rib.forgetAudits(router);
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
    void g9_anAuditWhoseAnswerHasBegunCountsHoweverLateItEnds() {
        rib.beginAudit(router, V4);
        begin();
        at(500);
        announce(A);
        rib.giveUpAudit(router, V4);
        assertThat(router.isAudited(V4)).isTrue();
        at(1_000);
        end();
        assertThat(router.phantoms(V4)).isEqualTo(2);
        assertThat(router.phantomAudits(V4)).isOne();
        assertThat(router.unansweredAudits(V4)).isZero();
        assertThat(router.isAudited(V4)).isFalse();
    }

    @Test
    void g9_anAnswerThatHasBegunAndNeverEndsIsNone() {
        rib.beginAudit(router, V4);
        begin();
        announce(A);
        rib.giveUpAudit(router, V4);
        at(609.9);
        assertThat(router.unansweredAudits(V4)).isZero();
        at(610);
        assertThat(router.unansweredAudits(V4)).isOne();
        assertThat(router.isAudited(V4)).isFalse();
        end();
        holds(A, B, C, A6, B6);
    }

    @Test
    void g9_anAuditThatIsForgottenWhileItsAnswerComesIsARefreshLikeAnyOther() {
        rib.beginAudit(router, V4);
        begin();
        rib.forgetAudits(router);
        announce(A);
        end();
        holds(A, A6, B6);
        assertThat(router.phantoms(V4)).isZero();
        assertThat(router.phantomAudits(V4) + router.unansweredAudits(V4)).isZero();
        assertThat(router.refreshLeftovers(V4)).isEqualTo(2);
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
