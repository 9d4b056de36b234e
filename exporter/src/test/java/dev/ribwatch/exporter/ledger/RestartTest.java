package dev.ribwatch.exporter.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.AlertsConfig;
import dev.ribwatch.config.value.Severity;
import dev.ribwatch.exporter.alert.ActiveAlert;
import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.alert.Condition;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** L1, L14: alerts over a restart: nobody is told twice that one began, and everybody once that it ended. */
class RestartTest {
    private static final String LOST = "10.1.0.0/16";
    private static final String OTHER = "10.2.0.0/16";

    private final Restarts time = new Restarts(Restarts.config("fra1", "hook"));

    RestartTest() throws IOException {}

    @Test
    void goesOnWithIdAndStartIfItStillHolds() throws IOException {
        time.opens(LOST);
        time.until("10m").restart();
        time.judged = false;
        time.until("11m");
        ActiveAlert shown = time.pipeline().active().get(0);
        assertThat(shown.state()).isEqualTo("firing");
        assertThat(shown.unknown()).isTrue();
        assertThat(shown.receivers()).containsExactly("hook");
        time.opens(LOST);
        assertThat(time.pipeline().active().get(0).unknown()).isFalse();
        time.judged = true;
        time.until("20m");
        assertThat(time.lines()).containsExactly("hook +" + LOST);
        time.closes(LOST);
        time.until("30m");
        assertThat(time.lines()).containsExactly("hook +" + LOST, "hook -" + LOST);
        Alert began = time.taken.get(0).alerts().get(0);
        Alert ended = time.taken.get(1).alerts().get(0);
        assertThat(ended.episode()).isEqualTo(began.episode());
        assertThat(ended.startsAt()).isEqualTo(began.startsAt());
        assertThat(ended.annotations()).containsEntry("resolved_because", "the route is back");
        assertThat(time.pipeline().active()).isEmpty();
    }

    @Test
    void isResolvedOnceIfItEndedWhileDown() throws IOException {
        time.opens(LOST);
        time.until("10m").restart();
        time.judged = false;
        time.until("1h");
        assertThat(time.lines()).containsExactly("hook +" + LOST);
        time.judged = true;
        time.until("60m10s");
        assertThat(time.pipeline().active().get(0).state()).isEqualTo("firing");
        time.until("60m17s");
        assertThat(time.pipeline().active().get(0).state()).isEqualTo("ending");
        time.until("70m").restart();
        time.until("80m");
        assertThat(time.lines()).containsExactly("hook +" + LOST, "hook -" + LOST);
        assertThat(time.taken.get(1).alerts().get(0).annotations())
                .containsEntry("resolved_because", "not found again after a restart of Ribwatch");
    }

    /** A router that is lost again before it was judged to the end: nothing can be said of it. */
    @Test
    void whatIsJudgedForAMomentOnlyStays() throws IOException {
        time.opens(LOST);
        time.until("1m").restart();
        for (int minute = 2; minute < 60; minute++) {
            time.judged = false;
            time.until(minute + "m");
            time.judged = true;
            time.until(minute + "m14s");
        }
        assertThat(time.pipeline().active().get(0).state()).isEqualTo("firing");
    }

    private String description() {
        return time.pipeline().active().get(0).annotations().get("description");
    }

    @Test
    void saysThatNobodyCanLookUntilItIsReportedAgain() throws IOException {
        String unseen = "Nothing leads there.\nAt the moment nobody can look: this is what was last seen.";
        time.opens(LOST);
        time.until("10m").restart();
        time.judged = false;
        time.until("4h1m");
        assertThat(description()).isEqualTo(unseen);
        assertThat(time.taken.get(1).alerts().get(0).annotations()).containsEntry("description", unseen);
        time.restart();
        time.until("4h2m");
        assertThat(description()).isEqualTo(unseen);
        time.opens(LOST);
        assertThat(description()).isEqualTo("Nothing leads there.");
    }

    @Test
    void whatIsOverDoesNotSayThatNobodyCanLook() throws IOException {
        time.opens(LOST, Severity.CRITICAL, Duration.ZERO, true);
        time.until("1m");
        time.opens(LOST);
        time.until("2m");
        time.opens(LOST, Severity.WARNING, Duration.ZERO, true); // a step, kept as told of while nobody could look
        time.until("10m").restart();
        time.until("20m");
        time.opens(OTHER);
        time.until("30m");
        time.opens(OTHER, Severity.CRITICAL, Duration.ZERO, true);
        time.closes(OTHER);
        time.until("31m1s").restart(); // it waits for others of its group
        time.until("40m");
        assertThat(time.lines())
                .containsExactly(
                        "hook +" + LOST,
                        "hook +" + LOST + " -" + LOST,
                        "hook -" + LOST,
                        "hook +" + OTHER,
                        "hook -" + OTHER);
        assertThat(time.taken)
                .flatExtracting(one -> one.alerts())
                .filteredOn(alert -> !alert.firing())
                .hasSize(3)
                .allSatisfy(
                        alert -> assertThat(alert.annotations()).containsEntry("description", "Nothing leads there."));
    }

