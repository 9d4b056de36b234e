package dev.ribwatch.agent.wire;

/**
 * A fallible reader over a range of bytes, in network order. Reads never throw: one past the limit returns 0, leaves
 * the position where it was and sets {@link #failed()} for good. Reusable; not for more than one thread.
 */
public final class Cursor {
    private static final byte[] NOTHING = new byte[0];

    private byte[] buffer = NOTHING;
    private int position;
    private int limit;
    private boolean failed;

    /**
     * Starts over.
     *
     * @param newLimit the first position that may not be read; the range must lie within the buffer
     */
    public Cursor reset(byte[] newBuffer, int newPosition, int newLimit) {
        buffer = newBuffer;
        position = newPosition;
        limit = newLimit;
        failed = newPosition < 0 || newPosition > newLimit || newLimit > newBuffer.length;
        return this;
    }

    public byte[] buffer() {
        return buffer;
    }

    public int position() {
        return position;
    }

    public int limit() {
        return limit;
    }

    /** Octets left to read; 0 once a read has failed. */
    public int remaining() {
        return failed ? 0 : limit - position;
    }

    /** Whether any read since {@link #reset} went past the limit. */
    public boolean failed() {
        return failed;
    }

    /** An unsigned octet. */
    public int u8() {
        if (!take(1)) {
            return 0;
        }
        return buffer[position - 1] & 0xff;
    }

    /** An unsigned number of two octets. */
    public int u16() {
        if (!take(2)) {
            return 0;
        }
        return Octets.u16(buffer, position - 2);
    }

    /** Four octets as they are; see {@link #u32} for the unsigned value. */
    public int i32() {
        if (!take(4)) {
            return 0;
        }
        return Octets.i32(buffer, position - 4);
    }

    /** An unsigned number of four octets. */
    public long u32() {
        return i32() & 0xffff_ffffL;
    }

    /** A copy of the next octets; empty if there are fewer. */
    public byte[] bytes(int count) {
        if (!take(count)) {
            return NOTHING;
        }
        byte[] copy = new byte[count];
        System.arraycopy(buffer, position - count, copy, 0, count);
        return copy;
    }

    /** Passes over octets. */
    public void skip(int count) {
        take(count);
    }

    private boolean take(int count) {
        if (failed || count < 0 || count > limit - position) {
            failed = true;
            return false;
        }
        position += count;
        return true;
    }
}
