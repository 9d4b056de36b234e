package dev.ribwatch.agent.rib;

import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.message.Update;
import java.util.Arrays;

/**
 * What malformed UPDATEs of one router cost (RFC 7606), by the type code of the attribute that was at fault; 0 stands for
 * none in particular. Table thread only.
 */
public final class UpdateFaults {
    /** No further code. */
    public static final int NONE = -1;

    private static final int CODES = 256;
    /** Numbers of a code: left out, withdrawn, last. */
    private static final int ROW = 3;

    /** The codes that were ever at fault; few routers are in many ways. */
    private final long[] seen = new long[CODES / Long.SIZE];
    /** A row for each of them, in their order. */
    private long[] rows = new long[2 * ROW];

    private int used;

    /** Counts what was found in an UPDATE that does not reset the session. */
    void count(Update update, long nowNanos) {
        for (int i = 0; i < update.faults(); i++) {
            int code = update.faultAttribute(i);
            if (!isSeen(code)) {
                add(code);
            }
            int row = row(code);
            boolean treated = update.faultVerdict(i).compareTo(Verdict.TREAT_AS_WITHDRAW) >= 0;
            rows[row + (treated ? 1 : 0)]++;
            rows[row + 2] = nowNanos;
        }
    }

    private boolean isSeen(int code) {
        return (seen[code >> 6] >>> code & 1) != 0;
    }

    private int row(int code) {
        int word = code >> 6;
        int before = Long.bitCount(seen[word] & (1L << code) - 1);
        for (int i = 0; i < word; i++) {
            before += Long.bitCount(seen[i]);
        }
        return before * ROW;
    }

    private void add(int code) {
        if (used == rows.length) {
            rows = Arrays.copyOf(rows, used + Math.max(ROW, used / 4 / ROW * ROW));
        }
        int row = row(code);
        System.arraycopy(rows, row, rows, row + ROW, used - row);
        Arrays.fill(rows, row, row + ROW, 0);
        used += ROW;
        seen[code >> 6] |= 1L << code;
    }

    private long number(int code, int column) {
        return isSeen(code) ? rows[row(code) + column] : 0;
    }

    /** The first code from {@code from} on that was ever at fault, or {@link #NONE}. */
    public int next(int from) {
        for (int code = from; code < CODES; code++) {
            if (isSeen(code)) {
                return code;
            }
        }
        return NONE;
    }

    /** How often the attribute was left out (attribute discard). */
    public long discarded(int code) {
        return number(code, 0);
    }

    /** How often it made the routes of an UPDATE be withdrawn (treat-as-withdraw). */
    public long withdrawn(int code) {
        return number(code, 1);
    }

    /** When it was last at fault, on the monotonic clock; meaningless if it never was. */
    public long lastNanos(int code) {
        return number(code, 2);
    }
}
