package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Family;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What decides whose a route is, as values to compare over a reload. */
final class Ownership {
    /** What of a router decides whose its routes are and what may be asked of it. */
    private record View(
            String name, Set<Asn> as, String network, RouterConfig.OwnRoutes ownRoutes, Set<Family> families) {}

    private final Config config;

    Ownership(Config config) {
        this.config = config;
    }

    /** What of some routers decides it. */
    List<Object> views(Predicate<RouterConfig> which) {
        return List.of(
                config.agent().as(),
                config.routers().stream()
                        .filter(which)
                        .map(router -> new View(
                                router.name(), router.as(), router.network(), router.ownRoutes(), router.families()))
                        .toList());
    }

    /** What each network says of itself, by name; of the unknown one, what all others say. */
    Map<String, Object> networks() {
        Map<String, Object> networks = new HashMap<>();
        networks.put(Network.UNKNOWN, List.of(config.networks(), blocks(network -> true)));
        config.networks()
                .forEach(network -> networks.put(network.name(), List.of(network, blocks(network.name()::equals))));
        return networks;
    }

    /** The blocks of connections that are declared space of theirs. */
    private List<Object> blocks(Predicate<String> whose) {
        List<Object> blocks = new ArrayList<>();
        for (ConnectionConfig connection : config.connections()) {
            String owner = connection.blocksOwner();
            if (owner != null
                    && whose.test(owner)
                    && !connection.terms().otherBlocks().isEmpty()) {
                blocks.add(List.of(owner, connection.terms().otherBlocks()));
            }
        }
        return blocks;
    }
}
