package dev.ribwatch.agent.lab;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Waits for a condition until a deadline. Every wait of the lab is one of these. */
public final class Await {
    private static final long POLL_NANOS = 10_000_000;
    private static final int LONGEST = 2_000;

    private Await() {}

    /** Returns when the condition holds; an error of the condition counts as "not yet". */
    public static void until(String what, Duration limit, Callable<Boolean> condition) {
        value(what, limit, condition, holds -> holds);
    }

    /** The first value that is accepted; fails with the last one seen when the time is over. */
    public static <T> T value(String what, Duration limit, Callable<T> source, Predicate<T> accepted) {
        long deadline = System.nanoTime() + limit.toNanos();
        @Nullable Object last = "nothing";
        @Nullable Exception error = null;
        do {
            try {
                T value = source.call();
                if (accepted.test(value)) {
                    return value;
                }
                last = value;
                error = null;
            } catch (Exception notYet) {
                error = notYet;
            }
            LockSupport.parkNanos(POLL_NANOS);
        } while (System.nanoTime() < deadline);
        throw new AssertionError("not within " + limit.toSeconds() + " s: " + what + "; last seen: " + brief(last), error);
    }

    /** Returns when the condition has held all the time; fails at once when it does not, or cannot be told. */
    public static void stays(String what, Duration time, Callable<Boolean> condition) {
        long end = System.nanoTime() + time.toNanos();
        do {
            try {
                if (!condition.call()) {
                    throw new AssertionError("not any more: " + what);
                }
            } catch (Exception failure) {
                throw new AssertionError("cannot be told: " + what, failure);
            }
            LockSupport.parkNanos(POLL_NANOS);
        } while (System.nanoTime() < end);
    }

    private static String brief(@Nullable Object value) {
        String text = String.valueOf(value);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " and so on";
    }
}
