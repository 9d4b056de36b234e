package dev.ribwatch.exporter.alert;

import static dev.ribwatch.exporter.alert.Timeline.ON_CALL;
import static dev.ribwatch.exporter.alert.Timeline.config;
import static dev.ribwatch.exporter.alert.Timeline.webhook;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.AlertsConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What other terms change for alerts that go on. */
class AlertReloadTest {
    private final Timeline time = new Timeline(config(ON_CALL));
    private final AlertPipeline pipeline = time.pipeline;

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
        assertThat(time.log).containsExactly("00:02 on-call +MissingPrefix(edge1)", "01:02 mail +MissingPrefix(edge1)");
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
