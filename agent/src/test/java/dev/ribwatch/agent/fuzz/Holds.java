package dev.ribwatch.agent.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** What every formatter must keep to, whatever it formats. */
public final class Holds {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Holds() {}

    /** Fails unless it holds. */
    public static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("does not hold: " + what);
        }
    }

    /** One line of text that cannot move a cursor, end a line or turn the reading direction, and is no longer than this. */
    public static void plain(String text, int most) {
        require(text.length() <= most, "at most " + most + " characters: " + text.length());
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            int kind = Character.getType(codePoint);
            require(
                    !Character.isISOControl(codePoint)
                            && kind != Character.FORMAT
                            && kind != Character.SURROGATE
                            && kind != Character.LINE_SEPARATOR
                            && kind != Character.PARAGRAPH_SEPARATOR,
                    "no control character, found U+" + Integer.toHexString(codePoint));
            i += Character.charCount(codePoint);
        }
    }

    /** As {@link #plain}, in printable ASCII. */
    public static void ascii(String text, int most) {
        require(text.length() <= most, "at most " + most + " characters: " + text.length());
        for (int i = 0; i < text.length(); i++) {
            require(text.charAt(i) >= ' ' && text.charAt(i) < 0x7f, "printable ASCII");
        }
    }

    /** One JSON value in one line of ASCII, no longer than this, without a key twice. */
    public static JsonNode json(String text, int most) {
        ascii(text, most);
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }
}
