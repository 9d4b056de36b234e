package dev.ribwatch.config.load;

import dev.ribwatch.config.AlertsConfig.Receiver;
import dev.ribwatch.config.AlertsConfig.Route;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.PolicyConfig.OverlapAllowed;
import dev.ribwatch.config.source.Place;
import dev.ribwatch.config.source.Printable;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is allowed and yet hardly meant. Looks only at a configuration without errors. */
final class Warnings {
    private static final int MOST_PAIRS = 4_000_000;

    private final Config config;
    private final Scope scope;
    private final String file;

    /** @param file to blame for what is nowhere in it */
    Warnings(Config config, Scope scope, String file) {
        this.config = config;
        this.scope = scope;
        this.file = file;
    }

    void warn() {
        if (config.routers().isEmpty()) {
            scope.warning(Place.of(file, 1, 1).missing("routers", "none: every connection will be refused"));
        }
        if (config.alerts().receivers().isEmpty()) {
            scope.warning(Place.of(file, 1, 1).missing("alerts.receivers", "none: nobody will be told"));
        }
        untold();
        for (NetworkConfig network : config.networks()) {
            emptyHanded(network);
        }
        declaredOverlaps();
        new CandidateWarnings(config, scope).warn();
    }

    /** Receivers that no alert reaches: no route leads to them, and what no route matches goes to the first one alone. */
    private void untold() {
        List<String> receivers =
                config.alerts().receivers().stream().map(Receiver::name).toList();
        Set<String> told = new HashSet<>();
        boolean all = false;
        for (Route route : config.alerts().routes()) {
            if (!all) {
                told.addAll(route.to());
                all = route.match().isEmpty();
            }
        }
        if (!all && !receivers.isEmpty()) {
            told.add(receivers.get(0));
        }
        String why = config.alerts().routes().isEmpty()
                ? "without alerts.routes all goes to the first receiver"
                : "no route leads to it" + (all ? "" : ", and what none matches goes to the first receiver");
        for (String receiver : receivers) {
            Place place = scope.receivers().place(receiver);
            if (!told.contains(receiver) && place != null) {
                scope.warning(place.problem("will be told of nothing: " + why));
            }
        }
    }

    private void emptyHanded(NetworkConfig network) {
        if (!network.open() && network.prefixes().isEmpty()) {
            warn(network, "no prefixes: every route of it will be unexpected");
        }
        boolean vantage =
                config.routers().stream().anyMatch(router -> router.network().equals(network.name()));
        if (network.match().isEmpty() && !vantage) {
            warn(network, "no match and no router in it: no route will belong to it");
        }
    }

    private void warn(NetworkConfig network, String message) {
        Place place = scope.networks().place(network.name());
        if (place != null) {
            scope.warning(place.problem(message));
        }
    }

    /** Declared prefixes of connected networks that overlap, unless that is meant. */
    private void declaredOverlaps() {
        Map<String, String> components = components();
        List<NetworkConfig> closed =
                config.networks().stream().filter(network -> !network.open()).toList();
        long pairs = 0;
        for (int later = 1; later < closed.size(); later++) {
            for (int first = 0; first < later; first++) {
                NetworkConfig a = closed.get(first);
                NetworkConfig b = closed.get(later);
                pairs += (long) a.prefixes().size() * b.prefixes().size();
                if (pairs > MOST_PAIRS) {
                    return; // the live rule will say it; here a quick answer matters more
                }
                Prefix[] overlap =
                        component(components, a.name()).equals(component(components, b.name())) ? overlap(a, b) : null;
                if (overlap != null) {
                    warn(
                            b,
                            "declares " + overlap[1] + ", which overlaps " + overlap[0] + " of "
                                    + Printable.quoted(a.name()));
                }
            }
        }
    }

    /** The first two that overlap and should not, or null. */
    private Prefix @Nullable [] overlap(NetworkConfig a, NetworkConfig b) {
        for (Prefix one : a.prefixes()) {
            for (Prefix other : b.prefixes()) {
                if (one.overlaps(other) && !isAllowed(one.contains(other) ? other : one, a.name(), b.name())) {
                    return new Prefix[] {one, other};
                }
            }
        }
        return null;
    }

    private boolean isAllowed(Prefix shared, String a, String b) {
        for (OverlapAllowed allowed : config.policy().overlapAllowed()) {
            if (allowed.prefix().contains(shared) && allowed.between().containsAll(List.of(a, b))) {
                return true;
            }
        }
        return false;
    }

    /** Network to one network that stands for all that are connected with it. */
    private Map<String, String> components() {
        Map<String, String> parents = new HashMap<>();
        Map<String, List<String>> circuits = new HashMap<>();
        config.connections().forEach(connection -> circuits.put(connection.name(), connection.between()));
        for (ConnectionConfig connection : config.connections()) {
            List<String> members = new ArrayList<>(connection.between());
            connection.joins().forEach(circuit -> members.addAll(circuits.getOrDefault(circuit, List.of())));
            for (String member : members) {
                parents.put(component(parents, member), component(parents, members.get(0)));
            }
        }
        return parents;
    }

    private static String component(Map<String, String> parents, String network) {
        String root = network;
        for (String parent = parents.get(root); parent != null && !parent.equals(root); parent = parents.get(root)) {
            root = parent;
        }
        return root;
    }
}
