package dev.ribwatch.agent.session;

import java.util.concurrent.TimeUnit;

/**
 * The times of a session that no OPEN negotiates, in nanoseconds.
 *
 * @param open how long an accepted connection may stay without a whole OPEN
 * @param largeHold the hold timer in OpenSent (RFC 4271 section 8.2.2 suggests 4 minutes)
 * @param sendHold the least that what we sent may stay unacknowledged (RFC 9687 section 6 suggests 8 minutes)
 */
public record Timing(long open, long largeHold, long sendHold) {
    public static final Timing STANDARD =
            new Timing(TimeUnit.SECONDS.toNanos(30), TimeUnit.MINUTES.toNanos(4), TimeUnit.MINUTES.toNanos(8));
}
