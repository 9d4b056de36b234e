package dev.ribwatch.bench.load;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** BGP messages but UPDATE. */
final class Messages {
    private static final int OPEN = 1;
    private static final int NOTIFICATION = 3;
    private static final int KEEPALIVE = 4;
    private static final int HEADER = 19;

    private Messages() {}

    /** The length of the message that begins here, its header included. */
    static int length(byte[] octets, int at) {
        return (octets[at + 16] & 0xff) << 8 | octets[at + 17] & 0xff;
    }

    static byte[] keepalive() {
        return message(KEEPALIVE, new byte[0]);
    }

    static byte[] open(long as, int holdSeconds, byte[] identifier) {
        byte[] capabilities = {
            2,
            22, // one parameter
            1,
            4,
            0,
            1,
            0,
            1, // multiprotocol IPv4 unicast
            1,
            4,
            0,
            2,
            0,
            1, // multiprotocol IPv6 unicast
            65,
            4,
            (byte) (as >>> 24),
            (byte) (as >>> 16),
            (byte) (as >>> 8),
            (byte) as,
            64,
            2,
            0,
            0 // graceful restart: we send End-of-RIB
        };
        ByteBuffer body = ByteBuffer.allocate(10 + capabilities.length);
        body.put((byte) 4)
                .putShort((short) (as > 0xffff ? 23456 : as))
                .putShort((short) holdSeconds)
                .put(identifier);
        body.put((byte) capabilities.length).put(capabilities);
        return message(OPEN, body.array());
    }

    private static byte[] message(int type, byte[] body) {
        ByteBuffer message = ByteBuffer.allocate(HEADER + body.length);
        message.putLong(-1)
                .putLong(-1)
                .putShort((short) message.capacity())
                .put((byte) type)
                .put(body);
        return message.array();
    }

    /** Reads a message, which must be of this type. */
    static void expect(DataInputStream in, int type) throws IOException {
        byte[] header = new byte[HEADER];
        in.readFully(header);
        byte[] body = in.readNBytes(length(header, 0) - HEADER);
        if (header[18] != type) {
            throw new IOException("expected message type " + type + ", got " + header[18]
                    + (header[18] == NOTIFICATION ? " (" + body[0] + "/" + body[1] + ")" : ""));
        }
    }
}
