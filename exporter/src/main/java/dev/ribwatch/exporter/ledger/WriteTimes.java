package dev.ribwatch.exporter.ledger;

import dev.ribwatch.exporter.alert.Clocks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long the disk takes for what it is asked, from the first call to the last. One thread writes; any may look. */
final class WriteTimes {
    /** What a commit may take, with all that belongs to it. */
    static final Duration SLOW = Duration.ofSeconds(1);

    private final Clocks clocks;
    private volatile @Nullable Long began;
    private volatile @Nullable Long slowSince;
    private volatile long longestNanos;

    WriteTimes(Clocks clocks) {
        this.clocks = clocks;
    }

    /** The disk is asked; the time is for {@link #end}. */
    long begin() {
        long now = clocks.nanos();
        began = now;
        return now;
    }

    /** It answered, or failed. */
    void end(long since) {
        long took = clocks.nanos() - since;
        longestNanos = Math.max(longestNanos, took);
        if (took < SLOW.toNanos()) {
            slowSince = null;
        } else if (slowSince == null) {
            slowSince = since;
        }
        began = null;
    }

    /** Whether it took too long the last time. */
    boolean slow() {
        return slowSince != null;
    }

    /** Since when it takes too long, or has been asked and not answered, on the monotonic clock; null if neither. */
    @Nullable
    Long since() {
        Long asked = began; // before the other: it moves there
        Long slow = slowSince;
        return slow != null ? slow : asked;
    }

    /** The longest since the start, nanoseconds. */
    long longestNanos() {
        return longestNanos;
    }
}
