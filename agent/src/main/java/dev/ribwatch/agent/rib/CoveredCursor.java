package dev.ribwatch.agent.rib;

import dev.ribwatch.config.value.Prefix;
import org.jspecify.annotations.Nullable;

/**
 * Walks all prefixes that are equal to one or covered by it, in no promised order, over as many slices as it takes.
 *
 * <p>The table may change between slices: a prefix that is there during the whole walk appears exactly once, since it
 * keeps its id and ids are walked in order. The cursor holds no reference, so it may be dropped at any time. Use:
 *
 * <pre>{@code
 * cursor.grant(4096);
 * while (cursor.next()) {
 *     use(cursor.id());
 * }
 * if (!cursor.isDone()) {
 *     continueInNextSlice();
 * }
 * }</pre>
 */
public final class CoveredCursor {
    private @Nullable PrefixTable table;
    private long high;
    private long low;
    private long highMask;
    private long lowMask;
    private int length;
    /** The next id to look at, and the one to stop before for now. */
    private int position;

    private int granted;
    private int id = PrefixTable.NONE;

    /** Starts over; nothing is granted yet. */
    public void reset(PrefixTable newTable, long newHigh, long newLow, int newLength) {
        table = newTable;
        high = newHigh;
        low = newLow;
        length = newLength;
        highMask = Prefix.maskHigh(newLength);
        lowMask = Prefix.maskLow(newLength);
        position = 0;
        granted = 0;
        id = PrefixTable.NONE;
    }

    /** Lets {@link #next} look at this many more ids before it gives false; 4,096 take well under 1 ms. */
    public void grant(int ids) {
        granted = position + ids;
    }

    /** Moves to the next covered prefix; false at the end or when the grant is used up. */
    public boolean next() {
        PrefixTable walked = table;
        if (walked == null) {
            return false;
        }
        int end = Math.min(granted, walked.idBound());
        for (int at = walked.next(position, end); at < end; at = walked.next(at + 1, end)) {
            if (isCovered(walked, at)) {
                id = at;
                position = at + 1;
                return true;
            }
        }
        position = Math.max(position, end);
        return false;
    }

    private boolean isCovered(PrefixTable walked, int at) {
        return ((walked.high(at) ^ high) & highMask) == 0
                && ((walked.low(at) ^ low) & lowMask) == 0
                && walked.length(at) >= length;
    }

    /** The prefix id, after {@link #next} gave true; valid in this slice. */
    public int id() {
        return id;
    }

    /** Every id below this was looked at: a prefix with such an id that is added later does not appear any more. */
    public int position() {
        return position;
    }

    /** Whether the walk is over. */
    public boolean isDone() {
        return table == null || position >= table.idBound();
    }
}
