package dev.ribwatch.agent.session;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.capability.Capabilities;
import dev.ribwatch.agent.wire.capability.Capability;
import dev.ribwatch.agent.wire.error.Strictness;
import dev.ribwatch.agent.wire.message.Open;
import java.util.List;

/** What two OPENs agree on; both are acceptable by themselves. */
public final class Negotiation {
    private static final int SHOWN_CAPABILITIES = 64;

    private Negotiation() {}

    /**
     * The least that both sides can do. We are always the side that receives.
     *
     * @param ours the OPEN that we sent
     * @param theirs the peer's OPEN
     * @param strictness what the configuration asks of the peer's UPDATEs
     */
    public static Negotiated agree(Open ours, Open theirs, Strictness strictness) {
        Capabilities mine = ours.capabilities();
        Capabilities peers = theirs.capabilities();
        int families = mine.spokenFamilies() & peers.spokenFamilies();
        DecodeContext context = new DecodeContext(
                ours.as() != theirs.as(),
                mine.fourOctetAs() != Capabilities.ABSENT && peers.fourOctetAs() != Capabilities.ABSENT,
                families,
                families & mine.addPathReceive() & peers.addPathSend(),
                theirs.as(),
                ours.as(),
                strictness);
        return new Negotiated(
                context,
                theirs.identifier(),
                Math.min(ours.holdTime(), theirs.holdTime()),
                mine.extendedMessage() && peers.extendedMessage(),
                mine.routeRefresh() && peers.routeRefresh(),
                mine.enhancedRouteRefresh() && peers.enhancedRouteRefresh(),
                RestartTerms.of(mine, peers),
                PeerClaims.of(peers),
                names(peers));
    }

    private static List<String> names(Capabilities capabilities) {
        return capabilities.all().stream()
                .map(Capability::name)
                .distinct()
                .limit(SHOWN_CAPABILITIES)
                .toList();
    }
}
