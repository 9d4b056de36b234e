package dev.ribwatch.exporter.pair;

import static dev.ribwatch.exporter.pair.Views.V4;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.exporter.alert.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** L13: what has to last before it is said, and what interrupts it. Looks are ten seconds apart. */
class SettlementTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");
    private static final String MISSING = "network=cloud router=edge1 prefix=10.32.0.0/16 family=ipv4-unicast";
    private static final int LOOK = 10;

    private final List<String> told = new ArrayList<>();
    private final List<PairReport> reports = new ArrayList<>();
    private long seconds;
    private Instant wall = BEGIN;
    private final Settlement settlement = new Settlement(
            "b:9797",
            Duration.ofMinutes(1),
            new PairListener() {
                @Override
                public void differs(PairReport report) {
                    reports.add(report);
                    String now = report.differences().stream()
                            .map(one -> (one.difference().kind() + " "
                                                    + one.difference().subject())
                                            .strip() + " " + one.detail())
                            .map(String::strip)
                            .reduce((a, b) -> a + "; " + b)
                            .orElseThrow();
                    if (told.isEmpty() || !told.get(told.size() - 1).equals(now)) {
                        told.add(now);
                    }
                }

                @Override
                public void over(String reason) {
                    told.add("over: " + reason);
                }
            },
            // The monotonic clock wraps, the wall clock does as it likes.
            new Clocks(() -> Long.MAX_VALUE - 30_000_000_000L + seconds * 1_000_000_000L, () -> wall));

    private static Views here() {
        return Views.of("a").sees("edge1", V4, 10);
    }

    private static Views there() {
        return Views.of("b").sees("edge1", V4, 10);
    }

    private static Views alone() {
        return here().fires("MissingPrefix", MISSING, "edge1");
    }

    private void look(Views here, Views there) {
        settlement.compared(here.view(), there.view());
        pass();
    }

    private void noAnswer() {
        settlement.unanswered("no connection");
        pass();
    }

    private void pass() {
        seconds += LOOK;
        wall = wall.plusSeconds(LOOK);
    }

    @Test
    void aDifferenceIsSaidOnceItHasLasted() {
        for (int i = 0; i < 6; i++) {
            look(alone(), there());
        }
        assertThat(told).isEmpty();
        look(alone(), there());
        assertThat(told).hasSize(1).first().asString().startsWith("ALERTS MissingPrefix{");
        look(alone(), there());
        look(here(), there());
        assertThat(told).hasSize(2).last().isEqualTo("over: both agents see the same");
        assertThat(reports.get(0).since()).isEqualTo(BEGIN);
        assertThat(reports.get(0).other()).isEqualTo("b:9797");
    }

    @Test
    void oneLookWithoutItBeginsAnew() {
        for (int i = 0; i < 6; i++) {
            look(alone(), there());
        }
        look(here(), there());
        for (int i = 0; i < 6; i++) {
            look(alone(), there());
        }
        assertThat(told).isEmpty();
    }

    /** Each difference for itself: two that take turns are none that lasts. */
    @Test
    void differencesThatTakeTurnsDoNotAddUp() {
        for (int i = 0; i < 40; i++) {
            look(
                    i % 2 == 0 ? alone() : here(),
                    i % 2 == 0 ? there() : Views.of("b").sees("edge1", V4, 5));
        }
        assertThat(told).isEmpty();
    }

    @Test
    void aRestartOfLessThanThatIsSilent() {
        look(here(), there());
        for (int i = 0; i < 6; i++) {
            noAnswer();
        }
        look(here(), Views.of("c").starting());
        look(here(), Views.of("c").starting().blind("edge1", V4));
        for (int i = 0; i < 20; i++) {
            look(here(), Views.of("c").starting().blind("edge1", V4));
        }
        look(here(), Views.of("c").sees("edge1", V4, 10));
        assertThat(told).isEmpty();
    }

    @Test
    void oneThatStaysAwayIsSaidAndItsReturnToo() {
        for (int i = 0; i < 8; i++) {
            noAnswer();
        }
        assertThat(told).containsExactly("UNREACHABLE no connection");
        look(here(), there());
        assertThat(told).containsExactly("UNREACHABLE no connection", "over: both agents see the same");
    }

    @Test
    void whyItCannotBeAskedMayChange() {
        for (int i = 0; i < 8; i++) {
            noAnswer();
        }
        settlement.unanswered("HTTP 503");
        assertThat(told).containsExactly("UNREACHABLE no connection", "UNREACHABLE HTTP 503");
        assertThat(reports.get(reports.size() - 1).since()).isEqualTo(BEGIN);
    }

    /** That nobody looked shows nothing: what differed neither ends nor begins anew, and grows no older meanwhile. */
    @Test
    void aLookThatFailedIsNoLook() {
        for (int i = 0; i < 6; i++) {
            look(alone(), there());
            noAnswer();
            assertThat(told).as("after %d s", seconds).isEmpty();
        }
        look(alone(), there());
        assertThat(told).hasSize(1).first().asString().startsWith("ALERTS ");
        noAnswer();
        look(alone(), there());
        assertThat(told).hasSize(1);
    }

    /** Seen once, and then nothing: that it lasted was never seen. */
    @Test
    void nothingSettlesUnseen() {
        look(alone(), there());
        for (int i = 0; i < 5; i++) {
            noAnswer();
        }
        noAnswer();
        assertThat(told).isEmpty();
        noAnswer();
        assertThat(told).containsExactly("UNREACHABLE no connection");
    }

    /** The look after a long silence sees it for the second time, not for a minute. */
    @Test
    void whatWasSeenOnceBeforeASilenceHasNotLasted() {
        look(alone(), there());
        for (int i = 0; i < 5; i++) {
            noAnswer();
        }
        look(alone(), there());
        assertThat(told).isEmpty();
        for (int i = 0; i < 4; i++) {
            look(alone(), there());
        }
        assertThat(told).isEmpty();
        look(alone(), there());
        assertThat(told).hasSize(1);
        assertThat(reports.get(0).since()).isEqualTo(BEGIN);
    }

    /** Our own view fails: it is there, so it is not away; what differs else is not known. */
    @Test
    void oneThatAnswersIsNotAwayEvenIfWeCannotCompare() {
        for (int i = 0; i < 8; i++) {
            noAnswer();
        }
        settlement.answered();
        assertThat(told).containsExactly("UNREACHABLE no connection", "over: the other agent answers again");
    }

    /** A new configuration comes to one of the two first; routes and alerts are not compared until both have it. */
    @Test
    void aRolloutEndsNothingThatWasSaid() {
        Views fewer = Views.of("b").sees("edge1", V4, 5);
        for (int i = 0; i < 8; i++) {
            look(alone(), fewer);
        }
        assertThat(told).hasSize(1);
        for (int i = 0; i < 4; i++) {
            look(alone(), Views.of("b").sees("edge1", V4, 5).policy(Map.of("networks", "9", "policy", "2")));
        }
        look(alone(), fewer);
        assertThat(told).hasSize(1);
        look(here(), there());
        assertThat(told).hasSize(2).last().isEqualTo("over: both agents see the same");
    }

    @Test
    void policiesThatStayDifferentEndWhatIsNoLongerCompared() {
        for (int i = 0; i < 8; i++) {
            look(alone(), there());
        }
        Instant changed = wall;
        for (int i = 0; i < 7; i++) {
            look(alone(), there().policy(Map.of("networks", "9", "policy", "2")));
        }
        assertThat(told).hasSize(2).last().isEqualTo("POLICY networks");
        assertThat(reports.get(reports.size() - 1).since())
                .as("what came first is over")
                .isEqualTo(changed);
    }

    @Test
    void oneThatStartsAgainAndAgainIsSaid() {
        for (int i = 0; i < 36; i++) {
            if (i % 3 == 0) {
                noAnswer();
            } else {
                look(here(), Views.of("restart " + i / 3).starting().blind("edge1", V4));
            }
            assertThat(told).as("after %d s", seconds).isEmpty();
        }
        noAnswer();
        look(here(), Views.of("x").starting());
        look(here(), Views.of("y").starting());
        assertThat(told).containsExactly("STARTING");
    }

    /** A restart does not show that a difference is over; what had not lasted begins anew with it. */
    @Test
    void aStartKeepsWhatWasSaidAndForgetsWhatWasNot() {
        for (int i = 0; i < 7; i++) {
            look(alone(), there());
        }
        look(alone(), Views.of("c").starting());
        assertThat(told).hasSize(1);
        look(here(), there());
        assertThat(told).hasSize(2);
        for (int i = 0; i < 6; i++) {
            look(alone(), there());
        }
        look(alone(), Views.of("c").starting());
        look(alone(), there());
        assertThat(told).hasSize(2);
    }

    @Test
    void nothingIsSaidWhileWeStart() {
        for (int i = 0; i < 20; i++) {
            settlement.starting();
            pass();
        }
        for (int i = 0; i < 6; i++) {
            noAnswer();
        }
        assertThat(told).isEmpty();
        noAnswer();
        assertThat(told).hasSize(1);
    }

    @Test
    void theGravestComesFirstAndWhatComesLaterWaitsForItself() {
        Views other = Views.of("b").policy(Map.of()).blind("edge1", V4);
        for (int i = 0; i < 4; i++) {
            look(here(), Views.of("b").blind("edge1", V4));
        }
        for (int i = 0; i < 3; i++) {
            look(here(), other);
        }
        assertThat(told).containsExactly("CONVERGED edge1 ipv4-unicast");
        for (int i = 0; i < 4; i++) {
            look(here(), other);
        }
        assertThat(told).last().isEqualTo("POLICY networks; POLICY policy; CONVERGED edge1 ipv4-unicast");
    }

    @Test
    void theTimeOfDayMayJump() {
        look(alone(), there());
        wall = BEGIN.minusSeconds(86_400);
        look(alone(), there());
        wall = BEGIN.plusSeconds(86_400);
        for (int i = 0; i < 4; i++) {
            look(alone(), there());
        }
        assertThat(told).isEmpty();
        look(alone(), there());
        assertThat(told).hasSize(1);
        assertThat(reports.get(0).since()).isEqualTo(BEGIN);
    }

    @Test
    void whatWasSaidIsOverWhenNobodyIsAskedAnyLonger() {
        settlement.end("none");
        assertThat(told).isEmpty();
        for (int i = 0; i < 8; i++) {
            noAnswer();
        }
        settlement.end("agent.pair has changed");
        assertThat(told).last().isEqualTo("over: agent.pair has changed");
        assertThat(settlement.counts()).isEmpty();
    }
}
