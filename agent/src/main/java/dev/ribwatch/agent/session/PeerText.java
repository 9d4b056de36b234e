package dev.ribwatch.agent.session;

import dev.ribwatch.agent.wire.Characters;
import java.util.HexFormat;

/** What a peer sent, made fit to print: bounded, and without a character that could move a cursor or end a line. */
public final class PeerText {
    private static final int TEXT_BOUND = 255;
    private static final int OCTET_BOUND = 64;

    private PeerText() {}

    /** The text with everything but letters, digits, punctuation, symbols and plain spaces as {@code ?}. */
    public static String printable(String text) {
        StringBuilder safe = new StringBuilder(Math.min(text.length(), TEXT_BOUND));
        text.codePoints()
                .limit(TEXT_BOUND)
                .forEach(codePoint -> safe.appendCodePoint(isPlain(codePoint) ? codePoint : '?'));
        return safe.toString();
    }

    private static boolean isPlain(int codePoint) {
        boolean space = Character.getType(codePoint) == Character.SPACE_SEPARATOR;
        return space ? codePoint == ' ' : Characters.isPrintable(codePoint) && codePoint != '"' && codePoint != '\\';
    }

    /** The first octets in hex, and how many there are if not all are shown. */
    public static String hex(byte[] octets) {
        if (octets.length <= OCTET_BOUND) {
            return HexFormat.of().formatHex(octets);
        }
        return HexFormat.of().formatHex(octets, 0, OCTET_BOUND) + "… (" + octets.length + " octets)";
    }
}
