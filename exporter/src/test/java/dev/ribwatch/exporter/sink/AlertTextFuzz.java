package dev.ribwatch.exporter.sink;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.alert.Notification;
import dev.ribwatch.exporter.fuzz.FuzzTexts;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** Alerts with any texts at all as labels and annotations, in each form in which they leave. */
public final class AlertTextFuzz {
    private static final URI RECEIVER = URI.create("https://192.0.2.1/");
    private static final Format WEBHOOK = new WebhookFormat(RECEIVER, false, null, () -> "http://127.0.0.1:9797/");
    private static final Format ALERTMANAGER = new AlertmanagerFormat(RECEIVER, false, () -> "http://127.0.0.1:9797/");

    private AlertTextFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        FuzzTexts texts = new FuzzTexts(input);
        TreeMap<String, String> labels = new TreeMap<>();
        TreeMap<String, String> annotations = new TreeMap<>();
        for (int i = 0; i < 3; i++) {
            labels.put("label" + i, texts.next());
            annotations.put("annotation" + i, texts.next());
        }
        Alert fires = new Alert("episode", labels, annotations, Instant.EPOCH, null);
        Alert over = new Alert("episode", labels, new TreeMap<>(), Instant.EPOCH, Instant.EPOCH);
        FuzzTexts.require(fires.fingerprint().matches("[0-9a-f]{16}"), "sixteen digits");

        JsonNode line = FuzzTexts.json(AlertLine.of(fires, Instant.EPOCH));
        FuzzTexts.says(line.path("labels"), labels);
        FuzzTexts.says(line.path("annotations"), annotations);

        String group = texts.next();
        Notification notification =
                new Notification("id", texts.next(), group, labels, List.of(fires, over), false, List.of());
        JsonNode hook =
                FuzzTexts.json(WEBHOOK.request(notification, Instant.EPOCH).body());
        FuzzTexts.says(hook.path("groupKey"), group);
        FuzzTexts.says(hook.path("commonLabels"), labels);
        FuzzTexts.require(hook.path("commonAnnotations").isEmpty(), "nothing in common");
        FuzzTexts.says(hook.path("alerts").path(0).path("annotations"), annotations);
        JsonNode list =
                FuzzTexts.json(ALERTMANAGER.request(notification, Instant.EPOCH).body());
        FuzzTexts.says(list.path(1).path("labels"), labels);
    }
}
