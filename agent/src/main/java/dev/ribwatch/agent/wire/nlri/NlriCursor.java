package dev.ribwatch.agent.wire.nlri;

import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;

/**
 * Walks prefixes whose syntax {@link NlriSyntax} has checked, so it cannot fail. Host bits past the prefix length are
 * cleared. Reusable.
 */
public final class NlriCursor {
    private static final byte[] NOTHING = new byte[0];

    private byte[] buffer = NOTHING;
    private int position;
    private int limit;
    private boolean wide;
    private boolean addPath;
    private long high;
    private long low;
    private int length;
    private int pathId;

    /**
     * Stands before the first prefix.
     *
     * @param newLimit where the prefixes end
     * @param hasPathIds whether each prefix has a Path Identifier before it
     */
    public void reset(byte[] newBuffer, int offset, int newLimit, Family family, boolean hasPathIds) {
        buffer = newBuffer;
        position = offset;
        limit = newLimit;
        wide = family != Family.IPV4_UNICAST;
        addPath = hasPathIds;
        low = 0;
        pathId = 0;
    }

    /** Stands where another cursor does, and has read what it has. */
    public void reset(NlriCursor other) {
        buffer = other.buffer;
        position = other.position;
        limit = other.limit;
        wide = other.wide;
        addPath = other.addPath;
        high = other.high;
        low = other.low;
        length = other.length;
        pathId = other.pathId;
    }

    /** Octets that are left. */
    public int octets() {
        return limit - position;
    }

    /** Steps to the next prefix; false when there is none. */
    public boolean next() {
        int at = position;
        if (at >= limit) {
            return false;
        }
        byte[] from = buffer;
        if (addPath) {
            pathId = Octets.i32(from, at);
            at += 4;
        }
        int bits = from[at++] & 0xff;
        int octets = bits + 7 >>> 3;
        length = bits;
        if (!wide && at + 4 <= from.length) {
            high = (long) Octets.i32(from, at) << 32 & Prefix.maskHigh(bits);
        } else {
            high = leftAligned(from, at, Math.min(octets, 8)) & Prefix.maskHigh(bits);
            low = leftAligned(from, at + 8, octets - 8) & Prefix.maskLow(bits);
        }
        position = at + octets;
        return true;
    }

    /** Up to eight octets as the upper ones of a long. */
    private static long leftAligned(byte[] from, int at, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value |= (from[at + i] & 0xffL) << 56 - 8 * i;
        }
        return value;
    }

    /** The first 64 address bits, left-aligned. */
    public long high() {
        return high;
    }

    /** The last 64 address bits; 0 for IPv4. */
    public long low() {
        return low;
    }

    /** The prefix length, 0 to the family's bits. */
    public int length() {
        return length;
    }

    /** Path Identifier (RFC 7911), any 32 bits; 0 without ADD-PATH. */
    public int pathId() {
        return pathId;
    }
}
