package dev.ribwatch.agent.wire.message;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.config.value.Asn;

/** What is odd about an announcement that is kept nevertheless, for a monitor shows what the router holds. */
public enum Oddity {
    /** The first AS of a path from an external peer is not the peer's, as a route server leaves it (RFC 7606 section 7.2). */
    FIRST_AS("first_as"),
    /** A path with a set, which RFC 9774 deprecates. */
    AS_SET("as_set"),
    /** A next hop that no router can have. */
    NEXT_HOP("next_hop"),
    /** No LOCAL_PREF from an internal peer (RFC 4271 section 5.1.5). */
    LOCAL_PREF("local_pref");

    private static final Oddity[] ALL = values();
    private static final int SET = 1;
    private static final int SEQUENCE = 2;
    private static final int CONFED_SET = 4;

    private final String label;

    Oddity(String label) {
        this.label = label;
    }

    public static int count() {
        return ALL.length;
    }

    public static Oddity of(int ordinal) {
        return ALL[ordinal];
    }

    /** The value of the metric label {@code kind}. */
    public String label() {
        return label;
    }

    int bit() {
        return 1 << ordinal();
    }

    /** Bits of what is odd about a well-formed AS_PATH, as received. */
    static int inPath(byte[] buffer, int offset, int length, DecodeContext context) {
        int width = context.fourOctetAs() ? 4 : 2;
        int bits = ofSets(buffer, offset, length, width);
        if (context.ebgp() && length > 0 && buffer[offset] == SEQUENCE) {
            long first = width == 4 ? Octets.u32(buffer, offset + 2) : Octets.u16(buffer, offset + 2);
            long expected = width == 2 && context.peerAs() > 0xffff ? Asn.AS_TRANS : context.peerAs();
            bits |= first == expected ? 0 : FIRST_AS.bit();
        }
        return bits;
    }

    /** The bit of a well-formed path with a set; its AS numbers have so many octets. */
    static int ofSets(byte[] buffer, int offset, int length, int width) {
        int limit = offset + length;
        for (int at = offset; at < limit; at += 2 + width * Octets.u8(buffer, at + 1)) {
            if (buffer[at] == SET || buffer[at] == CONFED_SET) {
                return AS_SET.bit();
            }
        }
        return 0;
    }

    /** The bit of a next hop of 4, 16 or 32 octets that is unspecified, loopback, multicast or reserved. */
    static int inNextHop(byte[] buffer, int offset, int length) {
        int first = buffer[offset] & 0xff;
        boolean odd;
        if (length == 4) {
            odd = first == 0 || first == 127 || first >= 224;
        } else {
            long high = Octets.i64(buffer, offset);
            long low = Octets.i64(buffer, offset + 8);
            // Some routers put the unspecified address before a link-local one.
            odd = first == 0xff || length == 16 && high == 0 && (low == 0 || low == 1);
        }
        return odd ? NEXT_HOP.bit() : 0;
    }
}
