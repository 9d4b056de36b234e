package dev.ribwatch.bench.load;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Octets that grow as they are written, most significant first. */
final class Octets {
    private byte[] octets;
    private int length;

    Octets(int capacity) {
        octets = new byte[capacity];
    }

    int length() {
        return length;
    }

    Octets bytes(int... values) {
        ensure(values.length);
        for (int value : values) {
            octets[length++] = (byte) value;
        }
        return this;
    }

    Octets int16(int value) {
        return bytes(value >>> 8, value);
    }

    Octets int32(int value) {
        return bytes(value >>> 24, value >>> 16, value >>> 8, value);
    }

    Octets raw(byte[] from, int offset, int count) {
        ensure(count);
        System.arraycopy(from, offset, octets, length, count);
        length += count;
        return this;
    }

    /** The NLRI of a route; how long it is. */
    int nlri(Table table, int route) {
        ensure(17);
        int written = table.nlri(route, octets, length);
        length += written;
        return written;
    }

    /** Begins a BGP message: where it does, for {@link #endMessage}. */
    int beginMessage(int type) {
        int start = length;
        ensure(19);
        Arrays.fill(octets, length, length + 16, (byte) 0xff);
        length += 18;
        bytes(type);
        return start;
    }

    void endMessage(int start) {
        setInt16(start + 16, length - start);
    }

    /** The End-of-RIB marker of a family (RFC 4724). */
    Octets endOfRib(boolean v6) {
        int start = beginMessage(2);
        if (v6) {
            bytes(0, 0, 0, 6, 0x80, 15, 3, 0, 2, 1);
        } else {
            bytes(0, 0, 0, 0);
        }
        endMessage(start);
        return this;
    }

    void setInt16(int at, int value) {
        ByteBuffer.wrap(octets).putShort(at, (short) value);
    }

    void setInt32(int at, int value) {
        ByteBuffer.wrap(octets).putInt(at, value);
    }

    void clear() {
        length = 0;
    }

    private void ensure(int more) {
        if (length + more > octets.length) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + more));
        }
    }

    byte[] toByteArray() {
        return Arrays.copyOf(octets, length);
    }
}
