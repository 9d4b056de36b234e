package dev.ribwatch.exporter.alert;

import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One deviation that holds. Rule and subject are its identity; all else may change while it holds.
 *
 * @param rule the value of {@code alertname}
 * @param severity how urgent it is now
 * @param subject labels without {@code alertname}, {@code severity} and the external ones; nothing in it may change while
 *     the deviation holds
 * @param annotations texts for people; may change at any time
 * @param forDuration how long it must hold before anyone is told
 * @param keepFiringFor how long its alert keeps firing after it has ended
 * @param since when it began
 * @param detectedNanos when it was found, on the monotonic clock of the pipeline
 * @param unknown whether nobody can look right now: then it neither fires nor resolves, and its description says so
 * @param beside further labels that only maintenance windows look at, each set for itself: the legs, or the only witness
 */
public record Condition(
        String rule,
        Severity severity,
        Map<String, String> subject,
        Map<String, String> annotations,
        Duration forDuration,
        Duration keepFiringFor,
        Instant since,
        long detectedNanos,
        boolean unknown,
        List<Map<String, String>> beside) {

    public Condition {
        subject = Map.copyOf(subject);
        annotations = Map.copyOf(annotations);
        beside = beside.stream().map(Map::copyOf).toList();
    }

    /** A condition for which maintenance windows look at the subject alone. */
    public Condition(
            String rule,
            Severity severity,
            Map<String, String> subject,
            Map<String, String> annotations,
            Duration forDuration,
            Duration keepFiringFor,
            Instant since,
            long detectedNanos,
            boolean unknown) {
        this(
                rule,
                severity,
                subject,
                annotations,
                forDuration,
                keepFiringFor,
                since,
                detectedNanos,
                unknown,
                List.of());
    }
}
