package dev.ribwatch.agent.transport;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** BGP messages put together octet by octet, as RFC 4271 section 4 draws them. */
final class Messages {
    static final int OPEN = 1;
    static final int UPDATE = 2;
    static final int NOTIFICATION = 3;
    static final int KEEPALIVE = 4;
    static final int ROUTE_REFRESH = 5;

    static final byte[] MULTIPROTOCOL_IPV4 = {1, 4, 0, 1, 0, 1};
    static final byte[] MULTIPROTOCOL_IPV6 = {1, 4, 0, 2, 0, 1};
    static final byte[] REFRESH = {2, 0};
    static final byte[] ENHANCED_REFRESH = {70, 0};
    static final byte[] EXTENDED_MESSAGES = {6, 0};
    static final byte[] GRACEFUL_RESTART = {64, 2, 0, 120};

    private Messages() {}

    static byte[] message(int type, byte... body) {
        int length = 19 + body.length;
        byte[] message = new byte[length];
        Arrays.fill(message, 0, 16, (byte) 0xff);
        message[16] = (byte) (length >>> 8);
        message[17] = (byte) length;
        message[18] = (byte) type;
        System.arraycopy(body, 0, message, 19, body.length);
        return message;
    }

    /** An OPEN with a two-octet AS. */
    static byte[] open(int as, int holdTime, String identifier, byte[]... capabilities) {
        byte[] all = concat(capabilities);
        byte[] head = {4, (byte) (as >>> 8), (byte) as, (byte) (holdTime >>> 8), (byte) holdTime};
        byte[] tail = all.length == 0
                ? new byte[] {0}
                : concat(new byte[] {(byte) (all.length + 2), 2, (byte) all.length}, all);
        return message(OPEN, concat(head, quad(identifier), tail));
    }

    static byte[] keepalive() {
        return message(KEEPALIVE);
    }

    static byte[] notification(int code, int subcode, byte... data) {
        return message(NOTIFICATION, concat(new byte[] {(byte) code, (byte) subcode}, data));
    }

    static byte[] refresh(int afi, int subtype, int safi) {
        return message(ROUTE_REFRESH, (byte) (afi >>> 8), (byte) afi, (byte) subtype, (byte) safi);
    }

    /** An UPDATE of this length that carries a number; transport looks no further than the header. */
    static byte[] update(int length, int number) {
        byte[] body = new byte[length - 19];
        body[0] = (byte) (number >>> 24);
        body[1] = (byte) (number >>> 16);
        body[2] = (byte) (number >>> 8);
        body[3] = (byte) number;
        for (int i = 4; i < body.length; i++) {
            body[i] = (byte) (number + i);
        }
        return message(UPDATE, body);
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    private static byte[] quad(String text) {
        String[] parts = text.split("\\.", 4);
        byte[] octets = new byte[4];
        for (int i = 0; i < 4; i++) {
            octets[i] = (byte) Integer.parseInt(parts[i]);
        }
        return octets;
    }
}
