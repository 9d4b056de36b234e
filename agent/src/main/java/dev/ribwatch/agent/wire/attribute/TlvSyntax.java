package dev.ribwatch.agent.wire.attribute;

import dev.ribwatch.agent.wire.Octets;

/** Attributes whose value is a list of type, length and value, or of attributes. */
final class TlvSyntax {
    private static final int AIGP_TLV = 1;
    private static final int AIGP_LENGTH = 11;

    private static final int LABEL_INDEX = 1;
    private static final int LABEL_INDEX_LENGTH = 7;
    private static final int ORIGINATOR_SRGB = 3;
    private static final int SRGB_FLAGS = 2;
    private static final int SRGB_RANGE = 6;

    private static final int ATTRIBUTE_SET = 128;

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

    /** Known TLVs have their length; octets that are all zero are no TLVs, though they look like some (RFC 8669). */
    static boolean isPrefixSid(byte[] buffer, int offset, int limit) {
        if (!areWhole(buffer, offset, limit, 1)) {
            return false;
        }
        boolean zero = true;
        for (int i = offset; i < limit && zero; i++) {
            zero = buffer[i] == 0;
        }
        for (int at = offset; at < limit; at += 3 + Octets.u16(buffer, at + 1)) {
            int length = Octets.u16(buffer, at + 1);
            boolean fits = switch (buffer[at]) {
                case LABEL_INDEX -> length == LABEL_INDEX_LENGTH;
                case ORIGINATOR_SRGB -> length > SRGB_FLAGS && (length - SRGB_FLAGS) % SRGB_RANGE == 0;
                default -> true;
            };
            if (!fits) {
                return false;
            }
        }
        return !zero;
    }

    /** Four octets of origin AS, then whole attributes; an ATTR_SET within is not followed (RFC 6368 section 5). */
    static boolean isAttributeSet(byte[] buffer, int offset, int limit) {
        int at = offset + 4;
        while (at < limit) {
            boolean extended = (buffer[at] & AttributeFlags.EXTENDED_LENGTH) != 0;
            int head = extended ? 4 : 3;
            if (limit - at < head || (buffer[at + 1] & 0xff) == ATTRIBUTE_SET) {
                return false;
            }
            at += head + (extended ? Octets.u16(buffer, at + 2) : buffer[at + 2] & 0xff);
        }
        return at == limit;
    }
}
