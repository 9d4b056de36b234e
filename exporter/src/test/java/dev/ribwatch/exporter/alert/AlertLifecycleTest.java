package dev.ribwatch.exporter.alert;

import static dev.ribwatch.exporter.alert.Timeline.ON_CALL;
import static dev.ribwatch.exporter.alert.Timeline.START;
import static dev.ribwatch.exporter.alert.Timeline.config;
import static dev.ribwatch.exporter.alert.Timeline.webhook;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.AlertsConfig;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** When an alert fires, when it is over, and what makes it another one. */
class AlertLifecycleTest {
    private final Timeline time = new Timeline(config(ON_CALL));
    private final AlertPipeline pipeline = time.pipeline;

    @Test
    void firesOnceItHasHeldLongEnoughAndTheGroupHasWaited() {
        pipeline.opened(time.condition("MissingPrefix", "edge1", "30S"));
        time.until("31s");
        assertThat(time.log).isEmpty();
        time.until("1h");
        assertThat(time.log).containsExactly("00:32 on-call +MissingPrefix(edge1)");
        assertThat(time.last().status()).isEqualTo("firing");
        assertThat(time.last().alerts().get(0).startsAt()).isEqualTo(START);
    }

    @Test
    void whatEndsBeforeItsForTellsNobody() {
        Condition condition = time.condition("MissingPrefix", "edge1", "30S");
        pipeline.opened(condition);
        time.until("29s");
        time.closes(condition);
        time.until("1h");
        assertThat(time.log).isEmpty();
        assertThat(pipeline.active()).isEmpty();
    }

    @Test
    void theForStartsAnewWithTheTruthAndNotWithTheEvidence() {
        Condition condition = time.condition("MissingPrefix", "edge1", "30S");
        pipeline.opened(condition);
        time.until("20s");
        time.closes(condition);
        time.until("21s");
        pipeline.opened(time.condition("MissingPrefix", "edge1", "30S"));
        time.until("40s");
        pipeline.changed(Timeline.annotated(
                time.condition("MissingPrefix", "edge1", "30S"), Map.of("summary", "other evidence")));
        time.until("10m");
        assertThat(time.log).containsExactly("00:53 on-call +MissingPrefix(edge1)");
        assertThat(time.last().alerts().get(0).annotations()).containsEntry("summary", "other evidence");
    }

    @Test
    void firesOnForAWhileAndIsResolvedWithTheTimeOfTheEnd() {
        Condition condition = time.condition("UnexpectedDefaultRoute", "edge1", "0S");
        pipeline.opened(condition);
        time.until("5m");
        time.closes(condition);
        time.until("5m59s");
        assertThat(time.log).containsExactly("00:02 on-call +UnexpectedDefaultRoute(edge1)");
        assertThat(pipeline.active()).extracting(ActiveAlert::state).containsExactly("ending");
        time.until("20m");
        assertThat(time.log).hasSize(2).last().isEqualTo("06:02 on-call -UnexpectedDefaultRoute(edge1)");
        Alert resolved = time.last().alerts().get(0);
        assertThat(time.last().status()).isEqualTo("resolved");
        assertThat(resolved.endsAt()).isEqualTo(START.plusSeconds(300));
        assertThat(resolved.annotations())
                .containsEntry("summary", "UnexpectedDefaultRoute at edge1")
                .containsEntry("resolved_because", "the route is back");
        assertThat(pipeline.active()).isEmpty();
    }

    @Test
    void whatReturnsWhileItStillFiresIsTheSameEpisode() {
        Condition condition = time.condition("UnexpectedDefaultRoute", "edge1", "0S");
        pipeline.opened(condition);
        time.until("5m");
        time.closes(condition);
        time.until("5m30s");
        pipeline.opened(time.condition("UnexpectedDefaultRoute", "edge1", "0S"));
        time.until("20m");
        assertThat(time.log).containsExactly("00:02 on-call +UnexpectedDefaultRoute(edge1)");
        assertThat(pipeline.active())
                .singleElement()
                .satisfies(row -> assertThat(row.startsAt()).isEqualTo(START))
                .satisfies(row -> assertThat(row.state()).isEqualTo("firing"));
    }

    @Test
    void whatReturnsLaterIsAnotherEpisode() {
        Condition condition = time.condition("UnexpectedDefaultRoute", "edge1", "0S");
        pipeline.opened(condition);
        time.until("1m");
        time.closes(condition);
        time.until("3m");
        pipeline.opened(time.condition("UnexpectedDefaultRoute", "edge1", "0S"));
        time.until("4m");
        assertThat(time.log)
                .containsExactly(
                        "00:02 on-call +UnexpectedDefaultRoute(edge1)",
                        "02:02 on-call -UnexpectedDefaultRoute(edge1)",
                        "03:02 on-call +UnexpectedDefaultRoute(edge1)");
        assertThat(time.notifications)
                .extracting(told -> told.alerts().get(0).episode())
                .satisfies(ids -> assertThat(ids.get(0)).isEqualTo(ids.get(1)).isNotEqualTo(ids.get(2)));
    }

