package dev.ribwatch.agent.wire.attribute;

import dev.ribwatch.agent.wire.Octets;

/** Attributes whose value is a list of type, length and value. */
final class TlvSyntax {
    private static final int AIGP_TLV = 1;
    private static final int AIGP_LENGTH = 11;

    private static final int SFP_HOP = 2;

    private static final int BFD_HEAD = 5;
    private static final int BFD_SOURCE_ADDRESS = 1;

    private TlvSyntax() {}

    /** Whether the elements fill the value to its end; the length, of two octets, counts the value alone. */
    static boolean areWhole(byte[] buffer, int offset, int limit, int typeOctets) {
        int head = typeOctets + 2;
        int at = offset;
        while (at < limit) {
            if (limit - at < head) {
                return false;
            }
            at += head + Octets.u16(buffer, at + typeOctets);
        }
        return at == limit;
    }

    /** The length counts the head; the first AIGP TLV has eight octets that are not all ones (RFC 7311 section 3.2). */
    static boolean isAigp(byte[] buffer, int offset, int limit) {
        boolean first = true;
        int at = offset;
        while (at < limit) {
            if (limit - at < 3) {
                return false;
            }
            int length = Octets.u16(buffer, at + 1);
            if (length < 3 || length > limit - at) {
                return false;
            }
            if (buffer[at] == AIGP_TLV && first) {
                first = false;
                if (length != AIGP_LENGTH || Octets.i64(buffer, at + 3) == -1) {
                    return false;
                }
            }
            at += length;
        }
        return true;
    }

    /** At least one hop, each with an index and at least one sub-TLV (RFC 9015 section 3.2.1). */
    static boolean isServiceFunctionPath(byte[] buffer, int offset, int limit) {
        boolean hop = false;
        int at = offset;
        while (at < limit) {
            if (limit - at < 3) {
                return false;
            }
            int value = at + 3;
            int end = value + Octets.u16(buffer, at + 1);
            if (end > limit) {
                return false;
            }
            if (buffer[at] == SFP_HOP) {
                hop = true;
                if (end - value <= 1 || !areWhole(buffer, value + 1, end, 1)) {
                    return false;
                }
            }
            at = end;
        }
        return hop;
    }

    /** Mode, discriminator, then TLVs with a length of one octet, one of them a source address (RFC 9026 section 3.1.6). */
    static boolean isBfdDiscriminator(byte[] buffer, int offset, int limit) {
        boolean source = false;
        int at = offset + BFD_HEAD;
        while (at < limit) {
            if (limit - at < 2) {
                return false;
            }
            int length = buffer[at + 1] & 0xff;
            if (buffer[at] == BFD_SOURCE_ADDRESS) {
                source = true;
                if (length != 4 && length != 16) {
                    return false;
                }
            }
            at += 2 + length;
        }
        return source && at == limit;
    }
}
