package dev.ribwatch.exporter.sink;

/** Makes text of a stranger fit for a line of a log. */
public final class Printable {
    private Printable() {}

    /** The text with everything but printable ASCII as {@code \\uXXXX}, cut at this many of its characters. */
    public static String of(String text, int most) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), most) + 8);
        for (int i = 0; i < text.length() && i < most; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f) {
                printable.append(c);
            } else {
                printable.append("\\u").append(String.format("%04x", (int) c));
            }
        }
        return text.length() > most ? printable.append("…").toString() : printable.toString();
    }
}
