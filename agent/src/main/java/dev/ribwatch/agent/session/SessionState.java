package dev.ribwatch.agent.session;

/**
 * Where a connection stands (RFC 4271 section 8.2.2), for a speaker that never dials.
 *
 * <pre>
 *                    accepted: OPEN sent
 *   ACTIVE ------------------------------------> OPEN_SENT
 *     ^                                            |   |
 *     | idle hold over, or none                    |   | OPEN acceptable: KEEPALIVE sent
 *     |                                            |   v
 *   IDLE &lt;--- lost, NOTIFICATION either way, ---- OPEN_CONFIRM
 *     ^       timer, stop, collision                   |
 *     |                                                | KEEPALIVE received
 *     |                                                v
 *     +------- the same -------------------------- ESTABLISHED
 * </pre>
 *
 * A connection begins in ACTIVE and ends in IDLE, which it does not leave: the next one is another connection. Connect,
 * the state of one who dials, does not occur.
 */
public enum SessionState {
    /** Over; or, for a router, no connection is accepted yet after an error. */
    IDLE(1, "Idle"),
    /** A connection may come. */
    ACTIVE(3, "Active"),
    /** We said OPEN and wait for the peer's. */
    OPEN_SENT(4, "OpenSent"),
    /** Both OPENs are acceptable, the peer has yet to confirm. */
    OPEN_CONFIRM(5, "OpenConfirm"),
    /** UPDATEs flow. */
    ESTABLISHED(6, "Established");

    private final int number;
    private final String text;

    SessionState(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /** The number of bgpPeerState in RFC 4273. */
    public int number() {
        return number;
    }

    @Override
    public String toString() {
        return text;
    }
}
