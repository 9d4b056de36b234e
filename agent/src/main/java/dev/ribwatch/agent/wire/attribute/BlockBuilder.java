package dev.ribwatch.agent.wire.attribute;

import dev.ribwatch.agent.wire.Octets;

/**
 * Collects the attributes of one message that are kept and writes them as a canonical block, in the form that
 * {@link AttributeCursor} reads. Where the message has that form already, the block is the message's own octets;
 * otherwise runs of attributes that need no change are copied whole. Reusable; the scratch grows to what was needed.
 */
public final class BlockBuilder {
    private static final byte[] NOTHING = new byte[0];
    private static final int SHORT = 255;

    /** In the low flag bits of an entry, which no attribute uses: rewrite the head. */
    private static final int REWRITE = 0x01;
    /** The value stands in {@link #side}, not in the message. */
    private static final int ASIDE = 0x02;

    private static final int KEPT_FLAGS = AttributeFlags.KIND | AttributeFlags.PARTIAL;

    /** Code (8 bits), place of the value (32), its length (16), flags (8): ascending order is ascending code. */
    private final long[] entries = new long[256];

    private int count;
    private boolean sorted;
    private byte[] source = NOTHING;
    private byte[] side = NOTHING;
    private byte[] scratch = new byte[4096];
    private int written;

    private byte[] block = NOTHING;
    private int blockOffset;
    private int blockLength;

    /** Starts a message. */
    public void clear(byte[] message) {
        source = message;
        count = 0;
        sorted = true;
        written = 0;
    }

    /** Keeps an attribute of the message. A code may come once. */
    public void add(int code, int flags, int valueOffset, int valueLength) {
        boolean clean = (flags & 0x0f) == 0;
        put(code, clean ? flags : flags & 0xf0 | REWRITE, valueOffset, valueLength);
    }

    /** Keeps the next hop of an MP_REACH_NLRI: all of that attribute that belongs to the routes. */
    public void addNextHop(int offset, int length) {
        put(AttributeCode.MP_REACH, AttributeFlags.OPTIONAL | REWRITE, offset, length);
    }

    /** Keeps an attribute whose value is not in the message but in another array. All such share one array. */
    public void addFrom(byte[] values, int code, int flags, int valueOffset, int valueLength) {
        side = values;
        put(code, flags & 0xf0 | REWRITE | ASIDE, valueOffset, valueLength);
    }

    /**
     * Makes a block of all that was kept but one code. A second block of the same message does not disturb the first.
     *
     * @param without {@link AttributeCode#MP_REACH} or {@link AttributeCode#NEXT_HOP}: the next hop of the other field
     */
    public void build(int without) {
        sort();
        reserve();
        int start = written;
        int runStart = 0;
        int runEnd = 0;
        for (int i = 0; i < count; i++) {
            long entry = entries[i];
            if ((int) (entry >>> 56) == without) {
                continue;
            }
            int flags = (int) entry & 0xff;
            int length = (int) (entry >>> 8) & 0xffff;
            int value = (int) (entry >>> 24);
            if (flags == (flags & KEPT_FLAGS | lengthBit(length))) {
                int head = value - headLength(length);
                if (head != runEnd) {
                    copy(runStart, runEnd);
                    runStart = head;
                }
                runEnd = value + length;
            } else {
                copy(runStart, runEnd);
                runStart = 0;
                runEnd = 0;
                write(entry);
            }
        }
        if (written == start) {
            block = source;
            blockOffset = runStart;
            blockLength = runEnd - runStart;
        } else {
            copy(runStart, runEnd);
            block = scratch;
            blockOffset = start;
            blockLength = written - start;
        }
    }

    /** The array that holds the block last built: the message, or the scratch, until the next message. */
    public byte[] block() {
        return block;
    }

    public int blockOffset() {
        return blockOffset;
    }

    public int blockLength() {
        return blockLength;
    }

    private void put(int code, int flags, int valueOffset, int valueLength) {
        long entry = (long) code << 56 | (long) valueOffset << 24 | (long) valueLength << 8 | flags;
        if (count > 0 && Long.compareUnsigned(entries[count - 1], entry) > 0) {
            sorted = false;
        }
        entries[count++] = entry;
    }

    /** By insertion: messages are sorted but for one or two attributes, as a rule. */
    private void sort() {
        if (sorted) {
            return;
        }
        for (int i = 1; i < count; i++) {
            long entry = entries[i];
            int at = i;
            while (at > 0 && Long.compareUnsigned(entries[at - 1], entry) > 0) {
                entries[at] = entries[at - 1];
                at--;
            }
            entries[at] = entry;
        }
        sorted = true;
    }

    /** Room for a whole block. When the scratch is replaced, a block built before keeps the old one. */
    private void reserve() {
        int needed = 0;
        for (int i = 0; i < count; i++) {
            needed += 4 + ((int) (entries[i] >>> 8) & 0xffff);
        }
        if (needed > scratch.length - written) {
            scratch = new byte[Math.max(needed, 2 * scratch.length)];
            written = 0;
        }
    }

    private void copy(int from, int to) {
        System.arraycopy(source, from, scratch, written, to - from);
        written += to - from;
    }

    private void write(long entry) {
        int flags = (int) entry & 0xff;
        int length = (int) (entry >>> 8) & 0xffff;
        scratch[written] = (byte) (flags & KEPT_FLAGS | lengthBit(length));
        scratch[written + 1] = (byte) (entry >>> 56);
        if (length > SHORT) {
            Octets.put16(scratch, written + 2, length);
        } else {
            scratch[written + 2] = (byte) length;
        }
        written += headLength(length);
        System.arraycopy((flags & ASIDE) != 0 ? side : source, (int) (entry >>> 24), scratch, written, length);
        written += length;
    }

    private static int lengthBit(int length) {
        return length > SHORT ? AttributeFlags.EXTENDED_LENGTH : 0;
    }

    private static int headLength(int length) {
        return length > SHORT ? 4 : 3;
    }
}
