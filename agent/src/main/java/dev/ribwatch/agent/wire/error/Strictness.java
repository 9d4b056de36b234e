package dev.ribwatch.agent.wire.error;

/**
 * What is asked of UPDATEs beyond RFC 7606, where it leaves a choice or a monitor is milder than an RFC.
 *
 * @param unknownWellKnown a well-known attribute that nobody knows resets the session, as RFC 4271 section 6.3 has it, and
 *     does not just cost the routes
 * @param asSets a path with an AS_SET or AS_CONFED_SET costs the routes (RFC 9774)
 * @param brokenFamily an MP attribute that cannot be read costs its family for the rest of the session (RFC 4760
 *     section 7), and not the session
 */
public record Strictness(boolean unknownWellKnown, boolean asSets, boolean brokenFamily) {
    public static final Strictness ORDINARY = new Strictness(false, false, false);
}
