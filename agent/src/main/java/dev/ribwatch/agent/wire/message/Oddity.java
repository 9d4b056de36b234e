package dev.ribwatch.agent.wire.message;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.agent.wire.nlri.NlriSyntax;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Family;

/** What is odd about an announcement that is kept nevertheless, for a monitor shows what the router holds. */
public enum Oddity {
    /** The first AS of a path from an external peer is not the peer's, as a route server leaves it (RFC 7606 section 7.2). */
    FIRST_AS("first_as"),
    /** A path with a set, which RFC 9774 deprecates. */
    AS_SET("as_set"),
    /** A next hop that no router can have. */
    NEXT_HOP("next_hop"),
    /** No LOCAL_PREF from an internal peer (RFC 4271 section 5.1.5). */
    LOCAL_PREF("local_pref"),
    /** A prefix of addresses that are nobody's: this network, loopback, multicast, reserved. */
    PREFIX("prefix"),
    /** Prefixes that also read well the other way: without path ids where they were agreed on, or with ids where not. */
    PATH_ID("path_id");

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

    /** Bits of what is odd about a well-formed field of announced prefixes that has at least one. */
    static int inPrefixes(byte[] buffer, int offset, int limit, Family family, boolean addPath) {
        int bits = 0;
        int defaults = 0;
        int head = addPath ? 4 : 0;
        for (int at = offset + head; at < limit; ) {
            int length = buffer[at] & 0xff;
            if (length == 0) {
                defaults++;
            } else if (isNobodys(buffer, at + 1, length, family)) {
                bits |= PREFIX.bit();
            }
            at += 1 + (length + 7 >>> 3) + head;
        }
        // Path ids begin with octets of 0, which without ADD-PATH are default routes; nobody sends one twice at once.
        boolean doubtful = addPath
                ? isPlain(buffer, offset, limit, family)
                : defaults > 1 && NlriSyntax.count(buffer, offset, limit, family.bits(), true) > 0;
        return doubtful ? bits | PATH_ID.bit() : bits;
    }

    private static boolean isNobodys(byte[] buffer, int offset, int length, Family family) {
        int first = buffer[offset] & 0xff;
        if (family == Family.IPV4_UNICAST) {
            return first >= 224 ? length >= 3 : (first == 127 || first == 0) && length >= 8;
        }
        return first == 0xff
                ? length >= 8
                : first == 0
                        && length == 128
                        && Octets.i64(buffer, offset) == 0
                        && (Octets.i64(buffer, offset + 8) & ~1L) == 0;
    }

    /** Whether a field reads without path ids as prefixes without a bit too many, none of them the default route. */
    private static boolean isPlain(byte[] buffer, int offset, int limit, Family family) {
        int at = offset;
        while (at < limit) {
            int length = buffer[at] & 0xff;
            int end = at + 1 + (length + 7 >>> 3);
            if (length == 0 || length > family.bits() || end > limit) {
                return false;
            }
            if ((length & 7) != 0 && (buffer[end - 1] & 0xff >>> (length & 7)) != 0) {
                return false;
            }
            at = end;
        }
        return true;
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
