package dev.ribwatch.agent.session;

import dev.ribwatch.agent.wire.message.Open;
import java.util.Objects;

/**
 * What becomes of two connections of one router when the newer one has brought an acceptable OPEN. RFC 4271 section 6.8
 * decides by who dialled; here the peer dialled both, so its identifier against ours says which of the two it keeps.
 */
public enum Collision {
    /** The older one has brought no OPEN yet: nothing to decide. */
    NONE,
    /** The older one goes with Cease, Connection Collision Resolution. */
    CLOSE_OLD,
    /** The newer one goes, likewise. */
    CLOSE_NEW,
    /** The peer restarted: the older one goes without a word (RFC 4724 section 4.2). */
    REPLACE_OLD,
    /** Whether the older one still has a peer must be found out first. */
    PROBE_OLD;

    /**
     * Decides between two connections.
     *
     * @param old the older one
     * @param ours our OPEN, the same on both
     * @param theirs the OPEN that came on the newer one
     */
    public static Collision between(Session old, Open ours, Open theirs) {
        return switch (old.state()) {
            case IDLE, ACTIVE, OPEN_SENT -> NONE;
            case OPEN_CONFIRM -> isRemotePreferred(ours, theirs) ? CLOSE_OLD : CLOSE_NEW;
            case ESTABLISHED -> Objects.requireNonNull(old.negotiated()).expectEndOfRib() ? REPLACE_OLD : PROBE_OLD;
        };
    }

    /** By identifier, and where those are equal by AS (RFC 6286 section 2.3). */
    private static boolean isRemotePreferred(Open ours, Open theirs) {
        int order = Integer.compareUnsigned(ours.identifier(), theirs.identifier());
        return order < 0 || order == 0 && ours.as() < theirs.as();
    }
}