    @Test
    void whatIsOverBeforeAnyoneWasToldIsToldInBothHalves() {
        Condition condition = Timeline.keeping(time.condition("UnexpectedDefaultRoute", "edge1", "0S"), Duration.ZERO);
        pipeline.opened(condition);
        time.until("1s");
        time.closes(condition);
        time.until("1m");
        assertThat(time.log)
                .containsExactly(
                        "00:01 on-call +UnexpectedDefaultRoute(edge1)", "00:03 on-call -UnexpectedDefaultRoute(edge1)");
    }

    @Test
    void anEndThatNobodyKnowsOfIsIgnored() {
        time.closes(time.condition("UnexpectedDefaultRoute", "edge1", "0S"));
        time.until("1h");
        assertThat(time.log).isEmpty();
    }

    @Test
    void jumpsOfTheWallClockChangeNothing() {
        Condition condition = time.condition("MissingPrefix", "edge1", "30S");
        pipeline.opened(condition);
        time.wallClockJumps(Duration.ofDays(3_650));
        time.until("29s");
        assertThat(time.log).isEmpty();
        time.wallClockJumps(Duration.ofDays(-7_300));
        time.until("1m");
        assertThat(time.log).containsExactly("00:32 on-call +MissingPrefix(edge1)");
        time.closes(condition);
        time.until("3m");
        assertThat(time.log).hasSize(2);
        Alert resolved = time.last().alerts().get(0);
        assertThat(resolved.endsAt()).isEqualTo(resolved.startsAt());
    }

