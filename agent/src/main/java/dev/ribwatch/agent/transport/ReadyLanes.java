package dev.ribwatch.agent.transport;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lanes with something to read. A lane is in here at most once, so taking one after the other serves all alike however
 * much one of them holds. Any thread adds, one thread takes; nobody locks, nothing is allocated.
 */
public final class ReadyLanes {
    /** Added since the last time the taker looked, newest first, linked by {@link Lane#next}. */
    private final AtomicReference<@Nullable Lane> added = new AtomicReference<>();

    /** Seen by the taker, oldest first. */
    private @Nullable Lane first;

    private volatile @Nullable Thread waiting;
    private volatile boolean woken;

    /**
     * Takes the lane that waits longest.
     *
     * @param maxWaitNanos how long to wait for one; 0 or less: not at all
     * @return null if none came in that time, or if {@link #wake} was called
     */
    public @Nullable Lane take(long maxWaitNanos) {
        Lane lane = poll();
        if (lane == null && maxWaitNanos > 0) {
            waiting = Thread.currentThread();
            if (added.get() == null && !woken) {
                LockSupport.parkNanos(this, maxWaitNanos);
            }
            waiting = null;
            lane = poll();
        }
        woken = false;
        return lane;
    }

    /** Lets the taker return from {@link #take}, now or the next time it would wait: there is other work for it. */
    public void wake() {
        woken = true;
        unpark();
    }

    /** Adds a lane unless it is in here. A lane adds itself when something is written to it. */
    public void add(Lane lane) {
        if (!lane.queue()) {
            return;
        }
        Lane head;
        do {
            head = added.get();
            lane.next = head;
        } while (!added.compareAndSet(head, lane));
        unpark();
    }

    private void unpark() {
        Thread taker = waiting;
        if (taker != null) {
            LockSupport.unpark(taker);
        }
    }

    private @Nullable Lane poll() {
        if (first == null) {
            Lane newest = added.getAndSet(null);
            while (newest != null) {
                Lane older = newest.next;
                newest.next = first;
                first = newest;
                newest = older;
            }
        }
        Lane lane = first;
        if (lane != null) {
            first = lane.next;
            lane.next = null;
            lane.dequeue();
        }
        return lane;
    }
}
