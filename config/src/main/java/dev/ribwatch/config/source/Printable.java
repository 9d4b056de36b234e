package dev.ribwatch.config.source;

/** Makes text from a file safe for a terminal and a log: one line, bounded, nothing that hides or reorders. */
public final class Printable {
    private static final int QUOTED = 80;

    private Printable() {}

    /** The text in double quotes, escaped, at most 80 characters of it. */
    public static String quoted(String text) {
        return '"' + bounded(text, QUOTED) + '"';
    }

    /** The text escaped, at most this many characters of it. */
    static String bounded(String text, int most) {
        StringBuilder safe = new StringBuilder(Math.min(text.length(), most) + 8);
        int end = Math.min(text.length(), most);
        for (int i = 0; i < end; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (isUnsafe(c)) {
                safe.append(String.format("\\u%04x", c));
            } else {
                safe.appendCodePoint(c);
            }
        }
        return text.length() > most ? safe.append("...").toString() : safe.toString();
    }

    /** Whether this code point is a control, a line separator, a format character (bidi) or half a pair. */
    public static boolean isUnsafe(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
