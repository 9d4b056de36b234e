package dev.ribwatch.agent.wire;

/** Numbers in network order at a place that the caller knows to be within the array. */
public final class Octets {

    private Octets() {}

    public static int u8(byte[] buffer, int offset) {
        return buffer[offset] & 0xff;
    }

    public static int u16(byte[] buffer, int offset) {
        return (buffer[offset] & 0xff) << 8 | buffer[offset + 1] & 0xff;
    }

    public static int i32(byte[] buffer, int offset) {
        return (buffer[offset] & 0xff) << 24
                | (buffer[offset + 1] & 0xff) << 16
                | (buffer[offset + 2] & 0xff) << 8
                | buffer[offset + 3] & 0xff;
    }

    public static long u32(byte[] buffer, int offset) {
        return i32(buffer, offset) & 0xffff_ffffL;
    }

    public static long i64(byte[] buffer, int offset) {
        return u32(buffer, offset) << 32 | u32(buffer, offset + 4);
    }

    public static void put16(byte[] buffer, int offset, int value) {
        buffer[offset] = (byte) (value >>> 8);
        buffer[offset + 1] = (byte) value;
    }

    public static void put32(byte[] buffer, int offset, int value) {
        put16(buffer, offset, value >>> 16);
        put16(buffer, offset + 2, value);
    }
}
