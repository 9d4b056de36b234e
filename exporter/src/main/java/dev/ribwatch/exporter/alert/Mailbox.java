package dev.ribwatch.exporter.alert;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What happened to conditions and was not yet looked at. Kept by subject, so that a storm costs as much memory as there are
 * subjects in it: of each, the changes between two turns are folded, the turns themselves are kept up to a number. Writers
 * hold the lock for a few instructions and wait for nothing else.
 */
final class Mailbox {
    /** The most turns (begun, ended, begun…) of one subject; beyond, those in the middle are forgotten. */
    private static final int MOST_TURNS = 8;

    private final int mostSubjects;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private Map<Subject, List<Turn>> waiting = new LinkedHashMap<>();
    private final Runnable refused;
    private boolean nudged;

    /** What became of a condition. */
    sealed interface Turn permits Holds, Ended {}

    record Holds(dev.ribwatch.exporter.alert.Condition condition) implements Turn {}

    record Ended(Instant at, String reason) implements Turn {}

    /**
     * @param mostSubjects how many subjects may wait; beyond, new ones are refused. An end is refused only at twice that
     *     number: it is what lets go of an alert
     * @param refused run for each that is refused
     */
    Mailbox(int mostSubjects, Runnable refused) {
        this.refused = refused;
        this.mostSubjects = mostSubjects;
    }

    void put(Subject subject, Turn turn) {
        lock.lock();
        try {
            List<Turn> turns = waiting.get(subject);
            if (turns == null) {
                if (waiting.size() >= (turn instanceof Holds ? mostSubjects : 2L * mostSubjects)) {
                    refused.run();
                    return;
                }
                turns = new ArrayList<>(2);
                waiting.put(subject, turns);
            }
            int last = turns.size() - 1;
            if (last >= 0 && turns.get(last) instanceof Holds && turn instanceof Holds) {
                turns.set(last, turn);
            } else {
                turns.add(turn);
                if (turns.size() > MOST_TURNS) {
                    turns.subList(1, 3).clear();
                }
            }
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Ends a wait although nothing came. */
    void nudge() {
        lock.lock();
        try {
            nudged = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes all that came, waiting for it if need be.
     *
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    Map<Subject, List<Turn>> take(long mostNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = mostNanos;
            while (waiting.isEmpty() && !nudged && left > 0) {
                left = arrived.awaitNanos(left);
            }
            nudged = false;
            if (waiting.isEmpty()) {
                return Map.of();
            }
            Map<Subject, List<Turn>> taken = waiting;
            waiting = new LinkedHashMap<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