    @Test
    void endsWithItsRuleOrRouter() throws IOException {
        time.opens(LOST);
        time.until("10m").restart();
        time.judged = false;
        time.removed = "rule removed";
        time.until("12m");
        assertThat(time.lines()).containsExactly("hook +" + LOST, "hook -" + LOST);
        assertThat(time.taken.get(1).alerts().get(0).annotations()).containsEntry("resolved_because", "rule removed");
    }

    @Test
    void otherExternalLabelsAreAStep() throws IOException {
        time.opens(LOST);
        time.until("10m");
        time.config = Restarts.config("ams2", "hook");
        time.restart();
        time.until("11m");
        time.opens(LOST);
        time.until("20m").restart();
        time.until("21m");
        assertThat(time.lines()).containsExactly("hook +" + LOST, "hook +" + LOST + " -" + LOST);
        assertThat(time.taken.get(1).alerts())
                .extracting(alert -> alert.status() + " " + alert.labels().get("site"))
                .containsExactly("firing ams2", "resolved fra1");
    }

    /** It forgets within four minutes what it does not hear of, and may have waited for most of them. */
    @Test
    void alertmanagerIsToldAgainAtOnce() throws IOException {
        time.config = Restarts.config("fra1", "alertmanager");
        time.restart();
        time.opens(LOST);
        time.until("10m10s");
        int before = time.taken.size();
        time.restart();
        time.judged = false;
        time.until("10m11s");
        assertThat(time.lines().subList(before, time.taken.size())).containsExactly("alertmanager +" + LOST);
    }

    /** The other agent of a pair may have told that it is over. */
    @Test
    void alertmanagerIsToldNothingUnsureAtOnceByOneOfAPair() throws IOException {
        time.config = Restarts.config("fra1", "alertmanager");
        time.untilToldAgain = Duration.ofSeconds(100);
        time.restart();
        time.opens(LOST);
        time.until("10m10s");
        int before = time.taken.size();
        time.restart();
        time.until("15m");
        assertThat(time.lines().subList(before, time.taken.size()))
                .as("not found again")
                .containsExactly("alertmanager -" + LOST);
        time.opens(OTHER);
        time.until("20m");
        before = time.taken.size();
        time.restart();
        time.judged = false;
        time.until("21m39s");
        assertThat(time.lines()).hasSize(before);
        time.until("21m41s");
        assertThat(time.lines().subList(before, time.taken.size())).containsExactly("alertmanager +" + OTHER);
    }

    @Test
    void aRepetitionThatNobodyTookIsDueAtOnce() throws IOException {
        time.opens(LOST);
        time.until("3h59m");
        time.delivering = false;
        time.until("4h1m").restart();
        time.delivering = true;
        time.judged = false;
        time.until("4h2m");
        assertThat(time.lines()).containsExactly("hook +" + LOST, "hook +" + LOST);
    }

    /** Right after a start every router is the only one at its vantage. */
    @Test
    void aStepThatTheRestartItselfMakesIsNotTold() throws IOException {
        time.opens(LOST, Severity.WARNING, Duration.ZERO);
        time.until("10m").restart();
        time.settled = false;
        time.opens(LOST, Severity.CRITICAL, Duration.ZERO);
        time.until("11m");
        time.opens(LOST, Severity.WARNING, Duration.ZERO);
        time.until("12m");
        time.settled = true;
        time.until("13m");
        assertThat(time.lines()).containsExactly("hook +" + LOST);
        assertThat(time.pipeline().active().get(0).unknown()).isFalse();
    }

    @Test
    void aStepThatHoldsWhenAllAreBackIsTold() throws IOException {
        time.opens(LOST, Severity.WARNING, Duration.ZERO);
        time.until("10m").restart();
        time.settled = false;
        time.opens(LOST, Severity.CRITICAL, Duration.ZERO);
        time.until("12m");
        assertThat(time.lines()).containsExactly("hook +" + LOST);
        time.settled = true;
        time.until("13m");
        assertThat(time.lines()).containsExactly("hook +" + LOST, "hook +" + LOST + " -" + LOST);
        time.opens(LOST, Severity.WARNING, Duration.ZERO);
        time.until("14m");
        assertThat(time.lines()).hasSize(3);
    }

