package dev.ribwatch.agent.transport;

import java.util.concurrent.atomic.AtomicLong;

/** The longest of many short times, in nanoseconds. Any thread writes and reads. */
final class LongestStep {
    private final AtomicLong recent = new AtomicLong();
    private final AtomicLong ever = new AtomicLong();

    void record(long nanos) {
        raise(recent, nanos);
        raise(ever, nanos);
    }

    /** The longest since the last call. */
    long take() {
        return recent.getAndSet(0);
    }

    /** The longest of all. */
    long ever() {
        return ever.get();
    }

    private static void raise(AtomicLong longest, long nanos) {
        long seen = longest.get();
        while (nanos > seen && !longest.compareAndSet(seen, nanos)) {
            seen = longest.get();
        }
    }
}
