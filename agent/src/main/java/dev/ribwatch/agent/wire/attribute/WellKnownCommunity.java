package dev.ribwatch.agent.wire.attribute;

import dev.ribwatch.agent.wire.Octets;

/** Communities with a meaning of their own (RFC 1997, RFC 9494 section 4). */
public final class WellKnownCommunity {
    /** The route must not leave the AS, or the confederation. */
    public static final int NO_EXPORT = 0xffff_ff01;
    /** The route must not be passed on at all. */
    public static final int NO_ADVERTISE = 0xffff_ff02;
    /** The route must not leave the AS, not even within its confederation. */
    public static final int NO_EXPORT_SUBCONFED = 0xffff_ff03;
    /** The route is kept although whoever told of it is gone. */
    public static final int LLGR_STALE = 0xffff_0006;
    /** The route must not be kept for long. */
    public static final int NO_LLGR = 0xffff_0007;

    private WellKnownCommunity() {}

    /** Whether the attributes have this community. The cursor is left anywhere. */
    public static boolean isIn(AttributeCursor attributes, int community) {
        if (attributes.find(AttributeCode.COMMUNITIES)) {
            byte[] octets = attributes.buffer();
            int end = attributes.valueOffset() + attributes.valueLength();
            for (int at = attributes.valueOffset(); at < end; at += 4) {
                if (Octets.i32(octets, at) == community) {
                    return true;
                }
            }
        }
        return false;
    }
}
