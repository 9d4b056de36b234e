package dev.ribwatch.agent.wire.attribute;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.agent.wire.error.ProtocolError;
import org.jspecify.annotations.Nullable;

/** What is looked at within the value of an attribute, beyond its length. Bounded by the value; nothing is allocated. */
public enum AttributeSyntax {
    /** Any value of a fitting length. */
    ANY,
    ORIGIN,
    AS_PATH,
    AGGREGATOR,
    AS4_PATH,
    AS4_AGGREGATOR,
    PMSI_TUNNEL,
    TUNNEL_ENCAPSULATION,
    AIGP,
    PE_DISTINGUISHER_LABELS,
    BGP_LS,
    SFP,
    BFD_DISCRIMINATOR,
    PREFIX_SID,
    ATTRIBUTE_SET;

    private static final int HIGHEST_ORIGIN = 2;

    /**
     * What is wrong with a value whose length follows its row's rule, or null. The first octet is there if the length
     * rule says so.
     */
    @Nullable
    ProtocolError examine(byte[] buffer, int offset, int length, DecodeContext context) {
        int limit = offset + length;
        return switch (this) {
            case ANY -> null;
            case ORIGIN -> (buffer[offset] & 0xff) <= HIGHEST_ORIGIN ? null : ProtocolError.INVALID_ORIGIN;
            case AS_PATH ->
                AsPathSyntax.isWellFormed(buffer, offset, limit, context.fourOctetAs() ? 4 : 2, !context.ebgp())
                        ? null
                        : ProtocolError.MALFORMED_AS_PATH;
            case AGGREGATOR -> examineAggregator(buffer, offset, length, context.fourOctetAs());
            case AS4_PATH -> optional(AsPathSyntax.isWellFormed(buffer, offset, limit, 4, true));
            case AS4_AGGREGATOR -> optional(Octets.i32(buffer, offset) != 0);
            case PMSI_TUNNEL -> optional(TunnelSyntax.isPmsiTunnel(buffer, offset, limit));
            case TUNNEL_ENCAPSULATION -> optional(TunnelSyntax.isEncapsulation(buffer, offset, limit));
            case AIGP -> optional(TlvSyntax.isAigp(buffer, offset, limit));
            case PE_DISTINGUISHER_LABELS -> optional(TunnelSyntax.areDistinguisherLabels(buffer, offset, limit));
            case BGP_LS -> optional(TlvSyntax.areWhole(buffer, offset, limit, 2));
            case SFP -> optional(TlvSyntax.isServiceFunctionPath(buffer, offset, limit));
            case BFD_DISCRIMINATOR -> optional(TlvSyntax.isBfdDiscriminator(buffer, offset, limit));
            case PREFIX_SID -> PrefixSidSyntax.examine(buffer, offset, limit);
            case ATTRIBUTE_SET -> optional(AttributeSetSyntax.isWellFormed(buffer, offset, limit));
        };
    }

    private static @Nullable ProtocolError examineAggregator(
            byte[] buffer, int offset, int length, boolean fourOctetAs) {
        if (length != (fourOctetAs ? 8 : 6)) {
            return ProtocolError.ATTRIBUTE_LENGTH;
        }
        return optional((fourOctetAs ? Octets.i32(buffer, offset) : Octets.u16(buffer, offset)) != 0);
    }

    private static @Nullable ProtocolError optional(boolean wellFormed) {
        return wellFormed ? null : ProtocolError.OPTIONAL_ATTRIBUTE;
    }
}
