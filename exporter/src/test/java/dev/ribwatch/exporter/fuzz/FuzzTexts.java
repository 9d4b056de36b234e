package dev.ribwatch.exporter.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Texts out of a fuzzer's octets, and what must hold of the text that is made of them. */
public final class FuzzTexts {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final List<String> texts;
    private int next;

    /** Cuts the octets at each 0xFF; the first says whether they are UTF-8, or UTF-16 with whatever surrogates. */
    public FuzzTexts(byte[] input) {
        boolean wide = input.length > 0 && (input[0] & 1) != 0;
        String text = new String(
                input, Math.min(1, input.length), Math.max(0, input.length - 1), StandardCharsets.ISO_8859_1);
        texts = List.of(text.split("\u00ff", -1)).stream()
                .map(piece -> piece.getBytes(StandardCharsets.ISO_8859_1))
                .map(octets -> wide ? utf16(octets) : new String(octets, StandardCharsets.UTF_8))
                .toList();
    }

    private static String utf16(byte[] octets) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i + 1 < octets.length; i += 2) {
            text.append((char) ((octets[i] & 0xff) << 8 | octets[i + 1] & 0xff));
        }
        return text.toString();
    }

    /** The next text, from the first again after the last. */
    public String next() {
        return texts.get(next++ % texts.size());
    }

    /** Fails unless it holds. */
    public static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("does not hold: " + what);
        }
    }

    /** One JSON value in one line of ASCII, without a key twice. */
    public static JsonNode json(String text) {
        require(text.chars().allMatch(c -> c >= ' ' && c < 0x7f), "printable ASCII: " + text);
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    /** The value says this text, lone surrogates and all. */
    public static void says(JsonNode value, String text) {
        require(value.isTextual() && value.asText().equals(text), "the text comes back: " + value);
    }

    /** The object has these texts and no others. */
    public static void says(JsonNode object, Map<String, String> texts) {
        require(object.size() == texts.size(), "as many texts");
        texts.forEach((name, text) -> says(object.path(name), text));
    }
}
