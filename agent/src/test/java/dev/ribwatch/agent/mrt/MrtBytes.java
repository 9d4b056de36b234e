package dev.ribwatch.agent.mrt;

import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.io.ByteArrayOutputStream;

/** Writes MRT records as RFC 6396 and RFC 8050 say, for tests; numbers of types and subtypes are those of the RFCs. */
public final class MrtBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long seconds = 1_700_000_000L;
    private int micros = -1;

    /** Seconds since 1970 of the records that follow. */
    public MrtBytes at(long newSeconds) {
        seconds = newSeconds;
        micros = -1;
        return this;
    }

    /** Records that follow have microseconds: BGP4MP becomes BGP4MP_ET. */
    public MrtBytes at(long newSeconds, int newMicros) {
        seconds = newSeconds;
        micros = newMicros;
        return this;
    }

    public MrtBytes record(int type, int subtype, byte[] body) {
        boolean extended = type == 16 && micros >= 0;
        number(out, seconds, 4);
        number(out, extended ? 17 : type, 2);
        number(out, subtype, 2);
        number(out, body.length + (extended ? 4 : 0), 4);
        if (extended) {
            number(out, micros, 4);
        }
        out.writeBytes(body);
        return this;
    }

    /** BGP4MP with a message, of a subtype with AS numbers of four octets or not. */
    public MrtBytes message(int subtype, String peer, long as, byte[] message) {
        return record(16, subtype, body(isAs4(subtype), peer, as, message));
    }

    /** MESSAGE_AS4. */
    public MrtBytes update(String peer, long as, UpdateMessage update) {
        return message(4, peer, as, update.build());
    }

    /** STATE_CHANGE_AS4. */
    public MrtBytes state(String peer, long as, int before, int after) {
        ByteArrayOutputStream states = new ByteArrayOutputStream();
        number(states, before, 2);
        number(states, after, 2);
        return record(16, 5, body(true, peer, as, states.toByteArray()));
    }

    private static boolean isAs4(int subtype) {
        return subtype == 4 || subtype == 5 || subtype == 7 || subtype == 9 || subtype == 11;
    }

    private static byte[] body(boolean as4, String peer, long as, byte[] rest) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        number(body, as, as4 ? 4 : 2);
        number(body, 65000, as4 ? 4 : 2);
        number(body, 0, 2);
        Prefix address = Prefix.parse(peer);
        number(body, address.family().afi(), 2);
        address(body, address);
        address(body, Prefix.parse(address.family() == Family.IPV4_UNICAST ? "192.0.2.254" : "2001:db8::fe"));
        body.writeBytes(rest);
        return body.toByteArray();
    }

    /** PEER_INDEX_TABLE of peers with these addresses, all in the same AS, which has four octets. */
    public MrtBytes index(String view, long as, String... peers) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        number(body, 0xc0000201L, 4);
        number(body, view.length(), 2);
        view.chars().forEach(body::write);
        number(body, peers.length, 2);
        for (String peer : peers) {
            Prefix address = Prefix.parse(peer);
            body.write(address.family() == Family.IPV4_UNICAST ? 2 : 3);
            number(body, 0xc0000202L, 4);
            address(body, address);
            number(body, as, 4);
        }
        return record(13, 1, body.toByteArray());
    }

    /** A prefix with one route of each peer given by its index, all with these attributes in hex. */
    public MrtBytes rib(int subtype, String prefix, String attributes, int... peers) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        number(body, 0, 4);
        if (subtype == 6 || subtype == 12) {
            number(body, Prefix.parse(prefix).family().afi(), 2);
            body.write(1);
        }
        if (subtype == 12) {
            number(body, 70, 4); // RFC 8050 section 4.2
        }
        body.writeBytes(UpdateMessage.nlri(prefix));
        number(body, peers.length, 2);
        byte[] octets = HexText.parse(attributes);
        for (int peer : peers) {
            number(body, peer, 2);
            number(body, seconds - 60, 4);
            if (subtype >= 8 && subtype < 12) {
                number(body, 70 + peer, 4);
            }
            number(body, octets.length, 2);
            body.writeBytes(octets);
        }
        return record(13, subtype, body.toByteArray());
    }

    /** TABLE_DUMP: one route. */
    public MrtBytes oldRib(String prefix, String peer, int as, String attributes) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Prefix parsed = Prefix.parse(prefix);
        byte[] octets = HexText.parse(attributes);
        number(body, 0, 4);
        address(body, parsed);
        body.write(parsed.length());
        body.write(1);
        number(body, seconds - 60, 4);
        address(body, Prefix.parse(peer));
        number(body, as, 2);
        number(body, octets.length, 2);
        body.writeBytes(octets);
        return record(12, parsed.family().afi(), body.toByteArray());
    }

    private static void address(ByteArrayOutputStream out, Prefix address) {
        if (address.family() == Family.IPV4_UNICAST) {
            number(out, address.high() >>> 32, 4);
        } else {
            number(out, address.high(), 8);
            number(out, address.low(), 8);
        }
    }

    public byte[] bytes() {
        return out.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, long value, int octets) {
        for (int i = octets - 1; i >= 0; i--) {
            out.write((int) (value >>> 8 * i));
        }
    }
}
