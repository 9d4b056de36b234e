package dev.ribwatch.agent.wire.message;

/** Where an UPDATE can carry prefixes. */
public enum NlriField {
    /** Withdrawn Routes (RFC 4271 section 4.3), IPv4. */
    WITHDRAWN,
    /** MP_UNREACH_NLRI (RFC 4760 section 4). */
    UNREACHABLE,
    /** Network Layer Reachability Information (RFC 4271 section 4.3), IPv4. */
    ANNOUNCED,
    /** MP_REACH_NLRI (RFC 4760 section 3). */
    REACHABLE;

    /** Whether the prefixes of this field are announced. */
    public boolean isAnnounce() {
        return this == ANNOUNCED || this == REACHABLE;
    }
}
