package dev.ribwatch.agent.wire.attribute;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.Octets;

/** The value of an ATTR_SET: four octets of origin AS, then the attributes of a customer's route (RFC 6368 section 5). */
final class AttributeSetSyntax {
    private static final int ORIGIN_AS = 4;
    private static final int ATTRIBUTE_SET = 128;

    /** They are those of an internal session and always have four-octet AS numbers. */
    private static final DecodeContext WITHIN = new DecodeContext(false, true, 0, 0, 0, 0);

    private AttributeSetSyntax() {}

    /** Whether each attribute in it is well-formed by its own row; a set in a set is not followed. */
    static boolean isWellFormed(byte[] buffer, int offset, int limit) {
        int at = offset + ORIGIN_AS;
        while (at < limit) {
            int flags = buffer[at];
            int head = (flags & AttributeFlags.EXTENDED_LENGTH) == 0 ? 3 : 4;
            if (limit - at < head) {
                return false;
            }
            int code = buffer[at + 1] & 0xff;
            int length = head == 3 ? buffer[at + 2] & 0xff : Octets.u16(buffer, at + 2);
            int value = at + head;
            at = value + length;
            if (at > limit || !isAllowed(code, flags, buffer, value, length)) {
                return false;
            }
        }
        return at == limit;
    }

    private static boolean isAllowed(int code, int flags, byte[] buffer, int value, int length) {
        return switch (code) {
            case AttributeCode.MP_REACH, AttributeCode.MP_UNREACH, ATTRIBUTE_SET -> false;
            case AttributeCode.NEXT_HOP -> true; // to be ignored
            default -> {
                AttributeRow row = AttributeCatalogue.row(code);
                yield row == null || row.examine(flags, buffer, value, length, WITHIN) == null;
            }
        };
    }
}
