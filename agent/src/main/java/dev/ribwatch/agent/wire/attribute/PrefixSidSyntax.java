package dev.ribwatch.agent.wire.attribute;

import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.agent.wire.error.ProtocolError;
import org.jspecify.annotations.Nullable;

/** The value of a PREFIX_SID (RFC 8669 section 3, RFC 9252 sections 2 and 3). */
final class PrefixSidSyntax {
    private static final int HEAD = 3;

    private static final int LABEL_INDEX = 1;
    private static final int LABEL_INDEX_LENGTH = 7;
    private static final int ORIGINATOR_SRGB = 3;
    private static final int SRGB_FLAGS = 2;
    private static final int SRGB_RANGE = 6;
    private static final int SRV6_L3_SERVICE = 5;
    private static final int SRV6_L2_SERVICE = 6;

    private static final int SID_INFORMATION = 1;
    private static final int SID_INFORMATION_LENGTH = 21;

    private PrefixSidSyntax() {}

    /**
     * Looks at every TLV, for one that is wrong must not hide a worse one behind it. Octets that are all zero are no
     * TLVs, though they look like some.
     *
     * @return OPTIONAL_ATTRIBUTE if an SRv6 service cannot be read (RFC 9252 section 7), ATTRIBUTE_LENGTH if a length is
     *     wrong (RFC 8669 section 6), or null
     */
    static @Nullable ProtocolError examine(byte[] buffer, int offset, int limit) {
        boolean fits = true;
        int bits = 0;
        int at = offset;
        while (limit - at >= HEAD) {
            int type = buffer[at];
            int length = Octets.u16(buffer, at + 1);
            int value = at + HEAD;
            at = value + length;
            boolean whole = at <= limit;
            if ((type == SRV6_L3_SERVICE || type == SRV6_L2_SERVICE) && !(whole && isService(buffer, value, at))) {
                return ProtocolError.OPTIONAL_ATTRIBUTE;
            }
            fits &= whole && isLengthOf(type, length);
        }
        for (int i = offset; i < limit; i++) {
            bits |= buffer[i];
        }
        return fits && at == limit && bits != 0 ? null : ProtocolError.ATTRIBUTE_LENGTH;
    }

    private static boolean isLengthOf(int type, int length) {
        return switch (type) {
            case LABEL_INDEX -> length == LABEL_INDEX_LENGTH;
            case ORIGINATOR_SRGB -> length > SRGB_FLAGS && (length - SRGB_FLAGS) % SRGB_RANGE == 0;
            default -> true;
        };
    }

    /** One reserved octet, then sub-TLVs; what is in those of an unknown type is not looked at. */
    private static boolean isService(byte[] buffer, int value, int limit) {
        int at = value + 1;
        while (at < limit) {
            if (limit - at < HEAD) {
                return false;
            }
            int length = Octets.u16(buffer, at + 1);
            int end = at + HEAD + length;
            if (end > limit) {
                return false;
            }
            if (buffer[at] == SID_INFORMATION
                    && !(length >= SID_INFORMATION_LENGTH
                            && TlvSyntax.areWhole(buffer, at + HEAD + SID_INFORMATION_LENGTH, end, 1))) {
                return false;
            }
            at = end;
        }
        return at == limit;
    }
}
