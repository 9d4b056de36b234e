package dev.ribwatch.exporter.sink;

import dev.ribwatch.exporter.alert.Alert;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An alert as a line of JSON: when, whether it fires or is resolved, labels, annotations. */
public final class AlertLine {
    private AlertLine() {}

    /**
     * The line of an alert that one policy has and another has not.
     *
     * @param change {@code gained} or {@code lost}
     * @param until when it was resolved, or null
     */
    public static String difference(String change, Alert alert, Instant at, @Nullable Instant until) {
        return JsonBody.of(json -> {
            json.writeStartObject();
            json.writeStringField("change", change);
            json.writeStringField("at", at.toString());
            if (until != null) {
                json.writeStringField("until", until.toString());
            }
            JsonBody.texts(json, "labels", alert.labels());
            JsonBody.texts(json, "annotations", alert.annotations());
            json.writeEndObject();
        });
    }

    /** The line without its end, in ASCII. */
    public static String of(Alert alert, Instant at) {
        return JsonBody.of(json -> {
            json.writeStartObject();
            json.writeStringField("at", at.toString());
            json.writeStringField("status", alert.status());
            JsonBody.texts(json, "labels", alert.labels());
            JsonBody.texts(json, "annotations", alert.annotations());
            json.writeEndObject();
        });
    }
}
