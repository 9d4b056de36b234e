package dev.ribwatch.exporter.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two clocks: timers run on the monotonic one, the other is only printed and compared with maintenance windows.
 *
 * @param monotonic nanoseconds from an arbitrary origin
 * @param wall the time of day
 */
public record Clocks(LongSupplier monotonic, InstantSource wall) {
    /** Those of this machine. */
    public static Clocks system() {
        return new Clocks(System::nanoTime, InstantSource.system());
    }

    /** Nanoseconds of the monotonic clock. */
    public long nanos() {
        return monotonic.getAsLong();
    }

    /** The time of day. */
    public Instant instant() {
        return wall.instant();
    }

    /** The monotonic time after this duration; over a century counts as a century. */
    long in(Duration duration) {
        return nanos() + limited(duration);
    }

    /** A duration in nanoseconds, 0 to a century. */
    static long limited(Duration duration) {
        Duration century = Duration.ofDays(36_525);
        return duration.isNegative() ? 0 : duration.compareTo(century) > 0 ? century.toNanos() : duration.toNanos();
    }
}
