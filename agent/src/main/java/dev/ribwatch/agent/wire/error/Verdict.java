package dev.ribwatch.agent.wire.error;

/**
 * What becomes of an UPDATE, weakest first (RFC 7606 section 2). A message collects verdicts and the strongest wins
 * (section 3 h). Its fourth approach, to disable one family for the session, is not taken: such a session is reset.
 */
public enum Verdict {
    /** Nothing to object to. */
    ACCEPT,
    /** A malformed attribute was dropped, the routes stand. */
    ATTRIBUTE_DISCARD,
    /** The announced prefixes are handled as withdrawn. */
    TREAT_AS_WITHDRAW,
    /** NOTIFICATION and close. */
    SESSION_RESET;

    /** The stronger of the two. */
    public Verdict or(Verdict other) {
        return ordinal() >= other.ordinal() ? this : other;
    }
}
