package dev.ribwatch.agent.policy.rule;

import java.util.function.LongSupplier;

/** What one call may take: so many rows, and so much time. The clock is read now and then only. */
public final class Slice {
    /** The longest that one call takes, unless a single piece of work takes longer. */
    private static final long MOST_NANOS = 2_000_000;
    /** Rows after which the clock is read again. */
    private static final int EVERY = 32;

    private final LongSupplier nanos;
    private long begin;
    private int left;
    private int unchecked;

    public Slice(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** A new one of at most so many rows. */
    public void begin(int rows) {
        left = rows;
        unchecked = 0;
        begin = nanos.getAsLong();
    }

    /** Counts work. */
    public void spend(int rows) {
        left -= rows;
        unchecked += rows;
        if (unchecked >= EVERY) {
            unchecked = 0;
            if (nanos.getAsLong() - begin >= MOST_NANOS) {
                left = 0;
            }
        }
    }

    /** Whether there is no more to spend. */
    public boolean isOver() {
        return left <= 0;
    }
}
