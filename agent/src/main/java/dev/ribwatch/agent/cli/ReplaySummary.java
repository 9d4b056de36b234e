package dev.ribwatch.agent.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.ribwatch.agent.daemon.RecordingCounts;
import dev.ribwatch.agent.daemon.Replay;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.exporter.json.AsciiJson;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;

/** What a file holds, as one JSON object. */
final class ReplaySummary {
    private static final JsonFactory JSON = AsciiJson.factory(" ");

    private ReplaySummary() {}

    static String json(Path file, Replay replay) throws IOException {
        RecordingCounts counts = replay.counts();
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("file", file.toString());
            json.writeNumberField("records", counts.records());
            json.writeNumberField("messages", counts.messages());
            json.writeNumberField("announced", counts.announced());
            json.writeNumberField("withdrawn", counts.withdrawn());
            json.writeNumberField("end_of_rib", counts.endOfRib());
            json.writeNumberField("discarded_attributes", counts.discardedAttributes());
            json.writeNumberField("treated_as_withdraw", counts.treatedAsWithdraw());
            json.writeNumberField("errors", counts.errors());
            json.writeObjectFieldStart("skipped");
            for (Map.Entry<String, Long> kind : counts.skipped().entrySet()) {
                json.writeNumberField(kind.getKey(), kind.getValue());
            }
            json.writeEndObject();
            json.writeBooleanField("truncated", replay.truncated());
            json.writeObjectFieldStart("routes");
            for (Map.Entry<String, Map<Family, Integer>> peer : replay.held().entrySet()) {
                json.writeObjectFieldStart(peer.getKey());
                for (Map.Entry<Family, Integer> family : peer.getValue().entrySet()) {
                    json.writeNumberField(family.getKey().toString(), family.getValue());
                }
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }
}
