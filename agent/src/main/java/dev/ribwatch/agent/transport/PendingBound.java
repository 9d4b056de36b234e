package dev.ribwatch.agent.transport;

import java.util.concurrent.atomic.AtomicInteger;

/** How many connections may be open that are not established, over all routers. Any thread. */
final class PendingBound {
    private final int most;
    private final AtomicInteger pending = new AtomicInteger();

    PendingBound(int most) {
        this.most = most;
    }

    boolean acquire() {
        if (pending.incrementAndGet() <= most) {
            return true;
        }
        pending.decrementAndGet();
        return false;
    }

    void release() {
        pending.decrementAndGet();
    }

    int pending() {
        return pending.get();
    }
}