    @Test
    void aStepThatLastedWhileTheOthersCameBackWaitsNoLonger() throws IOException {
        time.opens(LOST, Severity.WARNING, Duration.ofMinutes(1));
        time.until("10m").restart();
        time.settled = false;
        time.opens(LOST, Severity.CRITICAL, Duration.ofMinutes(1));
        time.until("12m");
        time.opens(LOST, Severity.CRITICAL, Duration.ofMinutes(1));
        time.until("12m10s");
        assertThat(time.lines()).containsExactly("hook +" + LOST);
        time.settled = true;
        time.until("12m20s");
        assertThat(time.lines()).containsExactly("hook +" + LOST, "hook +" + LOST + " -" + LOST);
    }

    @Test
    void aStepMustLastWhereTheOthersAreBackBefore() throws IOException {
        time.opens(LOST, Severity.WARNING, Duration.ofMinutes(1));
        time.until("10m").restart();
        time.settled = false;
        time.opens(LOST, Severity.CRITICAL, Duration.ofMinutes(1));
        time.until("10m10s");
        time.settled = true;
        time.until("10m58s");
        assertThat(time.lines()).containsExactly("hook +" + LOST);
        time.until("11m10s");
        assertThat(time.lines()).containsExactly("hook +" + LOST, "hook +" + LOST + " -" + LOST);
    }

    @Test
    void newReceiversAreToldAndOldOnesForgotten() throws IOException {
        time.opens(LOST);
        time.until("10m");
        time.config = Restarts.config("fra1", "pager");
        time.restart();
        time.opens(LOST);
        time.until("11m");
        assertThat(time.lines()).containsExactly("hook +" + LOST, "pager +" + LOST);
        time.config = Restarts.config("fra1", "pager", "hook");
        time.restart();
        time.until("12m");
        assertThat(time.lines()).containsExactly("hook +" + LOST, "pager +" + LOST, "hook +" + LOST);
    }

    @Test
    void whatFiredAndWasNotToldIsTold() throws IOException {
        Instant began = time.now();
        time.opens(LOST);
        time.until("1s");
        assertThat(time.lines()).isEmpty();
        time.restart();
        time.judged = false;
        time.until("1m");
        assertThat(time.lines()).as("it may be over").isEmpty();
        time.opens(LOST);
        time.until("1m10s");
        assertThat(time.lines()).containsExactly("hook +" + LOST);
        assertThat(time.taken.get(0).alerts().get(0).startsAt()).isEqualTo(began);
    }

    @Test
    void whatWasOverBeforeAnyoneWasToldIsNotTold() throws IOException {
        time.opens(LOST);
        time.until("1s").restart();
        time.until("10m");
        assertThat(time.lines()).isEmpty();
        assertThat(time.pipeline().active()).isEmpty();
    }

    @Test
    void anEndThatWasNotToldIsTold() throws IOException {
        time.opens(LOST);
        time.until("10m");
        time.closes(LOST);
        time.until("11m1s"); // it waits for others of its group
        assertThat(time.pipeline().active()).isEmpty();
        time.restart();
        time.until("12m").restart();
        time.until("5h");
        assertThat(time.lines()).containsExactly("hook +" + LOST, "hook -" + LOST);
        assertThat(time.taken.get(1).alerts().get(0).endsAt()).isEqualTo(Samples.START.plusSeconds(600));
    }

    @Test
    void whatWaitsForItsReceiverIsToldUnderItsIdInItsOrder() throws IOException {
        time.delivering = false;
        time.opens(LOST);
        time.until("10s");
        time.opens(OTHER);
        time.until("20s").restart();
        time.delivering = true;
        time.until("30s");
        assertThat(time.lines()).containsExactly("hook +" + LOST, "hook +" + LOST + " +" + OTHER);
        time.restart();
        time.until("40s");
        assertThat(time.taken).hasSize(2);
    }

    /** One that was taken when the process ended is taken again, and can be told by its id. */
    @Test
    void whatWasUnderWayIsRepeatedUnderTheSameId() throws IOException {
        time.delivering = false;
        time.opens(LOST);
        time.until("10s");
        time.deliverOne(false);
        time.restart();
        time.delivering = true;
        time.until("1m");
        assertThat(time.taken).hasSize(2);
        assertThat(time.taken.get(1).id()).isEqualTo(time.taken.get(0).id());
    }

    @Test
    void isToldAgainWhenThatIsDueAndNotBefore() throws IOException {
        time.opens(LOST);
        time.until("3h").restart();
        time.opens(LOST);
        time.until("3h59m");
        assertThat(time.lines()).hasSize(1);
        time.until("4h1m");
        assertThat(time.lines()).hasSize(2);
        time.restart();
        time.opens(LOST);
        time.until("7h59m");
        assertThat(time.lines()).hasSize(2);
        time.until("8h1m");
        assertThat(time.lines()).hasSize(3);
    }

