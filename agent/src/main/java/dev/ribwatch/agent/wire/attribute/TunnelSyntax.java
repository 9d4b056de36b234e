package dev.ribwatch.agent.wire.attribute;

import dev.ribwatch.agent.wire.Octets;

/** Attributes that describe tunnels. We use none of them; what is looked at is what makes one malformed. */
final class TunnelSyntax {
    private static final int PMSI_HEAD = 5;
    private static final int LABEL = 3;
    private static final int COMPOSITE = 0x80;
    private static final int HIGHEST_COMPOSITE = 0xfa;
    private static final int RESERVED = 0xff;
    private static final int INGRESS_REPLICATION = 6;

    private static final int LONG_SUB_TLV = 128;
    private static final int EGRESS_ENDPOINT = 6;
    private static final int ENDPOINT_HEAD = 6;

    private TunnelSyntax() {}

    /**
     * Flags, a defined tunnel type, a label, and an identifier that fits the type (RFC 6514 section 5). A composite tunnel
     * has another label before its identifier (RFC 8317 section 6.2).
     */
    static boolean isPmsiTunnel(byte[] buffer, int offset, int limit) {
        int type = buffer[offset + 1] & 0xff;
        int identifier = offset + PMSI_HEAD;
        if (type < COMPOSITE) {
            return isTunnelIdentifier(type, buffer, identifier, limit);
        }
        if (type > HIGHEST_COMPOSITE) {
            return type != RESERVED; // experimental
        }
        int transmit = type - COMPOSITE;
        return transmit != 0
                && transmit != INGRESS_REPLICATION
                && limit - identifier >= LABEL
                && isTunnelIdentifier(transmit, buffer, identifier + LABEL, limit);
    }

    private static boolean isTunnelIdentifier(int type, byte[] buffer, int offset, int limit) {
        int length = limit - offset;
        return switch (type) {
            case 0 -> length == 0; // no tunnel information
            case 1 -> length == 12 || length == 24; // RSVP-TE P2MP: a session of either family
            case 2, 7 -> isFecElement(buffer, offset, limit); // mLDP P2MP, MP2MP
            case 3, 4, 5, 8 -> length == 8 || length == 32; // PIM-SSM, PIM-SM, BIDIR-PIM, transport tunnel (RFC 7524)
            case INGRESS_REPLICATION -> length == 4 || length == 16;
            case 9, 10, 11, 12, 13 -> true; // later ones: assisted replication, BIER, SR P2MP
            default -> type >= 0x7b && type < 0x7f; // experimental
        };
    }

    /** Type, address family, root address and opaque value, the latter two with a length (RFC 6388 section 2.2). */
    private static boolean isFecElement(byte[] buffer, int offset, int limit) {
        if (limit - offset < 4) {
            return false;
        }
        int opaque = offset + 4 + (buffer[offset + 3] & 0xff);
        return limit - opaque >= 2 && opaque + 2 + Octets.u16(buffer, opaque) == limit;
    }

    /** Unicast addresses, all of one family, each with a label (RFC 6514 section 8). */
    static boolean areDistinguisherLabels(byte[] buffer, int offset, int limit) {
        return areDistinguisherLabels(buffer, offset, limit, 4) || areDistinguisherLabels(buffer, offset, limit, 16);
    }

    private static boolean areDistinguisherLabels(byte[] buffer, int offset, int limit, int address) {
        int at = offset;
        while (at < limit) {
            int first = buffer[at] & 0xff;
            if (address == 4 ? first >= 0xe0 && first < 0xf0 : first == 0xff) {
                return false;
            }
            at += address + LABEL;
        }
        return at == limit;
    }

    /**
     * TLVs, each filled to its end by its sub-TLVs, and one of them valid (RFC 9012 section 13). A tunnel type that we do
     * not know is never a reason to object.
     */
    static boolean isEncapsulation(byte[] buffer, int offset, int limit) {
        boolean valid = false;
        int at = offset;
        while (at < limit) {
            if (limit - at < 4) {
                return false;
            }
            int value = at + 4;
            int end = value + Octets.u16(buffer, at + 2);
            if (end > limit || !areSubTlvs(buffer, value, end)) {
                return false;
            }
            valid |= !isDefined(Octets.u16(buffer, at)) || hasOneEndpoint(buffer, value, end);
            at = end;
        }
        return valid;
    }

    /** L2TPv3, GRE, IP in IP, VXLAN, NVGRE, MPLS in GRE (RFC 9012 section 3.2). */
    private static boolean isDefined(int tunnelType) {
        return switch (tunnelType) {
            case 1, 2, 7, 8, 9, 11 -> true;
            default -> false;
        };
    }

    private static boolean areSubTlvs(byte[] buffer, int offset, int limit) {
        int at = offset;
        while (at < limit) {
            int head = headOf(buffer, at);
            if (limit - at < head) {
                return false;
            }
            at += head + lengthOf(buffer, at);
        }
        return at == limit;
    }

    /** Whether there is exactly one Tunnel Egress Endpoint, and that well-formed (section 3.1). */
    private static boolean hasOneEndpoint(byte[] buffer, int offset, int limit) {
        int endpoints = 0;
        for (int at = offset; at < limit; at += headOf(buffer, at) + lengthOf(buffer, at)) {
            if (buffer[at] == EGRESS_ENDPOINT) {
                endpoints++;
                if (!isEndpoint(buffer, at + 2, lengthOf(buffer, at))) {
                    return false;
                }
            }
        }
        return endpoints == 1;
    }

    /** Four reserved octets, the address family, the address; family 0 means the next hop. */
    private static boolean isEndpoint(byte[] buffer, int offset, int length) {
        if (length < ENDPOINT_HEAD) {
            return false;
        }
        return switch (Octets.u16(buffer, offset + 4)) {
            case 0 -> length == ENDPOINT_HEAD;
            case 1 -> length == ENDPOINT_HEAD + 4;
            case 2 -> length == ENDPOINT_HEAD + 16;
            default -> false;
        };
    }

    private static int headOf(byte[] buffer, int subTlv) {
        return (buffer[subTlv] & 0xff) < LONG_SUB_TLV ? 2 : 3;
    }

    private static int lengthOf(byte[] buffer, int subTlv) {
        return headOf(buffer, subTlv) == 2 ? buffer[subTlv + 1] & 0xff : Octets.u16(buffer, subTlv + 1);
    }
}
