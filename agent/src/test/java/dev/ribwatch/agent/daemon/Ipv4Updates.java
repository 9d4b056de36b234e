package dev.ribwatch.agent.daemon;

import java.io.ByteArrayOutputStream;

/** UPDATEs of AS 65010 about the host routes of 10.0.0.0/8, put together as RFC 4271 section 4.3 draws them. */
final class Ipv4Updates {
    private static final int MARKER = 16;

    private Ipv4Updates() {}

    /** Announces {@code count} host routes from number {@code first} on. */
    static byte[] announce(int first, int count) {
        return message(new byte[0], attributes(0), routes(first, count));
    }

    /** The same with an ORIGIN of value 9: treat-as-withdraw (RFC 7606 section 7.1). */
    static byte[] announceBadly(int first, int count) {
        return message(new byte[0], attributes(9), routes(first, count));
    }

    static byte[] withdraw(int first, int count) {
        return message(routes(first, count), new byte[0], new byte[0]);
    }

    static byte[] endOfRib() {
        return message(new byte[0], new byte[0], new byte[0]);
    }

    static byte[] endOfRibOfIpv6() {
        return message(new byte[0], new byte[] {(byte) 0x80, 15, 3, 0, 2, 1}, new byte[0]);
    }

    /** A prefix of 33 bits: the session is reset with 3/10 (RFC 7606 section 5.3). */
    static byte[] impossible() {
        return message(new byte[0], attributes(0), new byte[] {33, 10, 0, 0, 1, 0});
    }

    private static byte[] attributes(int origin) {
        byte[] path = {0x40, 2, 6, 2, 1, 0, 0, (byte) 0xfd, (byte) 0xf2}; // 65010
        byte[] nextHop = {0x40, 3, 4, (byte) 192, 0, 2, 1};
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x40, 1, 1, (byte) origin});
        out.writeBytes(path);
        out.writeBytes(nextHop);
        return out.toByteArray();
    }

    private static byte[] routes(int first, int count) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = first; i < first + count; i++) {
            out.writeBytes(new byte[] {32, 10, (byte) (i >>> 16), (byte) (i >>> 8), (byte) i});
        }
        return out.toByteArray();
    }

    private static byte[] message(byte[] withdrawn, byte[] attributes, byte[] announced) {
        int length = MARKER + 3 + 2 + withdrawn.length + 2 + attributes.length + announced.length;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < MARKER; i++) {
            out.write(0xff);
        }
        number(out, length);
        out.write(2);
        number(out, withdrawn.length);
        out.writeBytes(withdrawn);
        number(out, attributes.length);
        out.writeBytes(attributes);
        out.writeBytes(announced);
        return out.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, int value) {
        out.write(value >>> 8);
        out.write(value);
    }
}
