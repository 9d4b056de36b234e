package dev.ribwatch.agent.lab;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** UPDATE messages for routers that are not daemons, and the attributes of MRT tables (RFC 4271, RFC 4760, RFC 1997). */
final class Updates {
    private Updates() {}

    /** Announces one route; its path is sent as it stands, so the sender's AS belongs to it. */
    static byte[] announce(Route route) {
        byte[] attributes = attributes(route, true);
        byte[] reachable = route.ipv6() ? new byte[0] : nlri(route.prefix());
        return RawRouter.message(
                RawRouter.UPDATE,
                ByteBuffer.allocate(4 + attributes.length + reachable.length)
                        .putShort((short) 0)
                        .putShort((short) attributes.length)
                        .put(attributes)
                        .put(reachable)
                        .array());
    }

    static byte[] withdraw(String prefix) {
        byte[] gone = nlri(prefix);
        ByteBuffer body;
        if (prefix.indexOf(':') >= 0) {
            body = ByteBuffer.allocate(4 + 6 + gone.length).putShort((short) 0).putShort((short) (6 + gone.length));
            body.put(new byte[] {(byte) 0x80, 15, (byte) (3 + gone.length), 0, 2, 1}).put(gone);
        } else {
            body = ByteBuffer.allocate(4 + gone.length).putShort((short) gone.length);
            body.put(gone).putShort((short) 0);
        }
        return RawRouter.message(RawRouter.UPDATE, body.array());
    }

    /**
     * The attributes of a route, its prefix included if it is one of IPv6.
     *
     * @param complete false: MP_REACH_NLRI is reduced to the next hop, as RFC 6396, section 4.3.4 has it in tables
     */
    static byte[] attributes(Route route, boolean complete) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        attribute(out, 0x40, 1, new byte[] {0}); // ORIGIN: IGP
        int hops = route.path().size();
        ByteBuffer path = ByteBuffer.allocate(hops == 0 ? 0 : 2 + 4 * hops);
        if (hops > 0) {
            path.put((byte) 2).put((byte) hops); // AS_SEQUENCE
            route.path().forEach(as -> path.putInt(as.intValue()));
        }
        attribute(out, 0x40, 2, path.array());
        byte[] nextHop = Address.ip(route.nextHop()).getAddress();
        if (!route.ipv6()) {
            attribute(out, 0x40, 3, nextHop);
        } else if (complete) {
            byte[] reachable = nlri(route.prefix());
            attribute(
                    out,
                    0x80,
                    14,
                    ByteBuffer.allocate(5 + nextHop.length + reachable.length)
                            .put(new byte[] {0, 2, 1, (byte) nextHop.length})
                            .put(nextHop)
                            .put((byte) 0)
                            .put(reachable)
                            .array());
        } else {
            attribute(
                    out,
                    0x80,
                    14,
                    ByteBuffer.allocate(1 + nextHop.length)
                            .put((byte) nextHop.length)
                            .put(nextHop)
                            .array());
        }
        if (!route.communities().isEmpty()) {
            ByteBuffer communities = ByteBuffer.allocate(4 * route.communities().size());
            for (String community : route.communities()) {
                int colon = community.indexOf(':');
                communities.putShort((short) Integer.parseInt(community.substring(0, colon)));
                communities.putShort((short) Integer.parseInt(community.substring(colon + 1)));
            }
            attribute(out, 0xc0, 8, communities.array());
        }
        return out.toByteArray();
    }

    private static void attribute(ByteArrayOutputStream out, int flags, int code, byte[] value) {
        out.write(flags);
        out.write(code);
        out.write(value.length);
        out.writeBytes(value);
    }

    /** Length in bits, then as many octets as it takes. */
    static byte[] nlri(String prefix) {
        int slash = prefix.indexOf('/');
        int length = Integer.parseInt(prefix.substring(slash + 1));
        byte[] encoded = new byte[1 + (length + 7) / 8];
        encoded[0] = (byte) length;
        System.arraycopy(Address.ip(prefix.substring(0, slash)).getAddress(), 0, encoded, 1, encoded.length - 1);
        return encoded;
    }
}
