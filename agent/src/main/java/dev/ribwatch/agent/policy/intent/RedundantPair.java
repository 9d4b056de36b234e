package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A connection with two legs that carry the same.
 *
 * @param connection its name
 * @param far the networks behind it: those between it but for the legs' own, and those of circuits that are joined to it, where
 *     no connection of their own leads to them
 * @param families configured at the routers of both legs
 * @param links addresses of its links, of which each leg has its own
 */
public record RedundantPair(
        String connection, Leg primary, Leg secondary, List<Network> far, Set<Family> families, List<Prefix> links) {

    /** A leg: a router, and where that holds more than one the next hops that tell this one from the others. */
    public static final class Leg {
        private final String router;
        private final Prefix[] nextHops;
        private final boolean prepended;

        Leg(ConnectionConfig.Leg config) {
            router = config.router();
            nextHops = config.nextHop().toArray(Prefix[]::new);
            prepended = config.prepended();
        }

        /** The name of the router's configuration entry; a range stands for all of its members. */
        public String router() {
            return router;
        }

        /** Whether its paths are longer than the other leg's by design. */
        public boolean isPrepended() {
            return prepended;
        }

        /** Whether a route counts by its next hop too. */
        public boolean hasNextHops() {
            return nextHops.length > 0;
        }

        Prefix[] nextHops() {
            return nextHops;
        }
    }

    static List<RedundantPair> compile(Config config, Map<String, Network> networks) {
        Map<String, RouterConfig> routers = new HashMap<>();
        config.routers().forEach(router -> routers.put(router.name(), router));
        List<RedundantPair> pairs = new ArrayList<>();
        for (ConnectionConfig connection : config.connections()) {
            ConnectionConfig.Leg primary = connection.primary();
            ConnectionConfig.Leg secondary = connection.secondary();
            RouterConfig first = primary == null ? null : routers.get(primary.router());
            RouterConfig second = secondary == null ? null : routers.get(secondary.router());
            if (primary == null || secondary == null || first == null || second == null) {
                continue;
            }
            Set<String> vantages = new LinkedHashSet<>(List.of(first.network(), second.network()));
            List<Network> far = new ArrayList<>();
            for (String name : far(config, connection, vantages)) {
                Network network = networks.get(name);
                if (network != null) {
                    far.add(network);
                }
            }
            Set<Family> families = new LinkedHashSet<>(first.families());
            families.retainAll(second.families());
            pairs.add(new RedundantPair(
                    connection.name(),
                    new Leg(primary),
                    new Leg(secondary),
                    List.copyOf(far),
                    Collections.unmodifiableSet(families),
                    connection.terms().linkBlocks()));
        }
        return List.copyOf(pairs);
    }

    private static Set<String> far(Config config, ConnectionConfig connection, Set<String> vantages) {
        Set<String> far = new LinkedHashSet<>(connection.between());
        for (ConnectionConfig joint : config.connections()) {
            if (joint.joins().contains(connection.name())) {
                config.connections().stream()
                        .filter(circuit -> joint.joins().contains(circuit.name()))
                        .flatMap(circuit -> circuit.between().stream())
                        .filter(name -> config.connections().stream()
                                .noneMatch(direct -> direct.between().contains(name)
                                        && direct.between().stream().anyMatch(vantages::contains)))
                        .forEach(far::add);
            }
        }
        far.removeAll(vantages);
        return far;
    }
}
