package dev.ribwatch.agent.load;

import java.nio.ByteBuffer;

/** BGP messages as the routers of the load write them (RFC 4271, 4760, 6793, 7911, 8654). */
final class Messages {
    static final int OPEN = 1;
    static final int UPDATE = 2;
    static final int NOTIFICATION = 3;
    static final int KEEPALIVE = 4;
    static final int HEADER = 19;

    private Messages() {}

    /** What a router offers besides IPv4 unicast, 4-octet AS numbers and End-of-RIB. */
    record Offer(int holdSeconds, boolean extendedMessages, boolean addPath) {
        static Offer plain(int holdSeconds) {
            return new Offer(holdSeconds, false, false);
        }
    }

    static ByteBuffer open(long as, Offer offer, byte[] identifier) {
        ByteBuffer capabilities = ByteBuffer.allocate(64);
        capabilities.put(new byte[] {1, 4, 0, 1, 0, 1}); // multiprotocol, IPv4 unicast
        capabilities.put(new byte[] {64, 2, 0, 0}); // graceful restart, no families: we send End-of-RIB
        capabilities.put(new byte[] {65, 4}).putInt((int) as);
        if (offer.extendedMessages) {
            capabilities.put(new byte[] {6, 0});
        }
        if (offer.addPath) {
            capabilities.put(new byte[] {69, 4, 0, 1, 1, 2}); // IPv4 unicast: send
        }
        capabilities.flip();
        int length = capabilities.remaining();
        ByteBuffer message = ByteBuffer.allocate(HEADER + 12 + length);
        header(message, message.capacity(), OPEN);
        message.put((byte) 4).putShort((short) (as > 65535 ? 23456 : as)).putShort((short) offer.holdSeconds);
        message.put(identifier).put((byte) (2 + length)).put((byte) 2).put((byte) length).put(capabilities);
        return message.flip();
    }

    static ByteBuffer keepalive() {
        return header(ByteBuffer.allocate(HEADER), HEADER, KEEPALIVE).flip();
    }

    static ByteBuffer holdTimerExpired() {
        return notification(4, 0);
    }

    static ByteBuffer administrativeReset() {
        return notification(6, 4);
    }

    private static ByteBuffer notification(int code, int subcode) {
        return header(ByteBuffer.allocate(HEADER + 2), HEADER + 2, NOTIFICATION)
                .put((byte) code)
                .put((byte) subcode)
                .flip();
    }

    /** Of IPv4 unicast: an UPDATE of nothing. */
    static ByteBuffer endOfRib() {
        return header(ByteBuffer.allocate(HEADER + 4), HEADER + 4, UPDATE).putInt(0).flip();
    }

    static ByteBuffer header(ByteBuffer out, int length, int type) {
        return out.putLong(-1).putLong(-1).putShort((short) length).put((byte) type);
    }

    /** Begins an UPDATE without withdrawals; {@link #end} must follow. Returns where it begins. */
    static int begin(ByteBuffer out) {
        int start = out.position();
        header(out, 0, UPDATE).putShort((short) 0).putShort((short) 0);
        return start;
    }

    /** ORIGIN, an AS_PATH of these and NEXT_HOP. */
    static void attributes(ByteBuffer out, int... path) {
        out.put(new byte[] {0x40, 1, 1, 0});
        out.put((byte) 0x40).put((byte) 2).put((byte) (2 + 4 * path.length));
        out.put((byte) 2).put((byte) path.length);
        for (int as : path) {
            out.putInt(as);
        }
        out.put(new byte[] {0x40, 3, 4, (byte) 198, 51, 100, 1});
    }

    /** MULTI_EXIT_DISC: what makes two attribute sets differ. */
    static void med(ByteBuffer out, int value) {
        out.put(new byte[] {(byte) 0x80, 4, 4}).putInt(value);
    }

    /** All attributes are written; what follows is NLRI. */
    static void endAttributes(ByteBuffer out, int start) {
        out.putShort(start + HEADER + 2, (short) (out.position() - start - HEADER - 4));
    }

    static void prefix24(ByteBuffer out, int network) {
        out.put((byte) 24).put((byte) (network >>> 16)).put((byte) (network >>> 8)).put((byte) network);
    }

    static void end(ByteBuffer out, int start) {
        out.putShort(start + 16, (short) (out.position() - start));
    }

    /** An UPDATE that withdraws so many /24, beginning with this one. */
    static void withdraw(ByteBuffer out, int network, int count) {
        int start = out.position();
        header(out, 0, UPDATE).putShort((short) (4 * count));
        for (int i = 0; i < count; i++) {
            prefix24(out, network + i);
        }
        out.putShort((short) 0);
        end(out, start);
    }
}
