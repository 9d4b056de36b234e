package dev.ribwatch.exporter.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import dev.ribwatch.config.value.Severity;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.alert.Condition;
import dev.ribwatch.exporter.alert.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliveryTroubleTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
    private static final DeliveryFailure WAITS = new DeliveryFailure(SINCE, 7, "HTTP 500", false);
    private static final DeliveryFailure LOST = new DeliveryFailure(SINCE, 7, "HTTP 400", true);

    private final Recorder recorder = new Recorder();
    private final DeliveryTrouble trouble = trouble(config(""));

    private DeliveryTrouble trouble(Config config) {
        return new DeliveryTrouble(
                config, () -> recorder, new Clocks(() -> 9, InstantSource.fixed(NOW)), () -> "http://self/#");
    }

    /** @param settings of the rule, as the file has them */
    private static Config config(String settings) {
        String text = """
                agent: {as: 65000, router-id: 192.0.2.10, listen: ["127.0.0.1:0"]}
                policy: {rules: {DeliveryFailing: {%s}}}
                """.formatted(settings);
        return ((Loaded.Valid) new ConfigLoader().load("test", text)).config();
    }

    @Test
    void saysWhoCannotBeToldSinceWhenAndWhy() {
        trouble.failing("pager", WAITS);
        assertThat(recorder.opened).hasSize(1);
        Condition said = recorder.opened.get(0);
        assertThat(said.rule()).isEqualTo("DeliveryFailing");
        assertThat(said.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(said.subject()).isEqualTo(Map.of("component", "receiver pager"));
        assertThat(said.since()).isEqualTo(SINCE);
        assertThat(said.detectedNanos()).isEqualTo(7);
        assertThat(said.unknown()).isFalse();
        assertThat(said.keepFiringFor()).isEqualTo(Duration.ofSeconds(60));
        assertThat(said.annotations())
                .containsEntry("summary", "Receiver pager cannot be told: HTTP 500")
                .containsEntry("runbook_url", "http://self/#DeliveryFailing")
                .hasEntrySatisfying(
                        "description",
                        text -> assertThat(text)
                                .contains("Since 2026-01-01T00:00:00Z", "HTTP 500", "tried again until it takes it"));
        trouble.over("pager", "it took a notification");
        assertThat(recorder.closed)
                .containsExactly("DeliveryFailing {component=receiver pager} " + NOW + " it took a notification");
    }

    /** A receiver that is restarted is no trouble; what is lost is, at once. */
    @Test
    void waitsAMinuteUnlessSomethingIsLost() {
        trouble.failing("pager", WAITS);
        trouble.failing("pager", LOST);
        assertThat(recorder.opened)
                .extracting(Condition::forDuration)
                .containsExactly(Duration.ofMinutes(1), Duration.ZERO);
        assertThat(recorder.opened.get(1).annotations())
                .containsEntry("summary", "Receiver pager was not told of an alert: HTTP 400");
    }

    @Test
    void takesTheRulesOwnSettings() {
        DeliveryTrouble patient = trouble(config("severity: warning, for: 5m"));
        patient.failing("pager", WAITS);
        patient.failing("pager", LOST);
        assertThat(recorder.opened)
                .extracting(said -> said.severity() + " " + said.forDuration())
                .containsExactly("warning PT5M", "warning PT5M");
    }

    @Test
    void saysNothingWhereItIsOffAndWhatStillFailsWhenItIsOnAgain() {
        trouble.failing("pager", WAITS);
        trouble.apply(config("enabled: false"));
        assertThat(recorder.closed)
                .containsExactly("DeliveryFailing {component=receiver pager} " + NOW + " the rule was switched off");
        trouble.failing("other", LOST);
        assertThat(recorder.opened).hasSize(1);
        trouble.apply(config(""));
        assertThat(recorder.opened.subList(1, recorder.opened.size()))
                .extracting(said -> said.subject().get("component"))
                .containsExactly("receiver other", "receiver pager");
    }

    @Test
    void whatDidNotFailIsNotOver() {
        trouble.over("pager", "the receiver was removed");
        assertThat(recorder.closed).isEmpty();
    }

    private static final class Recorder implements Conditions {
        private final List<Condition> opened = new ArrayList<>();
        private final List<String> closed = new ArrayList<>();

        @Override
        public void opened(Condition condition) {
            opened.add(condition);
        }

        @Override
        public void changed(Condition condition) {
            throw new AssertionError(condition);
        }

        @Override
        public void closed(String rule, Map<String, String> subject, Instant at, String reason) {
            closed.add(rule + " " + subject + " " + at + " " + reason);
        }
    }
}
