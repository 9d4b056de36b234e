package dev.ribwatch.agent.wire.attribute;

import dev.ribwatch.agent.wire.Octets;

/**
 * Reads the value of an AS_PATH of four-octet AS numbers whose syntax was checked, as it stands in a canonical block.
 * Reusable; nothing is copied.
 *
 * <pre>
 *   1 octet   segment type: 1 AS_SET, 2 AS_SEQUENCE, 3 AS_CONFED_SEQUENCE, 4 AS_CONFED_SET
 *   1 octet   how many AS numbers, 1 to 255
 *   4 octets  each
 * </pre>
 *
 * <p>Walk it with {@code rewind(); while (nextSegment()) for (i < size()) asn(i)}; the other methods do not disturb
 * that walk.
 */
public final class AsPath {
    public static final int SET = 1;
    public static final int SEQUENCE = 2;
    public static final int CONFED_SEQUENCE = 3;
    public static final int CONFED_SET = 4;

    /** No AS number: {@link #first}, {@link #origin} and the like have none to give. */
    public static final long NONE = -1;

    private static final byte[] NOTHING = new byte[0];

    private byte[] buffer = NOTHING;
    private int start;
    private int limit;
    private int next;
    private int type;
    private int size;
    private int asns;

    /** Stands before the first segment of this value. */
    public AsPath reset(byte[] newBuffer, int offset, int length) {
        buffer = newBuffer;
        start = offset;
        limit = offset + length;
        rewind();
        return this;
    }

    /** Reads the AS_PATH of a block; a block without one reads as an empty path. */
    public AsPath reset(AttributeCursor cursor) {
        return cursor.find(AttributeCode.AS_PATH)
                ? reset(cursor.buffer(), cursor.valueOffset(), cursor.valueLength())
                : reset(NOTHING, 0, 0);
    }

    public void rewind() {
        next = start;
        type = 0;
        size = 0;
    }

    /** Steps to the next segment; false when there is none. */
    public boolean nextSegment() {
        if (next >= limit) {
            return false;
        }
        type = buffer[next] & 0xff;
        size = buffer[next + 1] & 0xff;
        asns = next + 2;
        next = asns + 4 * size;
        return true;
    }

    /** {@link #SET} to {@link #CONFED_SET}. */
    public int type() {
        return type;
    }

    /** AS numbers in the segment, 1 to 255. */
    public int size() {
        return size;
    }

    /** An AS number of the segment, 0 to 4294967295. */
    public long asn(int index) {
        return Octets.u32(buffer, asns + 4 * index);
    }

    /** No AS number outside confederation segments. */
    public boolean isEmpty() {
        for (int at = start; at < limit; at = after(at)) {
            if (!isConfederation(buffer[at])) {
                return false;
            }
        }
        return true;
    }

    /** Hops as route selection counts them: an AS_SET is one, confederation segments are none (RFC 4271 9.1.2.2). */
    public int hops() {
        int hops = 0;
        for (int at = start; at < limit; at = after(at)) {
            int kind = buffer[at];
            hops += kind == SEQUENCE ? buffer[at + 1] & 0xff : kind == SET ? 1 : 0;
        }
        return hops;
    }

    /** The first AS number: the neighbour's, as a rule. {@link #NONE} if the path is empty or begins with a set. */
    public long first() {
        return firstAfter(NONE);
    }

    /**
     * The first AS number left after leading occurrences of one are passed over.
     *
     * @param stripped the router's own AS number, or {@link #NONE}
     * @return {@link #NONE} if nothing is left, or a set comes first
     */
    public long firstAfter(long stripped) {
        for (int at = start; at < limit; at = after(at)) {
            if (isConfederation(buffer[at])) {
                continue;
            }
            if (buffer[at] == SET) {
                return NONE;
            }
            int count = buffer[at + 1] & 0xff;
            for (int i = 0; i < count; i++) {
                long asn = Octets.u32(buffer, at + 2 + 4 * i);
                if (asn != stripped) {
                    return asn;
                }
            }
        }
        return NONE;
    }

    /** The last AS number of the final AS_SEQUENCE; {@link #NONE} if the path is empty or ends with a set. */
    public long origin() {
        long origin = NONE;
        for (int at = start; at < limit; at = after(at)) {
            if (buffer[at] == SEQUENCE) {
                origin = Octets.u32(buffer, after(at) - 4);
            } else if (buffer[at] == SET) {
                origin = NONE;
            }
        }
        return origin;
    }

    /** Whether the last segment outside confederations is an AS_SET. */
    public boolean endsWithSet() {
        boolean set = false;
        for (int at = start; at < limit; at = after(at)) {
            if (!isConfederation(buffer[at])) {
                set = buffer[at] == SET;
            }
        }
        return set;
    }

    /** Whether an AS_SET or AS_CONFED_SET is anywhere in it (RFC 9774 deprecates both). */
    public boolean hasSet() {
        for (int at = start; at < limit; at = after(at)) {
            if (buffer[at] == SET || buffer[at] == CONFED_SET) {
                return true;
            }
        }
        return false;
    }

    /** Whether an AS number is anywhere in it, confederation segments left out. */
    public boolean contains(long asn) {
        for (int at = start; at < limit; at = after(at)) {
            if (!isConfederation(buffer[at])) {
                int end = after(at);
                for (int place = at + 2; place < end; place += 4) {
                    if (Octets.u32(buffer, place) == asn) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Appends the usual text: single spaces, {@code {1,2}} for sets, {@code (1 2)} and {@code [1,2]} in confederations. */
    public void appendText(StringBuilder text) {
        boolean first = true;
        for (int at = start; at < limit; at = after(at)) {
            if (!first) {
                text.append(' ');
            }
            first = false;
            int kind = buffer[at];
            boolean set = kind == SET || kind == CONFED_SET;
            text.append(kind == SET ? "{" : kind == CONFED_SEQUENCE ? "(" : kind == CONFED_SET ? "[" : "");
            int count = buffer[at + 1] & 0xff;
            for (int i = 0; i < count; i++) {
                if (i > 0) {
                    text.append(set ? ',' : ' ');
                }
                text.append(Octets.u32(buffer, at + 2 + 4 * i));
            }
            text.append(kind == SET ? "}" : kind == CONFED_SEQUENCE ? ")" : kind == CONFED_SET ? "]" : "");
        }
    }

    /**
     * Appends the text that patterns are matched against: as {@link #appendText}, but without confederation segments
     * and without leading occurrences of one AS number.
     *
     * @param stripped the router's own AS number, or {@link #NONE}
     */
    public void appendNormalised(StringBuilder text, long stripped) {
        boolean leading = true;
        boolean first = true;
        for (int at = start; at < limit; at = after(at)) {
            int kind = buffer[at];
            if (isConfederation(kind)) {
                continue;
            }
            int count = buffer[at + 1] & 0xff;
            for (int i = 0; i < count; i++) {
                long asn = Octets.u32(buffer, at + 2 + 4 * i);
                leading &= kind == SEQUENCE && asn == stripped;
                if (leading) {
                    continue;
                }
                if (kind == SET && i > 0) {
                    text.append(',');
                } else if (!first) {
                    text.append(' ');
                }
                first = false;
                if (kind == SET && i == 0) {
                    text.append('{');
                }
                text.append(asn);
            }
            if (kind == SET) {
                text.append('}');
            }
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        appendText(text);
        return text.toString();
    }

    private int after(int segment) {
        return segment + 2 + 4 * (buffer[segment + 1] & 0xff);
    }

    private static boolean isConfederation(int kind) {
        return kind >= CONFED_SEQUENCE;
    }
}
