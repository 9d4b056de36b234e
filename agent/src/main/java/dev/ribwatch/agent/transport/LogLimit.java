package dev.ribwatch.agent.transport;

import java.util.concurrent.TimeUnit;

/** At most so many lines in any window of time that begins with a line; counts what it held back. One thread. */
final class LogLimit {
    private final int most;
    private final long window;

    private long windowFrom;
    private int lines;
    private long suppressed;

    /** Ten lines a second. */
    LogLimit() {
        this(10, TimeUnit.SECONDS.toNanos(1));
    }

    /** @param window in nanoseconds */
    LogLimit(int most, long window) {
        this.most = most;
        this.window = window;
    }

    /** Whether a line may be written now. */
    boolean admits(long now) {
        if (lines == 0 || now - windowFrom >= window) {
            windowFrom = now;
            lines = 0;
        }
        if (lines == most) {
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
        String text = " (suppressed " + suppressed + (suppressed == 1 ? " line" : " lines") + " before)";
        suppressed = 0;
        return text;
    }
}
