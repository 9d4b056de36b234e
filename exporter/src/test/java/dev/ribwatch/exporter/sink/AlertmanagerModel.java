package dev.ribwatch.exporter.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one member of an Alertmanager cluster believes: it takes an alert for resolved once its {@code endsAt} has passed,
 * whoever set it. Written after its documentation, not after our sender.
 */
final class AlertmanagerModel {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Labels to what it last heard. */
    private final Map<Map<String, String>, Heard> alerts = new HashMap<>();

    /** Alerts that it took for resolved although nobody said so. */
    final List<String> expired = new ArrayList<>();

    private record Heard(Instant startsAt, Instant endsAt, boolean firing) {}

    /** One request, with the time at which it came. */
    void post(String body, Instant now) {
        lapse(now);
        try {
            for (JsonNode alert : JSON.readTree(body)) {
                Map<String, String> labels = new TreeMap<>();
                alert.get("labels")
                        .properties()
                        .forEach(label ->
                                labels.put(label.getKey(), label.getValue().textValue()));
                Instant endsAt = Instant.parse(alert.get("endsAt").textValue());
                Instant startsAt = Instant.parse(alert.get("startsAt").textValue());
                alerts.put(labels, new Heard(startsAt, endsAt, endsAt.isAfter(now)));
            }
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + body, e);
        }
    }

    /** Time has passed. */
    void lapse(Instant now) {
        alerts.replaceAll((labels, heard) -> {
            if (heard.firing() && !heard.endsAt().isAfter(now)) {
                expired.add(labels + " at " + heard.endsAt());
                return new Heard(heard.startsAt(), heard.endsAt(), false);
            }
            return heard;
        });
    }

    /** The label sets that it believes to fire. */
    Set<String> firing() {
        Set<String> firing = new TreeSet<>();
        alerts.forEach((labels, heard) -> {
            if (heard.firing()) {
                firing.add(labels.toString());
            }
        });
        return firing;
    }
}
