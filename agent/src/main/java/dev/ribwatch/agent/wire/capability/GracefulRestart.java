package dev.ribwatch.agent.wire.capability;

import dev.ribwatch.config.value.Family;

/**
 * The Graceful Restart capability (RFC 4724 section 3, RFC 8538 section 2).
 *
 * @param restarting R bit: the sender restarted and waits for End-of-RIB
 * @param notification N bit: routes are also kept over a NOTIFICATION
 * @param restartSeconds how long the sender thinks it needs, 0 to 4095
 * @param families bit {@link Family#ordinal()}: routes of the family may be kept over a restart
 * @param forwarding bit {@link Family#ordinal()}: F bit, forwarding state of the family was kept
 */
public record GracefulRestart(
        boolean restarting, boolean notification, int restartSeconds, int families, int forwarding) {
    /** What a helper sends that keeps no forwarding state of its own: no family, time 0. */
    public static final GracefulRestart HELPER_ONLY = new GracefulRestart(false, false, 0, 0, 0);

    /** The same of one that also helps a peer over a NOTIFICATION. */
    public static final GracefulRestart NOTIFICATION_HELPER = new GracefulRestart(false, true, 0, 0, 0);

    /** Octet 0 of the capability: the N bit. */
    static final int N_BIT = 0x40;

    public boolean hasFamily(Family family) {
        return (families & 1 << family.ordinal()) != 0;
    }

    public boolean hasForwarding(Family family) {
        return (forwarding & 1 << family.ordinal()) != 0;
    }
}
