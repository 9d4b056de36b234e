package dev.ribwatch.agent.wire;

/** Which characters of a peer's text may be shown. */
public final class Characters {

    private Characters() {}

    /** Whether a character shows, and neither moves a cursor, ends a line, changes the direction of text nor is half of one. */
    public static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
