package dev.ribwatch.exporter.sink;

import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.alert.Notification;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Notifications that tests hand to the sink. */
final class Told {
    static final Instant BEGAN = Instant.parse("2026-03-01T11:58:00.5Z");
    static final Instant ENDED = Instant.parse("2026-03-01T11:59:30Z");

    private Told() {}

    static Notification firing(String receiver, String id) {
        return of(receiver, id, false, alert(id, null));
    }

    static Notification repeated(String receiver, String id, Alert... alerts) {
        return of(receiver, id, true, alerts);
    }

    static Notification of(String receiver, String id, boolean repeat, Alert... alerts) {
        return new Notification(
                id,
                receiver,
                "{}:{}",
                new TreeMap<>(Map.of()),
                List.of(alerts),
                repeat,
                repeat ? List.of() : List.of(0L));
    }

    /** An alert whose {@code prefix} is this text. */
    static Alert alert(String prefix, @Nullable Instant endsAt) {
        return new Alert(
                "episode-" + prefix,
                new TreeMap<>(Map.of("alertname", "MissingPrefix", "severity", "critical", "prefix", prefix)),
                new TreeMap<>(Map.of("summary", prefix + " is gone")),
                BEGAN,
                endsAt);
    }
}
