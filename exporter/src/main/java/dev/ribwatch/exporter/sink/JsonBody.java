package dev.ribwatch.exporter.sink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.ribwatch.exporter.json.AsciiJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes {@linkplain AsciiJson JSON in printable ASCII} into memory. */
final class JsonBody {
    private static final JsonFactory FACTORY = AsciiJson.factory(" ");

    private JsonBody() {}

    interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    static String of(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to take JSON", e);
        }
        return bytes.toString(StandardCharsets.US_ASCII);
    }

    static void texts(JsonGenerator json, String field, Map<String, String> texts) throws IOException {
        json.writeObjectFieldStart(field);
        for (Map.Entry<String, String> text : texts.entrySet()) {
            json.writeStringField(text.getKey(), text.getValue());
        }
        json.writeEndObject();
    }
}
