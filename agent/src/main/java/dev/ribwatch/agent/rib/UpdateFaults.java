package dev.ribwatch.agent.rib;

import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.message.Update;
import java.util.BitSet;

/**
 * What malformed UPDATEs of one router cost (RFC 7606), by the type code of the attribute that was at fault; 0 stands for
 * none in particular. Table thread only.
 */
public final class UpdateFaults {
    /** No further code. */
    public static final int NONE = -1;

    private static final int CODES = 256;

    private final BitSet seen = new BitSet(CODES);
    private final long[] discarded = new long[CODES];
    private final long[] withdrawn = new long[CODES];
    private final long[] last = new long[CODES];

    /** Counts what was found in an UPDATE that does not reset the session. */
    void count(Update update, long nowNanos) {
        for (int i = 0; i < update.faults(); i++) {
            int code = update.faultAttribute(i);
            if (update.faultVerdict(i).compareTo(Verdict.TREAT_AS_WITHDRAW) >= 0) {
                withdrawn[code]++;
            } else {
                discarded[code]++;
            }
            seen.set(code);
            last[code] = nowNanos;
        }
    }

    /** The first code from {@code from} on that was ever at fault, or {@link #NONE}. */
    public int next(int from) {
        return seen.nextSetBit(from);
    }

    /** How often the attribute was left out (attribute discard). */
    public long discarded(int code) {
        return discarded[code];
    }

    /** How often it made the routes of an UPDATE be withdrawn (treat-as-withdraw). */
    public long withdrawn(int code) {
        return withdrawn[code];
    }

    /** When it was last at fault, on the monotonic clock; meaningless if it never was. */
    public long lastNanos(int code) {
        return last[code];
    }
}
