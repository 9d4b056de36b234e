package dev.ribwatch.exporter.alert;

import static dev.ribwatch.exporter.alert.Timeline.ON_CALL;
import static dev.ribwatch.exporter.alert.Timeline.config;
import static dev.ribwatch.exporter.alert.Timeline.webhook;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.AlertsConfig;
import dev.ribwatch.config.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
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

    private static AlertsConfig.Receiver onCallAt(String url) {
        return new AlertsConfig.Webhook("on-call", URI.create(url), null, false);
    }

    @Test
    void aReceiverAtAnotherAddressIsToldOnceMoreWhatFires() {
        Condition condition = time.condition("MissingPrefix", "edge1", "0S");
        pipeline.opened(condition);
        time.until("1m");
        pipeline.apply(config(onCallAt("http://127.0.0.1:9099/other")));
        time.until("2m");
        pipeline.apply(config(onCallAt("http://127.0.0.1:9099/other")));
        time.until("3h");
        assertThat(time.log)
                .containsExactly("00:02 on-call +MissingPrefix(edge1)", "01:02 on-call +MissingPrefix(edge1)");
        assertThat(time.last().repeat()).isFalse(); // else a queue may leave it out
        assertThat(time.last().news()).isEmpty(); // else it would count as detected late
        time.until("4h1m");
        assertThat(time.log).hasSize(2); // the repetition is due four hours after that
        time.until("4h2m");
        assertThat(time.log).hasSize(3);
    }

    /** The same may stand behind both addresses: an end that was about to be told is told. */
    @Test
    void whatWaitsForItsGroupIsToldAtTheOtherAddress() {
        Condition ends = time.condition("MissingPrefix", "edge1", "0S");
        pipeline.opened(ends);
        pipeline.opened(time.condition("MissingPrefix", "edge2", "0S"));
        time.until("1m");
        time.closes(ends);
        time.until("121s"); // one second after it is resolved
        pipeline.apply(config(onCallAt("http://127.0.0.1:9099/other")));
        pipeline.apply(config(onCallAt("http://127.0.0.1:9099/third")));
        time.until("10m");
        assertThat(time.log)
                .containsExactly(
                        "00:02 on-call +MissingPrefix(edge1) +MissingPrefix(edge2)",
                        "02:02 on-call +MissingPrefix(edge2) -MissingPrefix(edge1)");
    }

    @Test
    void anotherSecretTellsNothingAgain() {
        pipeline.opened(time.condition("MissingPrefix", "edge1", "0S"));
        time.until("1m");
        pipeline.apply(config(new AlertsConfig.Webhook(
                "on-call",
                URI.create("http://127.0.0.1:9099/hook"),
                new Secret("file key", "another".getBytes(StandardCharsets.UTF_8)),
                true)));
        time.until("2h");
        assertThat(time.log).containsExactly("00:02 on-call +MissingPrefix(edge1)");
    }

    private static AlertsConfig.Receiver alertmanager(String... members) {
        return new AlertsConfig.Alertmanager(
                "am", Arrays.stream(members).map(URI::create).toList(), false);
    }

    /** A new member hears all within a minute, as they all do; an Alertmanager of which nothing stays hears it at once. */
    @Test
    void ofAClusterAnyAddressThatStaysIsEnough() {
        Timeline cluster = new Timeline(config(alertmanager("http://127.0.0.1:9093")));
        cluster.pipeline.opened(cluster.condition("MissingPrefix", "edge1", "0S"));
        cluster.until("20s");
        cluster.pipeline.apply(config(alertmanager("http://127.0.0.1:9094", "http://127.0.0.1:9093")));
        cluster.until("30s");
        assertThat(cluster.log).containsExactly("00:00 am +MissingPrefix(edge1)");
        cluster.pipeline.apply(config(alertmanager("http://127.0.0.1:9095")));
        cluster.until("50s");
        assertThat(cluster.log).containsExactly("00:00 am +MissingPrefix(edge1)", "00:30 am +MissingPrefix(edge1)");
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
