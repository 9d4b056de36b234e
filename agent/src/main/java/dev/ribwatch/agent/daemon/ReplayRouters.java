package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.mrt.MrtPeer;
import dev.ribwatch.agent.wire.error.Strictness;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.SessionConfig;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which router of the configuration a peer is: the one that was named for its address, else the one whose address and AS
 * it has, else a member of the longest range that holds it and allows its AS.
 */
final class ReplayRouters implements Recording.Routers {
    private final List<RouterConfig> routers;
    private final Map<Prefix, RouterConfig> named;
    private final List<String> strangers = new ArrayList<>();

    /**
     * @param named router by address of a peer, whatever its AS
     */
    ReplayRouters(List<RouterConfig> routers, Map<Prefix, RouterConfig> named) {
        this.routers = routers;
        this.named = named;
    }

    @Override
    public Recording.@Nullable Router of(MrtPeer peer) {
        RouterConfig router = named.get(peer.address());
        if (router == null) {
            router = find(peer);
        }
        if (router == null) {
            strangers.add(peer.name() + " AS " + peer.as());
            return null;
        }
        int families = 0;
        for (Family family : router.families()) {
            families |= 1 << family.ordinal();
        }
        boolean member = router.isRange() && !named.containsKey(peer.address());
        String name = member ? router.name() + "-" + peer.address().address() : router.name();
        SessionConfig asked = router.session();
        Strictness strictness = new Strictness(asked.strict(), asked.rejectAsSets(), asked.disableBrokenFamily());
        return new Recording.Router(name, router.name(), families, strictness);
    }

    private @Nullable RouterConfig find(MrtPeer peer) {
        RouterConfig best = null;
        for (RouterConfig router : routers) {
            boolean closer =
                    best == null || router.address().length() > best.address().length();
            if (closer && router.address().contains(peer.address()) && hasAs(router, peer.as())) {
                best = router;
            }
        }
        return best;
    }

    private static boolean hasAs(RouterConfig router, long as) {
        for (Asn asn : router.as()) {
            if (asn.value() == as) {
                return true;
            }
        }
        return false;
    }

    /** The peers that are none of them, with their AS. */
    List<String> strangers() {
        return Collections.unmodifiableList(strangers);
    }
}
