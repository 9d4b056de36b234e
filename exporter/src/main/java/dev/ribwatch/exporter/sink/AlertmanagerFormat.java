package dev.ribwatch.exporter.sink;

import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.alert.Notification;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Alertmanager's v2 API, one member. It forgets an alert at its {@code endsAt}, so one that fires is sent again each
 * minute with its end four minutes ahead; and it keeps what the last request said, so a resolved one carries its texts too.
 */
final class AlertmanagerFormat implements Format {
    private static final Duration AHEAD = Duration.ofMinutes(4);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);

    private final URI url;
    private final boolean insecure;
    private final Supplier<String> self;

    /**
     * @param member base URL of one member
     * @param insecure whether clear text may leave this machine
     * @param self URL of our own page, for people; asked at each request
     */
    AlertmanagerFormat(URI member, boolean insecure, Supplier<String> self) {
        String base = member.toString();
        this.url = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/api/v2/alerts");
        this.insecure = insecure;
        this.self = self;
    }

    @Override
    public Request request(Notification notification, Instant now) {
        String body = JsonBody.of(json -> {
            json.writeStartArray();
            for (Alert alert : notification.alerts()) {
                Instant endsAt = alert.endsAt();
                json.writeStartObject();
                JsonBody.texts(json, "labels", alert.labels());
                JsonBody.texts(json, "annotations", alert.annotations());
                json.writeStringField("startsAt", alert.startsAt().toString());
                json.writeStringField("endsAt", (endsAt == null ? now.plus(AHEAD) : endsAt).toString());
                json.writeStringField("generatorURL", self.get());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
        return new Request(url, insecure, Map.of(), body);
    }

    /** Short: an alert must not expire because a member was away for a moment. */
    @Override
    public Duration longestBackoff() {
        return LONGEST_BACKOFF;
    }
}
