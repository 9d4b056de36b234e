package dev.ribwatch.exporter.alert;

import java.util.TreeSet;

/** What is to be done when, on a monotonic clock that may wrap. Each timer stands in it at most once. */
final class Agenda {
    private final TreeSet<Timer> timers = new TreeSet<>(Agenda::order);
    private long numbers;

    /** Something to do at one moment. */
    static final class Timer {
        private final Runnable action;
        private long dueNanos;
        private long number;
        private boolean set;

        Timer(Runnable action) {
            this.action = action;
        }

        boolean isSet() {
            return set;
        }
    }

    private static int order(Timer one, Timer other) {
        int byTime = Long.signum(one.dueNanos - other.dueNanos);
        return byTime != 0 ? byTime : Long.compare(one.number, other.number);
    }

    /** Sets a timer to this moment; it is due at no other. */
    void set(Timer timer, long dueNanos) {
        cancel(timer);
        timer.dueNanos = dueNanos;
        timer.number = numbers++;
        timer.set = true;
        timers.add(timer);
    }

    /** Sets a timer to this moment, unless it is due before. */
    void setEarlier(Timer timer, long dueNanos) {
        if (!timer.set || timer.dueNanos - dueNanos > 0) {
            set(timer, dueNanos);
        }
    }

    void cancel(Timer timer) {
        if (timer.set) {
            timers.remove(timer);
            timer.set = false;
        }
    }

    /** Does the first thing that is due, in order of time and then of setting; false if nothing is. */
    boolean runNext(long nowNanos) {
        if (waitNanos(nowNanos) > 0) {
            return false;
        }
        Timer first = timers.first();
        cancel(first);
        first.action.run();
        return true;
    }

    /** Until the next timer is due: 0 if one is, {@link Long#MAX_VALUE} if there is none. */
    long waitNanos(long nowNanos) {
        return timers.isEmpty() ? Long.MAX_VALUE : Math.max(0, timers.first().dueNanos - nowNanos);
    }
}
