package dev.ribwatch.exporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A description says since when its alert has been there, whatever its condition says. */
class BeginningTest {
    private static final Instant FIRST = Instant.parse("2026-03-01T12:00:00.25Z");

    private static String said(String description, Instant since, Instant startsAt) {
        return Beginning.in(new TreeMap<>(Map.of("summary", "s", "description", description)), since, startsAt)
                .get("description");
    }

    @Test
    void isThatOfTheAlert() {
        Instant later = FIRST.plusSeconds(90);
        String text = "It is so. Since 2026-03-01T12:01:30Z.\nEffect: none since 2026-03-01T12:01:30Z.";
        assertThat(said(text, later, FIRST))
                .isEqualTo("It is so. Since 2026-03-01T12:00:00Z.\nEffect: none since 2026-03-01T12:01:30Z.");
        assertThat(said(text, later, later)).isEqualTo(text);
        assertThat(said("It is so.", later, FIRST)).isEqualTo("It is so.");
        assertThat(Beginning.in(new TreeMap<>(Map.of("summary", "s")), later, FIRST))
                .containsOnlyKeys("summary");
    }

    @Test
    void ofWhatComesBackWhileItFiresIsTheFirstOne() {
        Timeline time = new Timeline(Timeline.config(Timeline.ON_CALL));
        Condition first = Timeline.annotated(
                time.condition("MissingPrefix", "edge1", "0S"),
                Map.of("description", "Gone. " + Beginning.text(Timeline.START)));
        time.pipeline.opened(first);
        time.until("1m");
        time.closes(first);
        time.until("90s");
        Condition again = time.condition("MissingPrefix", "edge1", "0S");
        time.pipeline.opened(
                Timeline.annotated(again, Map.of("description", "Gone. " + Beginning.text(again.since()))));
        assertThat(again.since()).isEqualTo(Timeline.START.plus(Duration.ofSeconds(90)));
        assertThat(time.pipeline.active()).singleElement().satisfies(alert -> {
            assertThat(alert.startsAt()).isEqualTo(Timeline.START);
            assertThat(alert.annotations()).containsEntry("description", "Gone. Since 2026-03-01T12:00:00Z.");
        });
    }
}
