package dev.ribwatch.agent.session;

import dev.ribwatch.agent.wire.DecodeContext;
import java.util.List;

/**
 * What both OPENs of a session agree on.
 *
 * @param context families, ADD-PATH, AS size: what decoding needs
 * @param identifier the peer's BGP Identifier
 * @param holdTime the lower of both offers, in seconds
 * @param extendedMessages messages up to 65,535 octets (RFC 8654)
 * @param routeRefresh both sides know ROUTE-REFRESH (RFC 2918)
 * @param enhancedRouteRefresh both sides know its begin and end marks (RFC 7313)
 * @param restart what becomes of the peer's routes when the session is lost
 * @param claims what the peer says of itself
 * @param capabilities what the peer offered, as text for people, safe to print, bounded
 */
public record Negotiated(
        DecodeContext context,
        int identifier,
        int holdTime,
        boolean extendedMessages,
        boolean routeRefresh,
        boolean enhancedRouteRefresh,
        RestartTerms restart,
        PeerClaims claims,
        List<String> capabilities) {

    public Negotiated {
        capabilities = List.copyOf(capabilities);
    }

    /** The peer sent the graceful restart capability and so will mark the end of its initial transfer (RFC 4724 section 2). */
    public boolean expectEndOfRib() {
        return restart.endOfRib();
    }

    /** The rest of it, once these families are no part of the session any more; bits of {@link DecodeContext#families}. */
    public Negotiated without(int families) {
        return new Negotiated(
                context.without(families),
                identifier,
                holdTime,
                extendedMessages,
                routeRefresh,
                enhancedRouteRefresh,
                restart,
                claims,
                capabilities);
    }

    /** The peer's BGP Identifier as a dotted quad. */
    public String identifierText() {
        return (identifier >>> 24)
                + "."
                + (identifier >>> 16 & 0xff)
                + "."
                + (identifier >>> 8 & 0xff)
                + "."
                + (identifier & 0xff);
    }
}
