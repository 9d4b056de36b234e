package dev.ribwatch.agent.session;

import dev.ribwatch.agent.wire.message.Open;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a router, as a value. Times are readings of the monotonic clock in nanoseconds.
 *
 * @param state where it stands
 * @param ours the OPEN that we send
 * @param timing fixed times
 * @param acceptedAt when the connection was accepted
 * @param keepaliveAt when our next KEEPALIVE is due; means nothing without a negotiated hold time
 * @param negotiated what both OPENs agree on; null before OpenConfirm
 */
public record Session(
        SessionState state,
        Open ours,
        Timing timing,
        long acceptedAt,
        long keepaliveAt,
        @Nullable Negotiated negotiated) {

    /** A connection that has yet to be accepted. */
    public static Session initial(Open ours, Timing timing) {
        return new Session(SessionState.ACTIVE, ours, timing, 0, 0, null);
    }

    /**
     * Whether the peer has been silent for longer than it may: the hold time, or before its OPEN the time for that.
     *
     * @param now the present
     * @param heardAt when the last whole message came, or when we went on reading after a pause of ours
     */
    public boolean isOverdue(long now, long heardAt) {
        return switch (state) {
            case IDLE, ACTIVE -> false;
            case OPEN_SENT -> now - acceptedAt >= Math.min(timing.open(), timing.largeHold());
            case OPEN_CONFIRM, ESTABLISHED -> hasHoldTime() && now - heardAt >= holdNanos();
        };
    }

    boolean isKeepaliveDue(long now) {
        return hasHoldTime() && now - keepaliveAt >= 0;
    }

    boolean hasHoldTime() {
        return holdNanos() > 0;
    }

    private long holdNanos() {
        return negotiated == null ? 0 : TimeUnit.SECONDS.toNanos(negotiated.holdTime());
    }

    Session accepted(long now) {
        return new Session(SessionState.OPEN_SENT, ours, timing, now, 0, null);
    }

    Session confirmed(Negotiated agreed, long now, double jitter) {
        return new Session(SessionState.OPEN_CONFIRM, ours, timing, acceptedAt, 0, agreed).keptAlive(now, jitter);
    }

    /** Just sent a KEEPALIVE: the next is due after a third of the hold time, shortened by the jitter. */
    Session keptAlive(long now, double jitter) {
        long next = now + (long) (holdNanos() / 3.0 * jitter);
        return new Session(state, ours, timing, acceptedAt, next, negotiated);
    }

    Session in(SessionState next) {
        return new Session(next, ours, timing, acceptedAt, keepaliveAt, negotiated);
    }
}
