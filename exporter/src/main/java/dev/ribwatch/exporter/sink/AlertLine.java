package dev.ribwatch.exporter.sink;

import dev.ribwatch.exporter.alert.Alert;
import java.time.Instant;

/** An alert as a line of JSON: when, whether it fires or is resolved, labels, annotations. */
public final class AlertLine {
    private AlertLine() {}

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
