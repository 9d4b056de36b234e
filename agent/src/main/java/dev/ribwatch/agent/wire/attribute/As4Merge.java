package dev.ribwatch.agent.wire.attribute;

import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.config.value.Asn;

/**
 * What a peer with two-octet AS numbers means: AS_PATH and AGGREGATOR widened to four octets, and merged with AS4_PATH
 * and AS4_AGGREGATOR (RFC 6793 section 4.2.3). All four were found well-formed; in which order they came does not
 * matter. Reusable.
 */
public final class As4Merge {
    private static final int ABSENT = -1;
    private static final int LONGEST = 65535;
    private static final int AGGREGATOR_LENGTH = 8;

    private byte[] source = new byte[0];
    private int asPathFlags;
    private int asPath;
    private int asPathLength;
    private int as4Path;
    private int as4PathLength;
    private int aggregatorFlags;
    private int aggregator;
    private int as4Aggregator;

    private byte[] out = new byte[1024];
    private int written;
    private int lastSegment;

    /** Starts a message. */
    public void clear(byte[] message) {
        source = message;
        asPath = ABSENT;
        as4Path = ABSENT;
        aggregator = ABSENT;
        as4Aggregator = ABSENT;
    }

    /** Takes an attribute if it is one of the four. */
    public boolean take(int code, int flags, int valueOffset, int valueLength) {
        switch (code) {
            case AttributeCode.AS_PATH -> {
                asPathFlags = flags;
                asPath = valueOffset;
                asPathLength = valueLength;
            }
            case AttributeCode.AS4_PATH -> {
                as4Path = valueOffset;
                as4PathLength = valueLength;
            }
            case AttributeCode.AGGREGATOR -> {
                aggregatorFlags = flags;
                aggregator = valueOffset;
            }
            case AttributeCode.AS4_AGGREGATOR -> as4Aggregator = valueOffset;
            default -> {
                return false;
            }
        }
        return true;
    }

    /**
     * Adds the merged AS_PATH and AGGREGATOR to the block.
     *
     * @return false if the path has become too long for an attribute
     */
    public boolean addTo(BlockBuilder block) {
        int needed = AGGREGATOR_LENGTH + 2 * asPathLength + (as4Path == ABSENT ? 0 : as4PathLength);
        if (asPath != ABSENT && needed > out.length) {
            out = new byte[needed];
        }
        written = 0;
        boolean stale =
                aggregator != ABSENT && as4Aggregator != ABSENT && Octets.u16(source, aggregator) != Asn.AS_TRANS;
        if (aggregator != ABSENT) {
            addAggregator(block, stale);
        }
        if (asPath == ABSENT) {
            return true;
        }
        int start = written;
        lastSegment = ABSENT;
        int excess =
                as4Path == ABSENT || stale ? ABSENT : hops(asPath, asPathLength, 2) - hops(as4Path, as4PathLength, 4);
        if (excess < 0) {
            copyHead(Integer.MAX_VALUE);
        } else {
            copyHead(excess);
            copyAs4Path();
        }
        if (written - start > LONGEST) {
            return false;
        }
        block.addFrom(out, AttributeCode.AS_PATH, asPathFlags, start, written - start);
        return true;
    }

    /**
     * An AGGREGATOR that is not AS_TRANS beside an AS4_AGGREGATOR was set by a router that knew no AS4 attributes: those
     * are stale. Alone it says nothing, for an aggregator whose number fits two octets sends no AS4_AGGREGATOR.
     */
    private void addAggregator(BlockBuilder block, boolean stale) {
        if (!stale && as4Aggregator != ABSENT) {
            System.arraycopy(source, as4Aggregator, out, 0, AGGREGATOR_LENGTH);
        } else {
            Octets.put32(out, 0, Octets.u16(source, aggregator));
            System.arraycopy(source, aggregator + 2, out, 4, 4);
        }
        written = AGGREGATOR_LENGTH;
        block.addFrom(out, AttributeCode.AGGREGATOR, aggregatorFlags, 0, AGGREGATOR_LENGTH);
    }

    private int hops(int offset, int length, int width) {
        int hops = 0;
        int limit = offset + length;
        for (int at = offset; at < limit; at += 2 + width * Octets.u8(source, at + 1)) {
            int type = source[at];
            hops += type == AsPath.SEQUENCE ? Octets.u8(source, at + 1) : type == AsPath.SET ? 1 : 0;
        }
        return hops;
    }

    /** Copies the leading hops of AS_PATH, with the confederation segments before and between them and right after. */
    private void copyHead(int hops) {
        int left = hops;
        int limit = asPath + asPathLength;
        int at = asPath;
        while (at < limit) {
            int type = source[at];
            int size = Octets.u8(source, at + 1);
            int taken = size;
            if (type == AsPath.SEQUENCE || type == AsPath.SET) {
                if (left == 0) {
                    return;
                }
                taken = type == AsPath.SEQUENCE ? Math.min(size, left) : size;
                left -= type == AsPath.SEQUENCE ? taken : 1;
            }
            startSegment(type, taken);
            for (int i = 0; i < taken; i++) {
                Octets.put32(out, written, Octets.u16(source, at + 2 + 2 * i));
                written += 4;
            }
            if (taken < size) {
                return;
            }
            at += 2 + 2 * size;
        }
    }

    private void copyAs4Path() {
        int limit = as4Path + as4PathLength;
        for (int at = as4Path; at < limit; at += 2 + 4 * Octets.u8(source, at + 1)) {
            int type = source[at];
            int size = Octets.u8(source, at + 1);
            if (type == AsPath.SEQUENCE || type == AsPath.SET) {
                if (!isJoined(type, size)) {
                    startSegment(type, size);
                }
                System.arraycopy(source, at + 2, out, written, 4 * size);
                written += 4 * size;
            }
        }
    }

    private void startSegment(int type, int size) {
        lastSegment = written;
        out[written] = (byte) type;
        out[written + 1] = (byte) size;
        written += 2;
    }

    /** Lets a sequence go on in the one before it, as it did before it was split in two attributes. */
    private boolean isJoined(int type, int size) {
        if (lastSegment == ABSENT || type != AsPath.SEQUENCE || out[lastSegment] != AsPath.SEQUENCE) {
            return false;
        }
        int joined = Octets.u8(out, lastSegment + 1) + size;
        if (joined > 255) {
            return false;
        }
        out[lastSegment + 1] = (byte) joined;
        return true;
    }
}
