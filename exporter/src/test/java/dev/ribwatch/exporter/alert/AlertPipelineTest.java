package dev.ribwatch.exporter.alert;

import static dev.ribwatch.exporter.alert.Timeline.ALERTMANAGER;
import static dev.ribwatch.exporter.alert.Timeline.ON_CALL;
import static dev.ribwatch.exporter.alert.Timeline.START;
import static dev.ribwatch.exporter.alert.Timeline.config;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.AlertsConfig;
import dev.ribwatch.config.value.Severity;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AlertPipelineTest {
    private final Timeline time = new Timeline(config(ON_CALL));
    private final AlertPipeline pipeline = time.pipeline;

    @Nested
    class Lifecycle {
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
                    .satisfies(
                            ids -> assertThat(ids.get(0)).isEqualTo(ids.get(1)).isNotEqualTo(ids.get(2)));
        }

        @Test
        void whatIsOverBeforeAnyoneWasToldIsToldInBothHalves() {
            Condition condition =
                    Timeline.keeping(time.condition("UnexpectedDefaultRoute", "edge1", "0S"), Duration.ZERO);
            pipeline.opened(condition);
            time.until("1s");
            time.closes(condition);
            time.until("1m");
            assertThat(time.log)
                    .containsExactly(
                            "00:01 on-call +UnexpectedDefaultRoute(edge1)",
                            "00:03 on-call -UnexpectedDefaultRoute(edge1)");
        }

        @Test
        void anEndThatNobodyKnowsOfIsIgnored() {
            time.closes(time.condition("UnexpectedDefaultRoute", "edge1", "0S"));
            time.until("1h");
            assertThat(time.log).isEmpty();
        }
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
            assertThat(receiverView(time.notifications)).containsExactly("SessionDown/warning");
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

    @Nested
    class Grouping {
        @Test
        void oneCauseIsOneNotification() {
            pipeline.opened(time.condition("UnexpectedDefaultRoute", "edge1", "0S"));
            time.until("1s");
            pipeline.opened(time.condition("UnexpectedDefaultRoute", "edge2", "0S"));
            pipeline.opened(time.condition("UnexpectedDefaultRoute", "pc-edge", "0S"));
            time.until("1h");
            assertThat(time.log)
                    .containsExactly("00:02 on-call +UnexpectedDefaultRoute(edge1) +UnexpectedDefaultRoute(edge2)"
                            + " +UnexpectedDefaultRoute(pc-edge)");
            assertThat(time.last().groupLabels())
                    .containsExactlyEntriesOf(new java.util.TreeMap<>(
                            Map.of("alertname", "UnexpectedDefaultRoute", "network", "azure-prod")));
            assertThat(time.last().groupKey())
                    .isEqualTo("{}:{alertname=\"UnexpectedDefaultRoute\", network=\"azure-prod\"}");
        }

        @Test
        void differentCausesAreNotOne() {
            pipeline.opened(time.condition("UnexpectedDefaultRoute", "edge1", "0S"));
            pipeline.opened(time.condition("UnexpectedPrefix", "edge1", "0S"));
            time.until("1m");
            assertThat(time.log).hasSize(2);
        }

        @Test
        void sessionsAreGroupedByRouter() {
            pipeline.opened(time.condition("SessionDown", "edge1", "0S"));
            pipeline.opened(time.condition("SessionDown", "edge2", "0S"));
            time.until("1m");
            assertThat(time.log)
                    .containsExactly("00:02 on-call +SessionDown(edge1)", "00:02 on-call +SessionDown(edge2)");
            assertThat(time.last().groupLabels()).containsEntry("router", "edge2");
        }

        @Test
        void aNewMemberBringsTheGroupAndAnEndIsToldWithWhatGoesOn() {
            Condition first = time.condition("UnexpectedDefaultRoute", "edge1", "0S");
            pipeline.opened(first);
            time.until("1m");
            pipeline.opened(time.condition("UnexpectedDefaultRoute", "edge2", "0S"));
            time.until("2m");
            time.closes(first);
            time.until("10m");
            assertThat(time.log)
                    .containsExactly(
                            "00:02 on-call +UnexpectedDefaultRoute(edge1)",
                            "01:02 on-call +UnexpectedDefaultRoute(edge1) +UnexpectedDefaultRoute(edge2)",
                            "03:02 on-call +UnexpectedDefaultRoute(edge2) -UnexpectedDefaultRoute(edge1)");
            assertThat(time.notifications)
                    .extracting(told -> told.news().size())
                    .containsExactly(1, 1, 0);
            assertThat(time.notifications).extracting(Notification::id).doesNotHaveDuplicates();
        }

        @Test
        void whatGoesOnIsRepeated() {
            Condition condition = time.condition("UnexpectedDefaultRoute", "edge1", "0S");
            pipeline.opened(condition);
            time.until("9h");
            assertThat(time.log)
                    .containsExactly(
                            "00:02 on-call +UnexpectedDefaultRoute(edge1)",
                            "240:02 on-call +UnexpectedDefaultRoute(edge1)",
                            "480:02 on-call +UnexpectedDefaultRoute(edge1)");
            assertThat(time.notifications).extracting(Notification::repeat).containsExactly(false, true, true);
            time.closes(condition);
            time.until("100h");
            assertThat(time.log).hasSize(4).last().asString().contains("-UnexpectedDefaultRoute");
        }

        @Test
        void aThousandAlertsLeaveInPartsAndNoneIsLost() {
            for (int i = 0; i < 1_200; i++) {
                pipeline.opened(time.condition("UnexpectedPrefix", "edge" + i, "0S"));
            }
            time.until("1m");
            assertThat(time.notifications)
                    .extracting(told -> told.alerts().size())
                    .containsExactly(500, 500, 200);
            assertThat(time.notifications).extracting(Notification::id).doesNotHaveDuplicates();
            assertThat(receiverView(time.notifications)).hasSize(1_200);
        }
    }

    @Nested
    class Routing {
        @Test
        void theFirstRouteThatMatchesWins() {
            Timeline time = new Timeline(config(
                    List.of(ON_CALL, webhook("mail"), webhook("log")),
                    List.of(
                            new AlertsConfig.Route(
                                    Map.of("severity", "critical", "router", "edge1"), List.of("on-call", "log")),
                            new AlertsConfig.Route(Map.of("network", "azure-prod"), List.of("mail")),
                            new AlertsConfig.Route(Map.of(), List.of("log"))),
                    List.of()));
            time.pipeline.opened(time.condition("MissingPrefix", "edge1", "0S"));
            time.pipeline.opened(time.condition("SessionDown", "edge2", "0S"));
            time.until("1m");
            assertThat(time.log)
                    .containsExactlyInAnyOrder(
                            "00:02 on-call +MissingPrefix(edge1)",
                            "00:02 log +MissingPrefix(edge1)",
                            "00:02 mail +SessionDown(edge2)");
        }

        @Test
        void withoutAMatchTheFirstReceiverIsTold() {
            Timeline time = new Timeline(config(
                    List.of(ON_CALL, webhook("mail")),
                    List.of(new AlertsConfig.Route(Map.of("network", "other"), List.of("mail"))),
                    List.of()));
            time.pipeline.opened(time.condition("MissingPrefix", "edge1", "0S"));
            time.until("1m");
            assertThat(time.log).containsExactly("00:02 on-call +MissingPrefix(edge1)");
        }

        @Test
        void withoutAReceiverAlertsAreShownAllTheSame() {
            Timeline time = new Timeline(config());
            time.pipeline.opened(time.condition("MissingPrefix", "edge1", "0S"));
            time.until("1m");
            assertThat(time.log).isEmpty();
            assertThat(time.heard).containsExactly("00:00 +MissingPrefix(edge1)");
            assertThat(time.pipeline.active()).hasSize(1);
        }

        @Test
        void alertmanagerHearsChangesAtOnceAndEverythingEachMinute() {
            Timeline time = new Timeline(config(ALERTMANAGER));
            Condition first = time.condition("MissingPrefix", "edge1", "0S");
            time.pipeline.opened(first);
            time.until("30s");
            time.pipeline.opened(time.condition("SessionDown", "edge2", "0S"));
            time.until("90s");
            time.closes(first);
            time.until("3m30s");
            assertThat(time.log)
                    .containsExactly(
                            "00:00 am +MissingPrefix(edge1)",
                            "00:30 am +SessionDown(edge2)",
                            "01:00 am +MissingPrefix(edge1) +SessionDown(edge2)",
                            "02:00 am +MissingPrefix(edge1) +SessionDown(edge2)",
                            "02:30 am -MissingPrefix(edge1)",
                            "03:00 am +SessionDown(edge2)");
        }
    }

    @Nested
    class MaintenanceWindows {
        private Timeline timeline(Map<String, String> match) {
            return new Timeline(config(
                    List.of(ON_CALL),
                    List.of(),
                    List.of(new AlertsConfig.Maintenance(
                            START.plus(Duration.ofMinutes(10)), START.plus(Duration.ofMinutes(60)), match))));
        }

        @Test
        void whatStillHoldsAtTheEndFiresWithItsOriginalStart() {
            Timeline time = timeline(Map.of("router", "edge1"));
            time.until("20m");
            time.pipeline.opened(time.condition("MissingPrefix", "edge1", "30S"));
            time.pipeline.opened(time.condition("MissingPrefix", "edge2", "30S"));
            time.until("59m");
            assertThat(time.log).containsExactly("20:32 on-call +MissingPrefix(edge2)");
            assertThat(time.pipeline.active()).extracting(ActiveAlert::heldBack).containsExactly(true, false);
            time.until("70m");
            assertThat(time.log)
                    .hasSize(2)
                    .last()
                    .asString()
                    .startsWith("60:02 on-call")
                    .contains("+MissingPrefix(edge1)");
            assertThat(time.last().alerts())
                    .allSatisfy(alert -> assertThat(alert.startsAt()).isEqualTo(START.plus(Duration.ofMinutes(20))));
        }

        @Test
        void whatEndsWithinTheWindowTellsNobody() {
            Timeline time = timeline(Map.of("router", "edge1"));
            time.until("20m");
            Condition condition = time.condition("MissingPrefix", "edge1", "0S");
            time.pipeline.opened(condition);
            time.until("30m");
            time.closes(condition);
            time.until("3h");
            assertThat(time.log).isEmpty();
            assertThat(time.heard).isEmpty();
        }

        @Test
        void whoWasToldOfTheBeginningIsToldOfTheEnd() {
            Timeline time = timeline(Map.of("router", "edge1"));
            Condition condition = time.condition("MissingPrefix", "edge1", "0S");
            time.pipeline.opened(condition);
            time.until("20m");
            time.closes(condition);
            time.until("40m");
            assertThat(time.log)
                    .containsExactly("00:02 on-call +MissingPrefix(edge1)", "21:02 on-call -MissingPrefix(edge1)");
        }

        @Test
        void theOnlyWitnessOrTheLegCountsToo() {
            Timeline time = timeline(Map.of("router", "edge9"));
            time.until("20m");
            time.pipeline.opened(Timeline.beside(
                    time.condition("OverlappingPrefix", "edge1", "0S"), List.of(Map.of("router", "edge9"))));
            time.pipeline.opened(Timeline.beside(
                    time.condition("RedundancyMismatch", "edge1", "0S"),
                    List.of(Map.of("router", "edge8"), Map.of("router", "edge9"))));
            time.until("30m");
            assertThat(time.log).isEmpty();
            time.pipeline.opened(Timeline.beside(
                    time.condition("RedundancyLost", "edge1", "0S"), List.of(Map.of("router", "edge8"))));
            time.until("31m");
            assertThat(time.log).containsExactly("30:02 on-call +RedundancyLost(edge1)");
        }

        @Test
        void whatReturnsAfterTheWindowWhileItStillFiresIsTold() {
            Timeline time = timeline(Map.of("router", "edge1"));
            time.until("59m");
            Condition condition =
                    Timeline.keeping(time.condition("MissingPrefix", "edge1", "0S"), Duration.ofMinutes(5));
            time.pipeline.opened(condition);
            time.until("59m30s");
            time.closes(condition);
            time.until("61m");
            assertThat(time.log).isEmpty();
            time.pipeline.opened(condition);
            time.until("62m");
            assertThat(time.log).containsExactly("61:02 on-call +MissingPrefix(edge1)");
        }

        @Test
        void aWindowTakenBackLetsGo() {
            Timeline time = timeline(Map.of());
            time.until("20m");
            time.pipeline.opened(time.condition("MissingPrefix", "edge1", "0S"));
            time.until("30m");
            time.pipeline.apply(config(ON_CALL));
            time.until("31m");
            assertThat(time.log).containsExactly("30:02 on-call +MissingPrefix(edge1)");
        }
    }

    @Nested
    class Reload {
        @Test
        void keepsEpisodesAndTellsNothingIfNothingMatters() {
            pipeline.opened(time.condition("MissingPrefix", "edge1", "0S"));
            pipeline.opened(time.condition("MissingPrefix", "edge2", "30S"));
            time.until("20s");
            for (int i = 0; i < 1_000; i++) {
                pipeline.apply(config(ON_CALL));
            }
            time.until("10m");
            assertThat(time.log)
                    .containsExactly(
                            "00:02 on-call +MissingPrefix(edge1)",
                            "00:32 on-call +MissingPrefix(edge1) +MissingPrefix(edge2)");
        }

        @Test
        void newExternalLabelsAreAStep() {
            pipeline.opened(time.condition("MissingPrefix", "edge1", "0S"));
            time.until("1m");
            AlertsConfig before = config(ON_CALL);
            pipeline.apply(new AlertsConfig(
                    Map.of("site", "ams2"),
                    before.groupWait(),
                    before.repeatInterval(),
                    before.receivers(),
                    List.of(),
                    List.of()));
            time.until("2m");
            assertThat(time.last().alerts()).extracting(Alert::firing).containsExactly(true, false);
            assertThat(time.last().alerts())
                    .extracting(alert -> alert.labels().get("site"))
                    .containsExactly("ams2", "fra1");
        }

        @Test
        void aNewReceiverIsToldOfWhatFires() {
            pipeline.opened(time.condition("MissingPrefix", "edge1", "0S"));
            time.until("1m");
            pipeline.apply(config(
                    List.of(ON_CALL, webhook("mail")),
                    List.of(new AlertsConfig.Route(Map.of(), List.of("on-call", "mail"))),
                    List.of()));
            time.until("2m");
            assertThat(time.log)
                    .containsExactly("00:02 on-call +MissingPrefix(edge1)", "01:02 mail +MissingPrefix(edge1)");
        }

        @Test
        void aReceiverThatIsGoneIsToldNothing() {
            Condition condition = time.condition("MissingPrefix", "edge1", "0S");
            pipeline.opened(condition);
            time.until("1m");
            pipeline.apply(config());
            time.closes(condition);
            time.until("9h");
            assertThat(time.log).hasSize(1);
        }

        @Test
        void newTimesAreTaken() {
            pipeline.opened(time.condition("MissingPrefix", "edge1", "0S"));
            time.until("1m");
            AlertsConfig before = config(ON_CALL);
            pipeline.apply(new AlertsConfig(
                    before.externalLabels(),
                    Duration.ZERO,
                    Duration.ofMinutes(30),
                    before.receivers(),
                    List.of(),
                    List.of()));
            time.until("40m");
            pipeline.opened(time.condition("UnexpectedPrefix", "edge1", "0S"));
            time.until("41m");
            assertThat(time.log)
                    .containsExactly(
                            "00:02 on-call +MissingPrefix(edge1)",
                            "30:02 on-call +MissingPrefix(edge1)",
                            "40:00 on-call +UnexpectedPrefix(edge1)");
        }
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

    private static AlertsConfig.Receiver webhook(String name) {
        return new AlertsConfig.Webhook(name, URI.create("http://127.0.0.1:9099/" + name), null, false);
    }

    /** What someone believes to fire who has read all of this. */
    static List<String> receiverView(List<Notification> notifications) {
        Map<String, String> firing = new java.util.LinkedHashMap<>();
        for (Notification notification : notifications) {
            for (Alert alert : notification.alerts()) {
                if (alert.firing()) {
                    firing.put(
                            alert.fingerprint(),
                            alert.labels().get("alertname") + "/"
                                    + alert.labels().get("severity"));
                } else {
                    assertThat(firing)
                            .as("told of the beginning before the end")
                            .containsKey(alert.fingerprint());
                    firing.remove(alert.fingerprint());
                }
            }
        }
        return List.copyOf(firing.values());
    }
}
