package dev.ribwatch.exporter.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.ribwatch.exporter.json.AsciiJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes {@linkplain AsciiJson JSON in printable ASCII} into buffers. */
final class Json {
    private static final JsonFactory LIST = AsciiJson.factory(",");
    private static final JsonFactory LINES = AsciiJson.factory("\n");

    private Json() {}

    /** Writes one value. */
    interface Writer<T> {
        void write(JsonGenerator json, T value) throws IOException;
    }

    /** One value as text. */
    static <T> String text(T value, Writer<T> writer) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator json = LIST.createGenerator(text)) {
            writer.write(json, value);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to take JSON", e);
        }
        return text.toString();
    }

    static <T> ByteBuf value(ByteBufAllocator buffers, T value, Writer<T> writer) {
        return rows(buffers, LIST, List.of(value), writer);
    }

    /** Rows with a comma between, or each on a line of its own. */
    static <T> ByteBuf rows(ByteBufAllocator buffers, boolean lines, Collection<T> rows, Writer<T> writer) {
        ByteBuf buffer = rows(buffers, lines ? LINES : LIST, rows, writer);
        if (lines && !rows.isEmpty()) {
            buffer.writeByte('\n');
        }
        return buffer;
    }

    private static <T> ByteBuf rows(
            ByteBufAllocator buffers, JsonFactory factory, Collection<T> rows, Writer<T> writer) {
        ByteBuf buffer = buffers.heapBuffer(256 + 256 * rows.size());
        try (OutputStream stream = new ByteBufOutputStream(buffer);
                JsonGenerator json = factory.createGenerator(stream)) {
            for (T row : rows) {
                writer.write(json, row);
            }
        } catch (IOException e) {
            buffer.release();
            throw new UncheckedIOException("memory cannot fail to take JSON", e);
        } catch (RuntimeException e) {
            buffer.release();
            throw e;
        }
        return buffer;
    }

    static void text(JsonGenerator json, String field, @Nullable Object value) throws IOException {
        if (value != null) {
            json.writeStringField(field, value.toString());
        }
    }

    static void number(JsonGenerator json, String field, @Nullable Number value) throws IOException {
        if (value != null) {
            json.writeNumberField(field, value.longValue());
        }
    }

    static void mark(JsonGenerator json, String field, boolean value) throws IOException {
        if (value) {
            json.writeBooleanField(field, true);
        }
    }

    static void texts(JsonGenerator json, String field, List<String> values) throws IOException {
        if (!values.isEmpty()) {
            json.writeArrayFieldStart(field);
            for (String value : values) {
                json.writeString(value);
            }
            json.writeEndArray();
        }
    }

    static void texts(JsonGenerator json, String field, Map<String, String> values) throws IOException {
        json.writeObjectFieldStart(field);
        for (Map.Entry<String, String> value : values.entrySet()) {
            json.writeStringField(value.getKey(), value.getValue());
        }
        json.writeEndObject();
    }

    static void numbers(JsonGenerator json, String field, Map<String, Long> values) throws IOException {
        json.writeObjectFieldStart(field);
        for (Map.Entry<String, Long> value : values.entrySet()) {
            json.writeNumberField(value.getKey(), value.getValue());
        }
        json.writeEndObject();
    }
}
