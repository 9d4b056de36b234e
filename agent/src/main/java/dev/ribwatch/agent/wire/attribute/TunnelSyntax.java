package dev.ribwatch.agent.wire.attribute;

import dev.ribwatch.agent.wire.Octets;

/** Attributes that describe tunnels. We use none of them; what is looked at is what makes one malformed. */
final class TunnelSyntax {
    private static final int PMSI_HEAD = 5;
    private static final int LONG_SUB_TLV = 128;

    private TunnelSyntax() {}

    /** Flags, a defined tunnel type, a label of three octets, and an identifier that fits the type (RFC 6514 section 5). */
    static boolean isPmsiTunnel(byte[] buffer, int offset, int limit) {
        int identifier = limit - offset - PMSI_HEAD;
        return switch (buffer[offset + 1] & 0xff) {
            case 0 -> identifier == 0; // no tunnel information
            case 1 -> identifier == 12 || identifier == 24; // RSVP-TE P2MP
            case 2, 7 -> identifier >= 1; // mLDP P2MP, MP2MP: a FEC element
            case 3, 4, 5 -> identifier == 8 || identifier == 32; // PIM-SSM, PIM-SM, BIDIR-PIM
            case 6 -> identifier == 4 || identifier == 16; // ingress replication
            case 10, 11, 12, 13 -> true; // later ones: assisted replication, BIER, SR P2MP
            default -> false;
        };
    }

    /** At least one TLV, each filled to its end by its sub-TLVs (RFC 9012 sections 2, 3 and 13). */
    static boolean isEncapsulation(byte[] buffer, int offset, int limit) {
        int at = offset;
        while (at < limit) {
            if (limit - at < 4) {
                return false;
            }
            int end = at + 4 + Octets.u16(buffer, at + 2);
            if (end > limit || !areSubTlvs(buffer, at + 4, end)) {
                return false;
            }
            at = end;
        }
        return true;
    }

    private static boolean areSubTlvs(byte[] buffer, int offset, int limit) {
        int at = offset;
        while (at < limit) {
            int head = (buffer[at] & 0xff) < LONG_SUB_TLV ? 2 : 3;
            if (limit - at < head) {
                return false;
            }
            at += head + (head == 2 ? buffer[at + 1] & 0xff : Octets.u16(buffer, at + 1));
        }
        return at == limit;
    }
}
