package dev.ribwatch.exporter.sink;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.alert.Notification;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Alertmanager's webhook format, version 4, so that every receiver made for it works. */
final class WebhookFormat implements Format {
    private static final String NOT_YET = "0001-01-01T00:00:00Z";
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);

    private final URI url;
    private final boolean insecure;
    private final @Nullable Signature signature;
    private final Supplier<String> self;

    /**
     * @param insecure whether clear text may leave this machine
     * @param signature signs the requests, or null
     * @param self URL of our own page, for people; asked at each request
     */
    WebhookFormat(URI url, boolean insecure, @Nullable Signature signature, Supplier<String> self) {
        this.url = url;
        this.insecure = insecure;
        this.signature = signature;
        this.self = self;
    }

    @Override
    public Request request(Notification notification, Instant now) {
        String body = JsonBody.of(json -> write(json, notification));
        Map<String, String> headers = new LinkedHashMap<>();
        if (signature != null) {
            headers.putAll(signature.headers(notification.id(), now, body));
        }
        return new Request(url, insecure, headers, body);
    }

    @Override
    public Duration longestBackoff() {
        return LONGEST_BACKOFF;
    }

    private void write(JsonGenerator json, Notification notification) throws IOException {
        List<Alert> alerts = notification.alerts();
        json.writeStartObject();
        json.writeStringField("receiver", notification.receiver());
        json.writeStringField("status", notification.status());
        json.writeArrayFieldStart("alerts");
        for (Alert alert : alerts) {
            json.writeStartObject();
            json.writeStringField("status", alert.status());
            JsonBody.texts(json, "labels", alert.labels());
            JsonBody.texts(json, "annotations", alert.annotations());
            json.writeStringField("startsAt", alert.startsAt().toString());
            Instant endsAt = alert.endsAt();
            json.writeStringField("endsAt", endsAt == null ? NOT_YET : endsAt.toString());
            json.writeStringField("generatorURL", self.get());
            json.writeStringField("fingerprint", alert.fingerprint());
            json.writeEndObject();
        }
        json.writeEndArray();
        JsonBody.texts(json, "groupLabels", notification.groupLabels());
        JsonBody.texts(json, "commonLabels", common(alerts, Alert::labels));
        JsonBody.texts(json, "commonAnnotations", common(alerts, Alert::annotations));
        json.writeStringField("externalURL", self.get());
        json.writeStringField("version", "4");
        json.writeStringField("groupKey", notification.groupKey());
        json.writeNumberField("truncatedAlerts", 0);
        json.writeEndObject();
    }

    private static Map<String, String> common(List<Alert> alerts, Function<Alert, SortedMap<String, String>> texts) {
        Map<String, String> common = new TreeMap<>(texts.apply(alerts.get(0)));
        for (Alert alert : alerts) {
            common.entrySet().retainAll(texts.apply(alert).entrySet());
        }
        return common;
    }
}