    @Test
    void theNumberOfEpisodesIsBounded() {
        Timeline time = new Timeline(config(ON_CALL), 10);
        List<Condition> opened = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            Condition condition = Timeline.keeping(time.condition("UnexpectedPrefix", "edge" + i, "0S"), Duration.ZERO);
            opened.add(condition);
            time.pipeline.opened(condition);
        }
        time.until("1m");
        assertThat(time.last().alerts()).hasSize(10);
        List<Double> refused = new ArrayList<>();
        time.pipeline.write((metric, value, labels) -> {
            if (metric.fullName().equals("ribwatch_alerts_refused_total")) {
                refused.add(value);
            }
        });
        assertThat(refused).containsExactly(5.0);
        opened.forEach(time::closes);
        time.until("2m");
        assertThat(time.pipeline.active()).isEmpty();
    }

    @Test
    void countsWhatFiresByRuleAndSeverity() {
        Condition condition = time.condition("MissingPrefix", "edge1", "30S");
        pipeline.opened(condition);
        assertThat(firing()).isEmpty();
        time.until("1m");
        assertThat(firing()).containsExactly("MissingPrefix/critical 1");
        pipeline.changed(Timeline.with(condition, Severity.WARNING));
        assertThat(firing()).containsExactlyInAnyOrder("MissingPrefix/critical 0", "MissingPrefix/warning 1");
        time.closes(condition);
        time.until("5m");
        assertThat(firing()).containsExactlyInAnyOrder("MissingPrefix/critical 0", "MissingPrefix/warning 0");
    }

    private List<String> firing() {
        List<String> lines = new ArrayList<>();
        pipeline.write((metric, value, labels) -> {
            if (metric.fullName().equals("ribwatch_alerts_firing")) {
                lines.add(labels[0] + "/" + labels[1] + " " + (long) value);
            }
        });
        return lines;
    }

    @Nested
    class Unknown {
        @Test
        void nothingBeginsWhileNobodyCanLook() {
            Condition condition = time.condition("MissingPrefix", "edge1", "30S");
            pipeline.opened(condition);
            time.until("10s");
            pipeline.changed(Timeline.unknown(condition, true));
            time.until("5m");
            assertThat(time.log).isEmpty();
            pipeline.changed(Timeline.unknown(condition, false));
            time.until("6m");
            assertThat(time.log).containsExactly("05:02 on-call +MissingPrefix(edge1)");
        }

        @Test
        void whatIsKnownAgainInTimeFiresInTime() {
            Condition condition = time.condition("MissingPrefix", "edge1", "30S");
            pipeline.opened(condition);
            time.until("10s");
            pipeline.changed(Timeline.unknown(condition, true));
            time.until("20s");
            pipeline.changed(Timeline.unknown(condition, false));
            time.until("6m");
            assertThat(time.log).containsExactly("00:32 on-call +MissingPrefix(edge1)");
        }

        @Test
        void whatFiresGoesOnAndIsMarked() {
            Condition condition = time.condition("UnexpectedDefaultRoute", "edge1", "0S");
            pipeline.opened(condition);
            time.until("1m");
            pipeline.changed(Timeline.unknown(condition, true));
            time.until("1h");
            assertThat(time.log).hasSize(1);
            assertThat(pipeline.active()).singleElement().satisfies(row -> {
                assertThat(row.state()).isEqualTo("firing");
                assertThat(row.unknown()).isTrue();
            });
        }
    }

    @Nested
    class LastSeen {
        private static final String LINE = "\nAt the moment nobody can look: this is what was last seen.";

        private final Condition condition = Timeline.annotated(
                time.condition("UnexpectedDefaultRoute", "edge1", "0S"), Map.of("description", "It is there."));

        private String description() {
            return pipeline.active().get(0).annotations().get("description");
        }

        @Test
        void isSaidWhileNobodyCanLook() {
            pipeline.opened(condition);
            time.until("1m");
            assertThat(description()).isEqualTo("It is there.");
            pipeline.changed(Timeline.unknown(condition, true));
            assertThat(description()).isEqualTo("It is there." + LINE);
            time.until("4h1m");
            assertThat(time.last().alerts().get(0).annotations()).containsEntry("description", "It is there." + LINE);
            pipeline.changed(Timeline.unknown(condition, false));
            assertThat(description()).isEqualTo("It is there.");
        }

        @Test
        void isNotSaidOfWhatIsOver() {
            pipeline.opened(condition);
            time.until("1m");
            pipeline.changed(Timeline.unknown(condition, true));
            time.closes(condition);
            time.until("10m");
            assertThat(time.last().alerts()).singleElement().satisfies(alert -> {
                assertThat(alert.firing()).isFalse();
                assertThat(alert.annotations()).containsEntry("description", "It is there.");
            });
        }

        @Test
        void isNotSaidOfTheSideOfAStepThatIsOver() {
            pipeline.opened(condition);
            time.until("1m");
            pipeline.changed(Timeline.unknown(condition, true));
            pipeline.changed(Timeline.with(Timeline.unknown(condition, true), Severity.WARNING));
            time.until("2m");
            assertThat(time.last().alerts())
                    .extracting(alert -> alert.annotations().get("description"))
                    .containsExactly("It is there." + LINE, "It is there.");
        }
    }

    @Nested
    class SeverityStep {
        @Test
        void endsTheOldLabelSetAndBeginsTheNewOneTogetherInOneEpisode() {
            Condition condition = Timeline.with(time.condition("SessionDown", "edge1", "0S"), Severity.WARNING);
            pipeline.opened(condition);
            time.until("1m");
            pipeline.changed(Timeline.with(condition, Severity.CRITICAL));
            time.until("2m");
            assertThat(time.log)
                    .containsExactly(
                            "00:02 on-call +SessionDown(edge1)",
                            "01:02 on-call +SessionDown(edge1) -SessionDown(edge1)");
            Alert fires = time.last().alerts().get(0);
            Alert over = time.last().alerts().get(1);
            assertThat(fires.labels()).containsEntry("severity", "critical");
            assertThat(over.labels()).containsEntry("severity", "warning");
            assertThat(fires.episode()).isEqualTo(over.episode());
            assertThat(fires.startsAt()).isEqualTo(START);
            assertThat(over.endsAt()).isEqualTo(START.plusSeconds(60));
            assertThat(time.last().news()).isEmpty();
        }

        @Test
        void ofWhatNobodyWasToldOnlyTheNewOneIsTold() {
            Condition condition = Timeline.with(time.condition("SessionDown", "edge1", "0S"), Severity.WARNING);
            pipeline.opened(condition);
            time.until("1s");
            pipeline.changed(Timeline.with(condition, Severity.CRITICAL));
            time.until("2m");
            assertThat(time.log).containsExactly("00:02 on-call +SessionDown(edge1)");
            assertThat(time.last().alerts().get(0).labels()).containsEntry("severity", "critical");
            assertThat(time.last().news()).hasSize(1);
        }

        @Test
        void thereAndBackWithinTheWaitIsToldInOrder() {
            Condition condition = Timeline.with(time.condition("SessionDown", "edge1", "0S"), Severity.WARNING);
            pipeline.opened(condition);
            time.until("1m");
            pipeline.changed(Timeline.with(condition, Severity.CRITICAL));
            time.until("1m1s");
            pipeline.changed(condition);
            time.until("2m");
            assertThat(time.receiverView()).containsExactly("SessionDown/warning");
        }

        @Test
        void aMoreUrgentOneMustLastAsLongAsTheConditionHadTo() {
            Condition condition = Timeline.with(time.condition("RedundancyMismatch", "edge1", "60S"), Severity.INFO);
            pipeline.opened(condition);
            time.until("5m");
            pipeline.changed(Timeline.with(condition, Severity.WARNING));
            time.until("5m59s");
            assertThat(time.receiverView()).containsExactly("RedundancyMismatch/info");
            time.until("6m3s");
            assertThat(time.receiverView()).containsExactly("RedundancyMismatch/warning");
            pipeline.changed(condition);
            time.until("6m6s");
            assertThat(time.receiverView()).containsExactly("RedundancyMismatch/info");
        }

        @Test
        void aMoreUrgentOneThatDoesNotLastIsNotTold() {
            Condition condition = Timeline.with(time.condition("RedundancyMismatch", "edge1", "60S"), Severity.INFO);
            pipeline.opened(condition);
            for (int minute = 5; minute < 10; minute++) {
                time.until(minute + "m");
                pipeline.changed(Timeline.with(condition, Severity.WARNING));
                time.until(minute + "m6s");
                pipeline.changed(condition);
            }
            time.until("20m");
            assertThat(time.log).containsExactly("01:02 on-call +RedundancyMismatch(edge1)");
        }

        @Test
        void aMoreUrgentOneIsNotToldWhileItIsUnknown() {
            Condition condition = Timeline.with(time.condition("RedundancyMismatch", "edge1", "60S"), Severity.INFO);
            pipeline.opened(condition);
            time.until("5m");
            pipeline.changed(Timeline.unknown(Timeline.with(condition, Severity.WARNING), true));
            time.until("10m");
            assertThat(time.receiverView()).containsExactly("RedundancyMismatch/info");
            pipeline.changed(Timeline.with(condition, Severity.WARNING));
            time.until("11m3s");
            assertThat(time.receiverView()).containsExactly("RedundancyMismatch/warning");
        }

        @Test
        void whatBecomesMoreUrgentBeforeItFiresWaitsAsWell() {
            Condition condition = Timeline.with(time.condition("RedundancyMismatch", "edge1", "60S"), Severity.INFO);
            pipeline.opened(condition);
            time.until("59s");
            pipeline.changed(Timeline.with(condition, Severity.WARNING));
            time.until("1m30s");
            assertThat(time.receiverView()).containsExactly("RedundancyMismatch/info");
            time.until("1m58s");
            assertThat(time.receiverView()).containsExactly("RedundancyMismatch/info");
            time.until("2m3s");
            assertThat(time.receiverView()).containsExactly("RedundancyMismatch/warning");
        }

        @Test
        void whatWasMoreUrgentForAMomentBeforeItFiresIsNotToldSo() {
            Condition condition = Timeline.with(time.condition("RedundancyMismatch", "edge1", "60S"), Severity.INFO);
            pipeline.opened(condition);
            time.until("59s");
            pipeline.changed(Timeline.with(condition, Severity.WARNING));
            time.until("1m1s");
            pipeline.changed(condition);
            time.until("5m");
            assertThat(time.log).containsExactly("01:02 on-call +RedundancyMismatch(edge1)");
            assertThat(time.receiverView()).containsExactly("RedundancyMismatch/info");
        }

        @Test
        void whatEndsAndBeginsAgainMoreUrgentWaitsAsWell() {
            Condition condition = Timeline.with(time.condition("RedundancyMismatch", "edge1", "60S"), Severity.INFO);
            pipeline.opened(condition);
            time.until("5m");
            pipeline.changed(Timeline.with(condition, Severity.WARNING));
            time.until("5m30s");
            pipeline.closed("RedundancyMismatch", condition.subject(), START.plusSeconds(330), "alike");
            time.until("5m40s");
            pipeline.opened(Timeline.with(condition, Severity.WARNING));
            time.until("6m30s");
            assertThat(time.receiverView()).containsExactly("RedundancyMismatch/info");
            time.until("6m43s");
            assertThat(time.receiverView()).containsExactly("RedundancyMismatch/warning");
        }

        @Test
        void aReceiverThatNoLongerMatchesIsToldOfTheEnd() {
            AlertsConfig routed = config(
                    List.of(ON_CALL, webhook("mail")),
                    List.of(
                            new AlertsConfig.Route(Map.of("severity", "critical"), List.of("on-call")),
                            new AlertsConfig.Route(Map.of(), List.of("mail"))),
                    List.of());
            Timeline time = new Timeline(routed);
            Condition condition = time.condition("SessionDown", "edge1", "0S");
            time.pipeline.opened(condition);
            time.until("1m");
            time.pipeline.changed(Timeline.with(condition, Severity.WARNING));
            time.until("2m");
            assertThat(time.log)
                    .containsExactly(
                            "00:02 on-call +SessionDown(edge1)",
                            "01:02 on-call -SessionDown(edge1)",
                            "01:02 mail +SessionDown(edge1)");
        }
    }
}
