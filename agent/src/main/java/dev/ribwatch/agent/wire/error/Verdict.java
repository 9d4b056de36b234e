package dev.ribwatch.agent.wire.error;

/**
 * What becomes of an UPDATE, weakest first (RFC 7606 section 2). A message collects verdicts and the strongest wins
 * (section 3 h).
 */
public enum Verdict {
    /** Nothing to object to. */
    ACCEPT,
    /** A malformed attribute was dropped, the routes stand. */
    ATTRIBUTE_DISCARD,
    /** The announced prefixes are handled as withdrawn. */
    TREAT_AS_WITHDRAW,
    /**
     * A family counts for nothing until the session ends, and its routes go (AFI/SAFI disable); what the message announces
     * otherwise is handled as withdrawn. Only where {@link Strictness#brokenFamily} asks for it.
     */
    FAMILY_DISABLE,
    /** NOTIFICATION and close. */
    SESSION_RESET;

    /** The stronger of the two. */
    public Verdict or(Verdict other) {
        return ordinal() >= other.ordinal() ? this : other;
    }
}
