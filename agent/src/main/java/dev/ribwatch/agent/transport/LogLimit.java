package dev.ribwatch.agent.transport;

import java.util.concurrent.TimeUnit;

/** At most ten lines in any second that begins with a line; counts what it held back. One thread. */
final class LogLimit {
    private static final int LINES = 10;
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(1);

    private long windowFrom;
    private int lines;
    private long suppressed;

    /** Whether a line may be written now. */
    boolean admits(long now) {
        if (lines == 0 || now - windowFrom >= WINDOW) {
            windowFrom = now;
            lines = 0;
        }
        if (lines == LINES) {
            suppressed++;
            return false;
        }
        lines++;
        return true;
    }

    /** What to append to the line that was admitted: how many were not, or nothing. */
    String takeSuppressed() {
        if (suppressed == 0) {
            return "";
        }
        String text = " (suppressed " + suppressed + " lines before)";
        suppressed = 0;
        return text;
    }
}
