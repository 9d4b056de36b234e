package dev.ribwatch.agent.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Columns for people: left-aligned, as wide as their widest cell, control characters shown as {@code ?}. A cell of more than
 * 40 characters makes its own line longer, not every line.
 */
final class TextTable {
    private static final int WIDEST = 40;

    private final List<String[]> rows = new ArrayList<>();
    private final int[] widths;

    TextTable(String... head) {
        widths = new int[head.length];
        rows.add(head);
    }

    void row(Object... cells) {
        String[] texts = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            texts[i] = printable(String.valueOf(cells[i]));
        }
        rows.add(texts);
    }

    /** Prints the rows since the last call, in columns no narrower than those before. */
    void print(PrintWriter out) {
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], Math.min(WIDEST, row[i].length()));
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row[i]);
                if (i + 1 < widths.length) {
                    line.append(" ".repeat(Math.max(0, widths[i] - row[i].length()) + 2));
                }
            }
            out.println(line.toString().stripTrailing());
        }
        rows.clear();
        out.flush();
    }

    /** A moment of the agent, such as {@code 2026-01-01T00:00:00.123Z}, without its fraction of a second. */
    static String seconds(String instant) {
        int dot = instant.indexOf('.');
        return dot < 0 || !instant.endsWith("Z") ? instant : instant.substring(0, dot) + "Z";
    }

    /** The agent escapes what peers say; this holds whatever answers on the port. */
    static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .forEach(safe::appendCodePoint);
        return safe.toString();
    }
}
