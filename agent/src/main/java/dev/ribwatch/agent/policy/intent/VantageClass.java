package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.NetworkConfig.Match;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Routers that attribute alike: they stand in one network, have the same AS numbers and role, and meet the same conditions that
 * name routers or vantages. Those conditions are settled here once; what is left depends on the route's attributes alone.
 */
final class VantageClass {
    private final int index;
    private final Network vantage;
    private final AsnSet own;
    private final long ourAs;
    private final long localOrigin;
    private final @Nullable Role localRole;
    private final Alternatives[] alternatives;

    private VantageClass(
            int index,
            Network vantage,
            Set<Asn> as,
            long ourAs,
            @Nullable Role localRole,
            Alternatives[] alternatives) {
        this.localRole = localRole;
        this.index = index;
        this.vantage = vantage;
        this.ourAs = ourAs;
        this.alternatives = alternatives;
        own = AsnSet.of(as);
        localOrigin = own.contains((int) ourAs)
                ? ourAs
                : as.stream().mapToLong(Asn::value).min().orElseThrow();
    }

    /** What is said of each router; the classes that they fall into are added to the list. */
    static Map<String, RouterIntent> compileRouters(
            Config config, Map<String, Network> networks, List<VantageClass> classes) {
        record Key(String vantage, Set<Asn> as, @Nullable Role localRole, List<List<Match>> alternatives) {}
        Map<Key, VantageClass> known = new HashMap<>();
        Map<String, PathPattern> patterns = new HashMap<>();
        Map<String, RouterIntent> routers = new LinkedHashMap<>();
        long ourAs = config.agent().as().value();
        for (RouterConfig router : config.routers()) {
            Network vantage = networks.get(router.network());
            if (vantage == null) {
                throw new IllegalArgumentException("no such network: " + router.network());
            }
            List<List<Match>> left = new ArrayList<>();
            config.networks()
                    .forEach(network -> left.add(network.match().stream()
                            .filter(match -> names(match.at(), router.network()))
                            .filter(match -> names(match.router(), router.name()))
                            .toList()));
            Role localRole = router.session().localRole();
            Key key = new Key(router.network(), new TreeSet<>(router.as()), localRole, left);
            VantageClass vantageClass = known.get(key);
            if (vantageClass == null) {
                Alternatives[] compiled = new Alternatives[left.size()];
                for (int network = 0; network < compiled.length; network++) {
                    compiled[network] = Alternatives.compile(left.get(network), patterns);
                }
                vantageClass = new VantageClass(classes.size(), vantage, router.as(), ourAs, localRole, compiled);
                known.put(key, vantageClass);
                classes.add(vantageClass);
            }
            routers.put(
                    router.name(),
                    new RouterIntent(
                            router.name(),
                            vantage.index(),
                            vantageClass.index,
                            Set.copyOf(router.families()),
                            router.ownRoutes() == RouterConfig.OwnRoutes.HELD,
                            router.downGrace(),
                            router.canaries()));
        }
        return routers;
    }

    private static boolean names(List<String> wanted, String actual) {
        return wanted.isEmpty() || wanted.contains(actual);
    }

    int index() {
        return index;
    }

    Network vantage() {
        return vantage;
    }

    /** The AS numbers that the router may have. */
    AsnSet own() {
        return own;
    }

    /** Our AS: a router that has it is an iBGP neighbour. */
    long ourAs() {
        return ourAs;
    }

    /** Our role towards it, or null. */
    @Nullable
    Role localRole() {
        return localRole;
    }

    /** The origin of a route whose path was empty on the wire. */
    long localOrigin() {
        return localOrigin;
    }

    /** What is left of a network's alternatives; by network. */
    Alternatives alternatives(int network) {
        return alternatives[network];
    }

    /** How many networks may be candidates: all but {@code unknown}. */
    int networks() {
        return alternatives.length;
    }
}
