package dev.ribwatch.agent.wire.attribute;

import dev.ribwatch.agent.wire.Octets;

/**
 * Walks a canonical attribute block: attributes in ascending code, each {@code flags code length value} with the
 * length in one octet, or two when the extended-length bit is set. The decoder made the block, so reads cannot fail.
 *
 * <p>Attribute {@link AttributeCode#MP_REACH} holds in a block only the next hop: 4, 16 or 32 octets. Reusable.
 */
public final class AttributeCursor {
    private static final byte[] NOTHING = new byte[0];

    private byte[] buffer = NOTHING;
    private int start;
    private int position;
    private int limit;
    private int flags;
    private int code;
    private int valueOffset;
    private int valueLength;

    /** Stands before the first attribute. */
    public AttributeCursor reset(byte[] newBuffer, int offset, int length) {
        buffer = newBuffer;
        start = offset;
        limit = offset + length;
        rewind();
        return this;
    }

    /** Stands before the first attribute again. */
    public void rewind() {
        position = start;
        code = 0;
        valueLength = 0;
    }

    /** Steps to the next attribute; false when there is none. */
    public boolean next() {
        if (position >= limit) {
            return false;
        }
        flags = buffer[position] & 0xff;
        code = buffer[position + 1] & 0xff;
        if ((flags & AttributeFlags.EXTENDED_LENGTH) == 0) {
            valueLength = buffer[position + 2] & 0xff;
            valueOffset = position + 3;
        } else {
            valueLength = Octets.u16(buffer, position + 2);
            valueOffset = position + 4;
        }
        position = valueOffset + valueLength;
        return true;
    }

    /** Steps to the attribute of this code from the start; false if the block has none. */
    public boolean find(int wanted) {
        rewind();
        while (next()) {
            if (code >= wanted) {
                return code == wanted;
            }
        }
        return false;
    }

    public byte[] buffer() {
        return buffer;
    }

    /** Flags as received, normalised: optional, transitive, partial, extended length. */
    public int flags() {
        return flags;
    }

    public int code() {
        return code;
    }

    public int valueOffset() {
        return valueOffset;
    }

    /** 0 to 65535. */
    public int valueLength() {
        return valueLength;
    }
}
