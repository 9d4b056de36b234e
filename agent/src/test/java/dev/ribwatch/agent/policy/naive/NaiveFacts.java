package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.PolicyConfig.DefaultRoute;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RouterConfig.OwnRoutes;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Community;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The table and the intent, and what several rules ask of them.
 *
 * <p>Networks match by a community or an origin.
 */
final class NaiveFacts {
    static final String UNKNOWN = "unknown";

    /** The wall clock when the monotonic one shows zero. */
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    final Config config;
    /** All, {@code unknown} last. */
    final List<NetworkConfig> networks;

    final Map<Place, Map<Prefix, Map<Integer, Route>>> table = new HashMap<>();
    final Map<Place, State> states = new HashMap<>();
    /** Since when nothing has come of what is up: no route, no End-of-RIB. */
    final Map<Place, Long> silentSince = new HashMap<>();
    /** The monotonic clock. */
    long nanos;
    /** Planned changes that were in force when the intent took effect; another one does when that changes. */
    List<PlannedChange> inForce = List.of();
    /** Where a route with a community ever came from, and of what kinds. */
    final Map<Place, Set<Integer>> sentCommunities = new HashMap<>();
    /** What depends on the configuration alone, worked out once. */
    private final Map<String, Map<Prefix, Map<Route, String>>> owners = new HashMap<>();

    private record Held(String router, Family family, String network, boolean visible) {}

    /** What nearly every rule asks, until the table changes. */
    private final Map<Held, List<Prefix>> held = new HashMap<>();

    private final Map<String, NetworkConfig> networksByName = new HashMap<>();
    private final Map<String, RouterConfig> routersByName = new HashMap<>();

    final NaiveConnections connections;

    NaiveFacts(Config config) {
        this.config = config;
        connections = new NaiveConnections(config.connections());
        networks = Stream.concat(
                        config.networks().stream(),
                        Stream.of(new NetworkConfig(
                                UNKNOWN, List.of(), List.of(), List.of(), MoreSpecifics.NONE, false, false, List.of())))
                .toList();
        networks.forEach(network -> networksByName.put(network.name(), network));
        for (RouterConfig router : config.routers()) {
            routersByName.put(router.name(), router);
            for (Family family : Family.values()) {
                table.put(new Place(router.name(), family), new TreeMap<>());
                states.put(new Place(router.name(), family), State.NEVER_UP);
            }
        }
    }

    /** The table is another one now. */
    void changed() {
        held.clear();
    }

    /** Takes over the table of another intent, and what it knew. */
    void takeTable(NaiveFacts other) {
        table.putAll(other.table);
        states.putAll(other.states);
        silentSince.putAll(other.silentSince);
        nanos = other.nanos;
        inForce = NaiveExpected.inForce(config.policy().changes(), wall());
        other.sentCommunities.forEach((place, kinds) -> sentCommunities.put(place, new HashSet<>(kinds)));
        table.forEach((place, rows) ->
                rows.values().forEach(paths -> paths.values().forEach(route -> noteCommunities(place, route))));
    }

    /** Who sent communities is known as far as it was asked, or shows. */
    void noteCommunities(Place place, Route route) {
        Set<Integer> kinds = new HashSet<>(route.communityKinds());
        if (!kinds.isEmpty()) {
            kinds.add(NaiveCommunities.ANY);
        }
        kinds.retainAll(NaiveCommunities.asked(this));
        sentCommunities.computeIfAbsent(place, p -> new HashSet<>()).addAll(kinds);
    }

    Instant wall() {
        return BEGIN.plusNanos(nanos);
    }

    static boolean isUnknown(NetworkConfig network) {
        return network.name().equals(UNKNOWN);
    }

    NetworkConfig network(String name) {
        NetworkConfig network = networksByName.get(name);
        if (network == null) {
            throw new IllegalArgumentException(name);
        }
        return network;
    }

    /** The router of this name, or null. */
    RouterConfig router(String name) {
        return routersByName.get(name);
    }

    // ---- the table

    Map<Prefix, Map<Integer, Route>> rows(String router, Family family) {
        return table.get(new Place(router, family));
    }

    State state(String router, Family family) {
        return states.get(new Place(router, family));
    }

    boolean judged(String router, Family family) {
        return state(router, family) == State.CONVERGED;
    }

    /** Whether every family that has begun has converged, and there is one. */
    boolean isUp(String router) {
        return Stream.of(Family.values()).anyMatch(f -> judged(router, f))
                && Stream.of(Family.values()).noneMatch(f -> state(router, f) == State.SYNCING);
    }

