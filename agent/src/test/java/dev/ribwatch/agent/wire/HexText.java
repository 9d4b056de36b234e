package dev.ribwatch.agent.wire;

import java.util.HexFormat;

/** Octets written as hexadecimal digits: white space is free, {@code #} begins a comment that ends with the line. */
public final class HexText {

    private HexText() {}

    public static byte[] parse(String text) {
        return HexFormat.of().parseHex(text.replaceAll("#[^\n]*", "").replaceAll("\\s", ""));
    }

    public static String format(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }
}
