package dev.ribwatch.agent.rib;

/** Walks the prefixes that cover one, longest first. For use within one slice; reusable. */
public final class CoveringCursor {
    private int id = PrefixTable.NONE;

    /** Starts with the prefix itself if it is there, then every shorter one that covers it. */
    public void reset(PrefixTable table, long high, long low, int length) {
        id = PrefixTable.NONE;
    }

    /** Moves on; false at the end. */
    public boolean next() {
        return false;
    }

    /** The prefix id, after {@link #next} gave true. */
    public int id() {
        return id;
    }
}
