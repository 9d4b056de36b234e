package dev.ribwatch.agent.rib;

import dev.ribwatch.config.value.Prefix;
import org.jspecify.annotations.Nullable;

/** Walks the prefixes that cover one, longest first. For use within one slice; reusable. */
public final class CoveringCursor {
    private @Nullable PrefixTable table;
    private long high;
    private long low;
    private int length = -1;
    private int id = PrefixTable.NONE;

    /** Starts with the prefix itself if it is there, then every shorter one that covers it. */
    public void reset(PrefixTable newTable, long newHigh, long newLow, int newLength) {
        table = newTable;
        high = newHigh;
        low = newLow;
        length = newLength;
        id = PrefixTable.NONE;
    }

    /** Moves on; false at the end. */
    public boolean next() {
        if (table == null) {
            return false;
        }
        for (int probe = table.longestLength(length); probe >= 0; probe = table.longestLength(probe - 1)) {
            id = table.find(high & Prefix.maskHigh(probe), low & Prefix.maskLow(probe), probe);
            if (id >= 0) {
                length = probe - 1;
                return true;
            }
        }
        length = -1;
        return false;
    }

    /** The prefix id, after {@link #next} gave true. */
    public int id() {
        return id;
    }
}
