package dev.ribwatch.agent.session;

import java.util.concurrent.TimeUnit;

/**
 * How long a router that keeps making errors must stay away (RFC 4271 section 8.1.1, DampPeerOscillations): 5 s after the
 * first, twice as long after each further one up to 300 s, and 5 s again once a session has lasted 10 minutes.
 *
 * <p>Errors are messages that one side refused: NOTIFICATION codes 1, 2, 3, 5 and 7, and a broken NOTIFICATION. A connection that is lost, a hold
 * timer and a Cease are not: the sooner such a router is back, the better.
 *
 * @param until reading of the monotonic clock before which no connection is accepted
 * @param next nanoseconds that the next error costs
 */
public record IdleHold(long until, long next) {
    private static final long FIRST = TimeUnit.SECONDS.toNanos(5);
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(300);
    private static final long STABLE = TimeUnit.MINUTES.toNanos(10);

    /** No error yet. */
    public static IdleHold none(long now) {
        return new IdleHold(now, FIRST);
    }

    /** Whether the router must still stay away. */
    public boolean isHeld(long now) {
        return now - until < 0;
    }

    /**
     * After the end of a connection.
     *
     * @param established how long its session was established, in nanoseconds; 0 if it never was
     */
    public IdleHold after(DownReason reason, long now, long established) {
        long cost = established >= STABLE ? FIRST : next;
        if (!isError(reason)) {
            return new IdleHold(until, cost);
        }
        return new IdleHold(now + cost, Math.min(2 * cost, LONGEST));
    }

    private static boolean isError(DownReason reason) {
        return switch (reason.kind()) {
            case NOTIFICATION_SENT, NOTIFICATION_RECEIVED ->
                switch (reason.code()) {
                    case 1, 2, 3, 5, 7 -> true;
                    default -> false;
                };
            case CLOSED_UNANSWERED -> true;
            case CONNECTION_LOST, REPLACED -> false;
        };
    }
}
