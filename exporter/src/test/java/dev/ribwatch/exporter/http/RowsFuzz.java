package dev.ribwatch.exporter.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.alert.ActiveAlert;
import dev.ribwatch.exporter.fuzz.FuzzTexts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rows of the API with any texts at all in them: they come back from a reader of JSON as they were. */
public final class RowsFuzz {
    private RowsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        FuzzTexts texts = new FuzzTexts(input);
        session(texts);
        alert(texts);
        route(texts);
        String network = texts.next();
        NetworkRow row = new NetworkRow(
                network, texts.next(), texts.next(), Family.IPV6_UNICAST, true, input.length % 2 == 0, 1, 2, 3);
        FuzzTexts.says(both(row, RowWriters::network).path("network"), network);
    }

    private static void session(FuzzTexts texts) {
        String name = texts.next();
        String error = texts.next();
        String capability = texts.next();
        SessionRow row = new SessionRow(
                name,
                texts.next(),
                65001L,
                texts.next(),
                "Idle",
                Instant.EPOCH,
                texts.next(),
                90,
                1,
                error,
                List.of(new SessionRow.FamilyRow(Family.IPV4_UNICAST, true, 1, texts.next(), 2)),
                Map.of("update", 1L),
                Map.of(),
                List.of(capability),
                texts.next(),
                texts.next(),
                "peer");
        JsonNode json = both(row, RowWriters::session);
        FuzzTexts.says(json.path("name"), name);
        FuzzTexts.says(json.path("last_error"), error);
        FuzzTexts.says(json.path("capabilities").path(0), capability);
    }

    private static void alert(FuzzTexts texts) {
        TreeMap<String, String> labels = new TreeMap<>();
        labels.put("alertname", texts.next());
        labels.put("network", texts.next());
        ActiveAlert row = new ActiveAlert(
                texts.next(), "firing", labels, labels, Instant.EPOCH, false, true, List.of(texts.next()));
        JsonNode json = both(row, RowWriters::alert);
        FuzzTexts.says(json.path("labels"), labels);
        FuzzTexts.says(json.path("annotations"), labels);
    }

    private static void route(FuzzTexts texts) {
        String path = texts.next();
        List<String> communities = List.of(texts.next(), texts.next());
        RouteRow row = new RouteRow(
                Prefix.parse("10.0.0.0/8"),
                texts.next(),
                texts.next(),
                Family.IPV4_UNICAST,
                0xffff_ffffL,
                new RouteAttributes(
                        texts.next(),
                        path,
                        texts.next(),
                        0L,
                        1L,
                        true,
                        texts.next(),
                        communities,
                        communities,
                        communities,
                        1L),
                true,
                Instant.EPOCH);
        JsonNode json = both(row);
        FuzzTexts.says(json.path("as_path"), path);
        FuzzTexts.says(json.path("large_communities").path(1), communities.get(1));
    }

    private static JsonNode both(RouteRow row) {
        RouteLines alone = new RouteLines();
        alone.add(row);
        String text = alone.toString();
        ByteBuf lines = new RouteFormat().rows(UnpooledByteBufAllocator.DEFAULT, true, List.of(row, row));
        FuzzTexts.require(
                lines.toString(StandardCharsets.ISO_8859_1).equals(text + "\n" + text + "\n"), "two lines of the same");
        lines.release();
        return FuzzTexts.json(text);
    }

    /** As text and as octets, alone and in lines: the same. */
    private static <T> JsonNode both(T row, Json.Writer<T> writer) {
        String text = Json.text(row, writer);
        ByteBuf lines = Json.rows(UnpooledByteBufAllocator.DEFAULT, true, List.of(row, row), writer);
        FuzzTexts.require(
                lines.toString(StandardCharsets.ISO_8859_1).equals(text + "\n" + text + "\n"), "two lines of the same");
        lines.release();
        return FuzzTexts.json(text);
    }
}
