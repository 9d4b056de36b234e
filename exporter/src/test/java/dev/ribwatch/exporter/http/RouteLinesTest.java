package dev.ribwatch.exporter.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.json.AsciiJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is put together piece by piece is what a generator makes of the same row. */
class RouteLinesTest {
    private static final ObjectMapper JSON = new JsonMapper(AsciiJson.factory(" "));
    /** Texts that a configuration, a capability or a defect could bring. */
    private static final List<String> TEXTS = List.of(
            "edge1",
            "",
            "a \"quoted\" \\ name",
            "\u0000\u001f\u007f\u0080",
            "Zürich",
            "\u202eright to left",
            "\ud83d\ude00",
            "\ud800 alone",
            "</script>",
            "x".repeat(9_000));

    private final Random random = new Random(1);

    private String text() {
        return random.nextInt(3) > 0 ? TEXTS.get(0) : TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private String textOrNull() {
        return random.nextBoolean() ? text() : null;
    }

    private Long numberOrNull() {
        long[] numbers = {0, 9, 10, 99, 100, 65_535, 1_000_000_000, 4_294_967_295L};
        return random.nextBoolean() ? numbers[random.nextInt(numbers.length)] : null;
    }

    private List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            texts.add(text());
        }
        return texts;
    }

    private RouteAttributes attributes() {
        return new RouteAttributes(
                textOrNull(),
                textOrNull(),
                textOrNull(),
                numberOrNull(),
                numberOrNull(),
                random.nextBoolean(),
                textOrNull(),
                texts(),
                texts(),
                texts(),
                numberOrNull());
    }

    private Prefix prefix() {
        Family family = random.nextInt(4) > 0 ? Family.IPV4_UNICAST : Family.IPV6_UNICAST;
        return Prefix.masked(family, random.nextLong(), random.nextLong(), random.nextInt(family.bits() + 1));
    }

    private RouteRow row(RouteAttributes attributes) {
        Prefix prefix = prefix();
        Instant since = random.nextBoolean() ? Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L)) : null;
        return new RouteRow(
                prefix, text(), textOrNull(), prefix.family(), numberOrNull(), attributes, random.nextBoolean(), since);
    }

    private static String expected(RouteRow row) {
        RouteAttributes attributes = row.attributes();
        ObjectNode json = JSON.createObjectNode();
        json.put("prefix", row.prefix().toString());
        json.put("router", row.router());
        json.put("network", row.network());
        json.put("family", row.family().toString());
        json.put("path_id", row.pathId());
        json.put("origin", attributes.origin());
        json.put("as_path", attributes.asPath());
        json.put("next_hop", attributes.nextHop());
        json.put("med", attributes.med());
        json.put("local_pref", attributes.localPref());
        json.put("atomic_aggregate", attributes.atomicAggregate() ? true : null);
        json.put("aggregator", attributes.aggregator());
        json.set("communities", list(attributes.communities()));
        json.set("large_communities", list(attributes.largeCommunities()));
        json.set("extended_communities", list(attributes.extendedCommunities()));
        json.put("otc", attributes.otc());
        json.put("stale", row.stale() ? true : null);
        json.put("since", row.since() == null ? null : row.since().toString());
        List<String> absent = new ArrayList<>();
        for (Map.Entry<String, ?> field : json.properties()) {
            if (json.get(field.getKey()).isNull()) {
                absent.add(field.getKey());
            }
        }
        json.remove(absent);
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode list(List<String> texts) {
        return texts.isEmpty() ? JSON.nullNode() : JSON.valueToTree(texts);
    }

    @Test
    void everyRowIsWhatAGeneratorMakesOfIt() {
        RouteLines lines = new RouteLines();
        StringBuilder expected = new StringBuilder();
        List<RouteAttributes> shared = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            boolean another = shared.isEmpty() || random.nextInt(8) == 0;
            if (another) {
                shared.add(attributes());
            }
            int back = random.nextInt(Math.min(shared.size(), random.nextBoolean() ? 2 : 600));
            RouteRow row = row(shared.get(shared.size() - 1 - back));
            lines.add(row);
            lines.separate('\n');
            expected.append(expected(row)).append('\n');
            if (i % 97 == 0) {
                assertThat(lines.length()).isEqualTo(expected.length());
                ByteBuf out = UnpooledByteBufAllocator.DEFAULT.heapBuffer();
                flush(lines, out);
                assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(expected.toString());
                out.release();
                expected.setLength(0);
                assertThat(lines.length()).isZero();
            }
        }
        assertThat(shared.size()).as("more than are remembered").isGreaterThan(1_000);
    }

    private static void flush(RouteLines lines, ByteBuf into) {
        try (ByteBufOutputStream out = new ByteBufOutputStream(into)) {
            lines.flushTo(out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void aPageIsAListOrLines(int count) {
        RouteFormat format = new RouteFormat();
        List<RouteRow> rows = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(row(attributes()));
            texts.add(expected(rows.get(i)));
        }
        for (int again = 0; again < 2; again++) {
            ByteBuf list = format.rows(UnpooledByteBufAllocator.DEFAULT, false, rows);
            assertThat(list.toString(StandardCharsets.US_ASCII)).isEqualTo(String.join(",", texts));
            list.release();
            ByteBuf lines = format.rows(UnpooledByteBufAllocator.DEFAULT, true, rows);
            assertThat(lines.toString(StandardCharsets.US_ASCII))
                    .isEqualTo(String.join("\n", texts) + (count > 0 ? "\n" : ""));
            lines.release();
        }
    }
}
