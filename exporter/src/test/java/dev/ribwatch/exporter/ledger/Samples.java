package dev.ribwatch.exporter.ledger;

import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.alert.DeliveryLedger.Entry;
import dev.ribwatch.exporter.alert.KeptAlert;
import dev.ribwatch.exporter.alert.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Alerts, notifications and a clock of tests. */
final class Samples {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private Samples() {}

    /** A clock that stands until it is moved. */
    static final class Clock {
        long nanos = Long.MAX_VALUE - 3_000_000_000L;
        private Duration elapsed = Duration.ZERO;

        Clocks clocks() {
            return new Clocks(() -> nanos, () -> START.plus(elapsed));
        }

        void passes(Duration duration) {
            nanos += duration.toNanos();
            elapsed = elapsed.plus(duration);
        }
    }

    static Alert alert(String prefix, @Nullable Instant end) {
        SortedMap<String, String> labels = new TreeMap<>(
                Map.of("alertname", "MissingPrefix", "severity", "critical", "network", "azure", "prefix", prefix));
        return new Alert(
                "episode " + prefix,
                labels,
                new TreeMap<>(Map.of("summary", prefix + " is gone – \"oh\"\n")),
                START,
                end);
    }

    static KeptAlert kept(String prefix) {
        return new KeptAlert(
                "MissingPrefix",
                Map.of("network", "azure", "prefix", prefix),
                List.of(Map.of("router", "edge1"), Map.of("router", "edge2")),
                Duration.ofSeconds(60, 7),
                alert(prefix, null),
                Set.of(),
                Map.of());
    }

    static Entry entry(String target, String id, boolean repeat, Alert... alerts) {
        return new Entry(
                target,
                new Notification(
                        id,
                        target,
                        "{}:{alertname=\"MissingPrefix\"}",
                        alerts[0].cause(),
                        List.of(alerts),
                        repeat,
                        List.of()));
    }
}
