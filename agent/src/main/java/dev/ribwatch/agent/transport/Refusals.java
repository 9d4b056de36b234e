package dev.ribwatch.agent.transport;

import java.util.concurrent.atomic.AtomicLongArray;

/** How many connections were refused, by reason. Any thread. */
final class Refusals {
    private final AtomicLongArray counts = new AtomicLongArray(Refusal.values().length);

    void count(Refusal reason) {
        counts.incrementAndGet(reason.ordinal());
    }

    long of(Refusal reason) {
        return counts.get(reason.ordinal());
    }
}
