package dev.ribwatch.exporter.alert;

import static dev.ribwatch.exporter.alert.Timeline.ALERTMANAGER;
import static dev.ribwatch.exporter.alert.Timeline.ON_CALL;
import static dev.ribwatch.exporter.alert.Timeline.START;
import static dev.ribwatch.exporter.alert.Timeline.config;
import static dev.ribwatch.exporter.alert.Timeline.webhook;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.AlertsConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Who is told of an alert, together with what, and what is held back. */
class AlertNotificationTest {
    private final Timeline time = new Timeline(config(ON_CALL));
    private final AlertPipeline pipeline = time.pipeline;

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
        void whatStandsForTenTimesAsManyAsWasToldIsToldAgain() {
            Condition condition = time.condition("UnexpectedPrefix", "edge1", "0S");
            pipeline.opened(counted(condition, "2"));
            time.until("1m");
            pipeline.changed(counted(condition, "19"));
            time.until("2m");
            assertThat(time.log).containsExactly("00:02 on-call +UnexpectedPrefix(edge1)");
            pipeline.changed(counted(condition, "20"));
            pipeline.changed(counted(condition, "41"));
            time.until("3m");
            assertThat(time.log)
                    .containsExactly(
                            "00:02 on-call +UnexpectedPrefix(edge1)", "02:02 on-call +UnexpectedPrefix(edge1)");
            assertThat(time.last().alerts().get(0).annotations()).containsEntry("count", "41");
            pipeline.changed(counted(condition, "409"));
            pipeline.changed(counted(condition, "no number"));
            time.until("4m");
            pipeline.changed(counted(condition, "1"));
            pipeline.changed(counted(condition, "409"));
            time.until("5m");
            assertThat(time.log).hasSize(2);
            pipeline.changed(counted(condition, "410"));
            time.until("6m");
            assertThat(time.log).hasSize(3);
        }

        /** Nothing was told in between, so that is no reason to wait longer. */
        @Test
        void whatGrewAndShrankBeforeItWasToldIsRepeatedInTime() {
            Condition condition = time.condition("UnexpectedPrefix", "edge1", "0S");
            pipeline.opened(counted(condition, "10"));
            time.until("200m");
            pipeline.changed(counted(condition, "100"));
            pipeline.changed(counted(condition, "99"));
            time.until("241m");
            assertThat(time.log)
                    .containsExactly(
                            "00:02 on-call +UnexpectedPrefix(edge1)", "240:02 on-call +UnexpectedPrefix(edge1)");
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
            assertThat(time.receiverView()).hasSize(1_200);
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
        void whatWasToldBeforeAndGrowsWithinTheWindowIsToldAfterIt() {
            Timeline time = timeline(Map.of("router", "edge1"));
            Condition covered = time.condition("UnexpectedPrefix", "edge1", "0S");
            Condition other = time.condition("Bogon", "edge2", "0S");
            time.pipeline.opened(counted(covered, "2"));
            time.pipeline.opened(counted(other, "2"));
            time.until("20m");
            time.pipeline.changed(counted(covered, "500"));
            time.pipeline.changed(counted(other, "500"));
            time.until("59m");
            assertThat(time.log).hasSize(3).last().asString().isEqualTo("20:02 on-call +Bogon(edge2)");
            time.until("70m");
            assertThat(time.log).hasSize(4).last().asString().isEqualTo("60:02 on-call +UnexpectedPrefix(edge1)");
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

    private static Condition counted(Condition condition, String count) {
        return Timeline.annotated(condition, Map.of("summary", "s", "count", count));
    }
}