    String owner(String router, Prefix prefix, Route route) {
        return owners.computeIfAbsent(router, r -> new HashMap<>())
                .computeIfAbsent(prefix, p -> new HashMap<>())
                .computeIfAbsent(route, r -> {
                    String owner = decideOwner(prefix, route);
                    return owner.equals(UNKNOWN) ? ownerByPath(router(router), route) : owner;
                });
    }

    /** Whose a route is that no match accepts. */
    private String ownerByPath(RouterConfig router, Route route) {
        List<Asn> asns = network(router.network()).asns();
        return Stream.concat(route.sequence(router).stream(), route.set().stream())
                        .allMatch(as -> asns.contains(new Asn(as)))
                ? router.network()
                : UNKNOWN;
    }

    private String decideOwner(Prefix prefix, Route route) {
        List<NetworkConfig> candidates = config.networks().stream()
                .filter(network -> network.match().stream().anyMatch(match -> accepts(match, route)))
                .toList();
        if (candidates.isEmpty()) {
            return UNKNOWN;
        }
        if (candidates.size() > 1) {
            NetworkConfig best = null;
            int longest = -1;
            for (NetworkConfig candidate : candidates) {
                for (Prefix declared : space(candidate)) {
                    if (declared.contains(prefix) && declared.length() > longest) {
                        best = candidate;
                        longest = declared.length();
                    }
                }
            }
            if (best != null) {
                return best.name();
            }
            for (NetworkConfig candidate : candidates) {
                if (candidate.defaultOwner()) {
                    return candidate.name();
                }
            }
        }
        return candidates.get(0).name();
    }

    /** Of the conditions only these two are used; no router has an AS that {@code origin-as} names. */
    private static boolean accepts(NetworkConfig.Match match, Route route) {
        return match.community().stream()
                        .anyMatch(community -> route.communities().contains(community.toString()))
                || match.originAs().stream().anyMatch(as -> as.value() == route.lastAs());
    }

    boolean isBlackhole(Route route) {
        return config.policy().blackholeCommunities().stream()
                .map(Community::toString)
                .anyMatch(route.communities()::contains);
    }

    /** The network's paths of a prefix at a router. */
    List<Route> paths(String router, Prefix prefix, String network) {
        return rows(router, prefix.family()).getOrDefault(prefix, Map.of()).values().stream()
                .filter(route -> owner(router, prefix, route).equals(network))
                .toList();
    }

    /** The network's prefixes at a router; those that make something visible, or all. */
    List<Prefix> prefixesOf(String router, Family family, String network, boolean visible) {
        return held.computeIfAbsent(
                new Held(router, family, network, visible), h -> look(router, family, network, visible));
    }

    private List<Prefix> look(String router, Family family, String network, boolean visible) {
        List<Prefix> found = new ArrayList<>();
        rows(router, family).forEach((prefix, paths) -> {
            if (paths.values().stream()
                    .anyMatch(route ->
                            owner(router, prefix, route).equals(network) && !(visible && isBlackhole(route)))) {
                found.add(prefix);
            }
        });
        return List.copyOf(found);
    }

    // ---- the intent

    boolean connected(String a, String b) {
        return connections.connected(a, b);
    }

    boolean applies(RuleName name, String network, String other, RouterConfig router, Prefix prefix) {
        return applies(name, network, other, router, prefix, null);
    }

    boolean applies(RuleName name, String network, String other, RouterConfig router, Prefix prefix, Family family) {
        if (NaiveExpected.is(this, name, network, other, router, prefix, family)) {
            return false;
        }
        RuleConfig rule = config.policy().rules().get(name);
        if (rule == null) {
            return true;
        }
        return rule.enabled()
                && rule.except().stream()
                        .noneMatch(except -> except.connection() == null
                                && (except.network() == null || except.network().equals(network))
                                && (except.otherNetwork() == null
                                        || except.otherNetwork().equals(other))
                                && (except.router() == null
                                        || router != null && except.router().equals(router.name()))
                                && (except.prefix() == null
                                        || prefix != null && except.prefix().contains(prefix)));
    }

    boolean enabled(RuleName name) {
        RuleConfig rule = config.policy().rules().get(name);
        return rule == null || rule.enabled();
    }

    Severity severity(RuleName name, Severity otherwise) {
        RuleConfig rule = config.policy().rules().get(name);
        return rule == null || rule.severity() == null ? otherwise : rule.severity();
    }

    /** The router that tells all paths of a prefix. */
    boolean addPath(String router) {
        return router.equals("r4");
    }

    boolean heldOwn(RouterConfig router, String network) {
        return router.ownRoutes() == OwnRoutes.HELD && router.network().equals(network);
    }