    /** L14: what fires for a month is the same alert, whatever happens to the process. */
    @Test
    void nothingExpiresWhileItFires() throws IOException {
        time.opens(LOST);
        for (int day = 1; day <= 30; day++) {
            time.until(24 * day + "h").restart();
            if (day % 2 == 0) {
                time.opens(LOST);
            } else {
                time.judged = false;
            }
        }
        assertThat(time.taken)
                .extracting(one -> one.alerts().get(0).episode())
                .containsOnly(time.taken.get(0).alerts().get(0).episode());
        assertThat(time.taken).hasSizeBetween(180, 181); // every four hours
        assertThat(time.lines()).containsOnly("hook +" + LOST);
    }

    @Test
    void aStepInSeverityIsToldOnce() throws IOException {
        time.opens(LOST, Severity.WARNING, Duration.ZERO);
        time.until("10m");
        time.opens(LOST, Severity.CRITICAL, Duration.ZERO);
        time.restart(); // before it is told
        time.until("11m");
        time.opens(LOST, Severity.CRITICAL, Duration.ZERO);
        time.until("12m").restart();
        time.until("13m");
        assertThat(time.taken).hasSize(2);
        assertThat(time.taken.get(1).alerts())
                .extracting(alert -> alert.status() + " " + alert.labels().get("severity"))
                .containsExactly("firing critical", "resolved warning");
    }

    /** Of edge1, for the first hour. */
    private void planMaintenance() throws IOException {
        AlertsConfig open = time.config;
        time.config = new AlertsConfig(
                open.externalLabels(),
                open.groupWait(),
                open.repeatInterval(),
                open.receivers(),
                open.routes(),
                List.of(new AlertsConfig.Maintenance(
                        Samples.START, Samples.START.plusSeconds(3600), Map.of("router", "edge1"))));
        time.restart();
    }

    @Test
    void maintenanceThatEndsWhileNobodyCanLookTellsNothing() throws IOException {
        planMaintenance();
        Instant began = time.now();
        time.opens(LOST);
        time.opens(OTHER);
        time.until("10m").restart();
        time.judged = false;
        time.until("61m").restart();
        time.until("62m");
        assertThat(time.lines()).isEmpty();
        time.opens(LOST);
        time.judged = true;
        time.until("70m");
        assertThat(time.lines()).containsExactly("hook +" + LOST);
        assertThat(time.taken.get(0).alerts().get(0).startsAt()).isEqualTo(began);
        assertThat(time.pipeline().active()).hasSize(1);
    }

    /** A member of a range that does not come back: nobody reports it again, and nobody has to look. */
    @Test
    void aRouterThatStaysAwayIsToldAtTheEndOfItsMaintenance() throws IOException {
        planMaintenance();
        time.pipeline()
                .opened(new Condition(
                        "SessionDown",
                        Severity.WARNING,
                        Map.of("router", "edge1"),
                        Map.of("summary", "edge1 is down"),
                        Duration.ZERO,
                        Duration.ofMinutes(2),
                        time.now(),
                        time.clocks().nanos(),
                        false));
        time.until("10m").restart();
        time.judged = false;
        time.until("59m");
        assertThat(time.taken).isEmpty();
        time.until("62m");
        assertThat(time.taken)
                .singleElement()
                .extracting(told -> told.alerts().get(0).labels().get("alertname"))
                .isEqualTo("SessionDown");
    }

    @Test
    void maintenanceHoldsBackOverARestart() throws IOException {
        planMaintenance();
        Instant began = time.now();
        time.opens(LOST);
        time.until("10m").restart();
        time.opens(LOST);
        time.until("59m");
        assertThat(time.lines()).isEmpty();
        time.until("61m");
        assertThat(time.lines()).containsExactly("hook +" + LOST);
        assertThat(time.taken.get(0).alerts().get(0).startsAt()).isEqualTo(began);
    }

    @Test
    void manyAlertsGoOn() throws IOException {
        int alerts = Boolean.getBoolean("ribwatch.long") ? 100_000 : 20_000;
        for (int i = 0; i < alerts; i++) {
            time.opens("10." + i / 256 + '.' + i % 256 + ".0/24");
        }
        time.until("10s");
        int told = time.taken.size();
        time.restart();
        assertThat(time.pipeline().active()).hasSize(alerts);
        time.until("30s");
        assertThat(time.taken).hasSize(told);
        assertThat(time.fault()).isNull();
    }
}
