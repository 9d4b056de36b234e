package dev.ribwatch.agent.session;

import dev.ribwatch.agent.wire.capability.Capabilities;
import dev.ribwatch.agent.wire.capability.GracefulRestart;
import dev.ribwatch.agent.wire.capability.LongLivedRestart;
import dev.ribwatch.config.value.Family;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the OPENs of a session say about restarts of the peer: whether its routes are kept when the session is lost, and for
 * how long (RFC 4724, RFC 8538, RFC 9494).
 *
 * @param graceful what the peer sent, or null
 * @param longLived what the peer sent, or null; without {@code graceful} it counts for nothing (RFC 9494 section 3)
 * @param notification both sides set the N bit: a NOTIFICATION does not end it either (RFC 8538 section 4)
 */
public record RestartTerms(
        @Nullable GracefulRestart graceful, @Nullable LongLivedRestart longLived, boolean notification) {
    private static final int CEASE = 6;
    private static final int HARD_RESET = 9;

    /** The peer has said nothing. */
    public static final RestartTerms NONE = new RestartTerms(null, null, false);

    /** The peer keeps nothing over a restart, and sends End-of-RIB. */
    public static final RestartTerms END_OF_RIB = new RestartTerms(GracefulRestart.HELPER_ONLY, null, false);

    static RestartTerms of(Capabilities ours, Capabilities theirs) {
        GracefulRestart own = ours.gracefulRestart();
        GracefulRestart graceful = own == null ? null : theirs.gracefulRestart();
        if (own == null || graceful == null) {
            return NONE;
        }
        LongLivedRestart longLived = ours.longLivedRestart() == null ? null : theirs.longLivedRestart();
        return new RestartTerms(graceful, longLived, own.notification() && graceful.notification());
    }

    /** The peer marks the end of its initial transfer (RFC 4724 section 2). */
    public boolean endOfRib() {
        return graceful != null;
    }

    /** Whether routes of the family outlast the session at all. */
    public boolean keeps(Family family) {
        return restartNanos(family) > 0 || longLivedNanos(family) > 0;
    }

    /** How long the peer may stay away at first, nanoseconds; 0 for a family that it did not name. */
    public long restartNanos(Family family) {
        return graceful != null && graceful.hasFamily(family) ? TimeUnit.SECONDS.toNanos(graceful.restartSeconds()) : 0;
    }

    /** How long it may stay away after that, nanoseconds (RFC 9494 section 4.2). */
    public long longLivedNanos(Family family) {
        return graceful == null || longLived == null ? 0 : TimeUnit.SECONDS.toNanos(longLived.staleSeconds(family));
    }

    /**
     * Whether the peer, back again, has kept its forwarding state of the family: else its routes of before are not true.
     *
     * @param late it was away for longer than its restart time, so the long-lived capability says it
     */
    public boolean isForwarding(Family family, boolean late) {
        if (graceful == null) {
            return false;
        }
        return late ? longLived != null && longLived.hasForwarding(family) : graceful.hasForwarding(family);
    }

    /**
     * Whether the end of a session is taken for a restart. A NOTIFICATION, our own when the hold timer expires included, ends
     * it for good unless both sides set the N bit (RFC 4724 section 4); Hard Reset always does (RFC 8538 section 3.2).
     */
    public boolean survives(DownReason reason) {
        return switch (reason.kind()) {
            case CONNECTION_LOST, REPLACED -> graceful != null;
            case NOTIFICATION_SENT, NOTIFICATION_RECEIVED ->
                notification && !(reason.code() == CEASE && reason.subcode() == HARD_RESET);
            case CLOSED_UNANSWERED -> false;
        };
    }
}