    boolean defaultAllowed(String network, String vantage) {
        return defaultIn(config.policy().defaultAllowed(), network, vantage) || defaultRequired(network, vantage);
    }

    boolean defaultRequired(String network, String vantage) {
        return defaultIn(config.policy().defaultRequired(), network, vantage);
    }

    private static boolean defaultIn(List<DefaultRoute> list, String network, String vantage) {
        return list.stream()
                .anyMatch(entry -> entry.network().equals(network) && entry.at().contains(vantage));
    }

    /** Whether an allowed overlap covers a prefix of the network. */
    boolean exempt(String network, Prefix prefix) {
        return config.policy().overlapAllowed().stream()
                .anyMatch(allowed ->
                        allowed.prefix().contains(prefix) && allowed.between().contains(network));
    }

    static boolean declares(NetworkConfig network, Family family) {
        return network.prefixes().stream().anyMatch(prefix -> prefix.family() == family);
    }

    boolean isDeclared(NetworkConfig network, Prefix prefix) {
        return space(network).stream().anyMatch(declared -> declared.contains(prefix));
    }

    /** What a network declares, and what connections declare for it. */
    List<Prefix> space(NetworkConfig network) {
        return Stream.concat(network.prefixes().stream(), blocks(network.name()).stream())
                .toList();
    }

    /** What the provider uses for a network: the first of a connection that does not stand on the provider's side. */
    List<Prefix> blocks(String network) {
        List<Prefix> blocks = new ArrayList<>();
        for (ConnectionConfig connection : config.connections()) {
            for (String end : connection.between()) {
                if (!connection.terms().provider().contains(end)) {
                    blocks.addAll(end.equals(network) ? connection.terms().otherBlocks() : List.of());
                    break;
                }
            }
        }
        return blocks;
    }

    /** Addresses of the links that lead to a network, and not to another one. */
    List<Prefix> links(String network, String notTo) {
        return config.connections().stream()
                .filter(connection -> connection.between().contains(network))
                .filter(connection -> !connection.between().contains(notTo))
                .flatMap(connection -> connection.terms().linkBlocks().stream())
                .toList();
    }

    /** Whether a prefix is one of a link's that leads to the network and to the router's. */
    boolean isOfLink(RouterConfig router, NetworkConfig network, Prefix prefix) {
        return config.connections().stream()
                .filter(connection -> connection.between().containsAll(List.of(network.name(), router.network())))
                .anyMatch(connection ->
                        connection.terms().linkBlocks().stream().anyMatch(block -> block.contains(prefix)));
    }

    // ---- judgement

    /** Adds a subject of a network at a router, if nobody excepted it. */
    void add(
            Map<Subject, Truth> now, RuleName rule, String network, RouterConfig router, Prefix prefix, Family family) {
        if (applies(rule, network, null, router, prefix, family)) {
            now.put(
                    Subject.at(rule, network, router.name(), prefix, family),
                    new Truth(severity(rule, rule.severity()), false));
        }
    }

    /** Whether EffectiveDefaultRoute holds for the network at the router and stands for this prefix. */
    static boolean explained(Map<Subject, Truth> now, String network, String router, Prefix prefix) {
        int bound = prefix.family() == Family.IPV4_UNICAST ? 8 : 16;
        return prefix.length() < bound
                && contributes(prefix)
                && now.containsKey(
                        Subject.at(RuleName.EFFECTIVE_DEFAULT_ROUTE, network, router, null, prefix.family()));
    }

    /** Whether it covers some of what EffectiveDefaultRoute counts: 0.0.0.0 to 223.255.255.255, 2000::/3. */
    private static boolean contributes(Prefix prefix) {
        return prefix.family() == Family.IPV4_UNICAST
                ? !Prefix.parse("224.0.0.0/3").contains(prefix)
                : prefix.overlaps(Prefix.parse("2000::/3"));
    }

    /** Whether OverlappingPrefix holds for this prefix, whoever owns it. */
    static boolean overlaps(Map<Subject, Truth> now, Prefix prefix) {
        return now.keySet().stream()
                .anyMatch(subject -> subject.rule() == RuleName.OVERLAPPING_PREFIX
                        && subject.prefix().equals(prefix));
    }

    static BigInteger size(Prefix prefix) {
        return BigInteger.ONE.shiftLeft(128 - prefix.length());
    }

    static BigInteger union(List<Prefix> prefixes) {
        BigInteger sum = BigInteger.ZERO;
        for (Prefix prefix : new TreeSet<>(prefixes)) {
            boolean inside = prefixes.stream().anyMatch(other -> !other.equals(prefix) && other.contains(prefix));
            sum = inside ? sum : sum.add(size(prefix));
        }
        return sum;
    }
}
