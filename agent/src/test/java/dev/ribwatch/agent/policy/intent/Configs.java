package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.AgentConfig;
import dev.ribwatch.config.AlertsConfig;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.HttpConfig;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.NetworkConfig.Match;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.PolicyConfig;
import dev.ribwatch.config.PolicyConfig.DefaultRoute;
import dev.ribwatch.config.PolicyConfig.OverlapAllowed;
import dev.ribwatch.config.RouteTerms;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RouterConfig.OwnRoutes;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.SessionConfig;
import dev.ribwatch.config.preset.ProviderAsns;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Community;
import dev.ribwatch.config.value.Direction;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Role;
import dev.ribwatch.config.value.RouteCommunity;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Builds configurations for tests, as short as the file would be. Texts of lists are separated by spaces. */
public final class Configs {
    private final long as;
    private final List<RouterConfig> routers = new ArrayList<>();
    private final List<NetworkConfig> networks = new ArrayList<>();
    private final List<ConnectionConfig> connections = new ArrayList<>();
    private final List<DefaultRoute> defaultsAllowed = new ArrayList<>();
    private final List<DefaultRoute> defaultsRequired = new ArrayList<>();
    private final List<OverlapAllowed> overlapsAllowed = new ArrayList<>();
    private final List<PlannedChange> changes = new ArrayList<>();
    private final Map<RuleName, RuleConfig> rules = new EnumMap<>(RuleName.class);
    private SessionConfig session = SessionConfig.ORDINARY;
    private List<Community> blackholes = List.of();
    private double effectiveThreshold = 0.5;
    private List<Asn> providers = List.of();
    private ProviderAsns providerAs = ProviderAsns.DEFAULT;

    private Configs(long as) {
        this.as = as;
    }

    public static Configs as(long as) {
        return new Configs(as);
    }

    /** The normative sample. */
    public static Configs sample() {
        return as(65000)
                .router("edge1", "on-prem", 65010)
                .router("edge2", "on-prem", 65010)
                .router("pc-edge", "private-cloud", 65020)
                .network(network("azure-prod")
                        .asns(12076, 65515)
                        .prefixes("10.32.0.0/16 10.33.0.0/16 2001:db8:32::/48")
                        .required("10.32.0.0/16 10.33.0.0/16 2001:db8:32::/48")
                        .moreSpecifics(MoreSpecifics.NONE)
                        .match(match().asPath("^12076(_12076)*(_65515)?$")))
                .network(network("private-cloud")
                        .asns(65020)
                        .prefixes("172.20.0.0/18")
                        .required("172.20.0.0/20")
                        .moreSpecifics(new MoreSpecifics(true, 29, 128))
                        .match(match().at("private-cloud").asPath("^$"))
                        .match(match().originAs(65020, 398656))
                        .match(match().at("on-prem").asPath("^12076(_12076)*$")))
                .network(network("on-prem")
                        .asns(65010, 65011)
                        .prefixes("10.0.0.0/12 2001:db8:10::/44")
                        .required("10.1.0.0/16")
                        .moreSpecifics(MoreSpecifics.ANY)
                        .defaultOwner()
                        .match(match().at("on-prem").asPath("^$"))
                        .match(match().originAs(65010, 65011))
                        .match(match().at("private-cloud").asPath("^12076(_12076)*$")))
                .network(network("internet")
                        .open()
                        .moreSpecifics(MoreSpecifics.NONE)
                        .match(match().community("65010:100")))
                .circuit("on-prem-circuit", "on-prem azure-prod")
                .legs("edge1", "", "edge2", "")
                .circuit("private-cloud-circuit", "private-cloud azure-prod")
                .join("reach", "on-prem-circuit private-cloud-circuit")
                .link("transit", "on-prem internet", false)
                .allowOverlap("10.15.255.0/24", "on-prem private-cloud")
                .blackhole("65535:666 65010:666");
    }

    public Configs router(String name, String network, long... asns) {
        return router(name, network, OwnRoutes.EXPORTED, asns);
    }

    /** A router towards which we have this role. */
    public Configs router(String name, String network, Role localRole, long... asns) {
        session = new SessionConfig(localRole, Set.of(), SessionConfig.LEAST_HOLD_TIME, false, false, false, false);
        router(name, network, OwnRoutes.EXPORTED, asns);
        session = SessionConfig.ORDINARY;
        return this;
    }

    public Configs router(String name, String network, OwnRoutes ownRoutes, long... asns) {
        return router(name, "127.0.0." + (11 + routers.size()), network, ownRoutes, asns);
    }

    /** Routers that connect from anywhere in a range. */
    public Configs range(String name, String addresses, String network, long... asns) {
        return router(name, addresses, network, OwnRoutes.EXPORTED, asns);
    }

    private Configs router(String name, String address, String network, OwnRoutes ownRoutes, long... asns) {
        routers.add(new RouterConfig(
                name,
                Prefix.parse(address),
                new LinkedHashSet<>(asnList(asns)),
                network,
                ownRoutes,
                null,
                false,
                false,
                Map.of(),
                512L << 20,
                Set.of(Family.values()),
                Duration.ofSeconds(30),
                64,
                session));
        return this;
    }

    public Configs network(NetworkBuilder network) {
        networks.add(network.build());
        return this;
    }

    public Configs circuit(String name, String between) {
        return connection(name, ConnectionConfig.Type.EXPRESSROUTE, between, "", false);
    }

    public Configs join(String name, String joins) {
        return connection(name, ConnectionConfig.Type.GLOBAL_REACH, "", joins, false);
    }

    public Configs link(String name, String between, boolean transit) {
        return connection(name, ConnectionConfig.Type.LINK, between, "", transit);
    }

    /** Gives the connection that was added last two legs; next hops may be none. */
    public Configs legs(String primary, String primaryHops, String secondary, String secondaryHops) {
        ConnectionConfig last = connections.remove(connections.size() - 1);
        connections.add(new ConnectionConfig(
                last.name(),
                last.type(),
                last.sku(),
                last.between(),
                last.joins(),
                last.transit(),
                new ConnectionConfig.Leg(primary, prefixes(primaryHops), false),
                new ConnectionConfig.Leg(secondary, prefixes(secondaryHops), false),
                last.terms()));
        return this;
    }

    /** The secondary leg of every connection so far has longer paths by design. */
    public Configs prepended() {
        connections.replaceAll(one -> {
            ConnectionConfig.Leg second = one.secondary();
            return second == null
                    ? one
                    : new ConnectionConfig(
                            one.name(),
                            one.type(),
                            one.sku(),
                            one.between(),
                            one.joins(),
                            one.transit(),
                            one.primary(),
                            new ConnectionConfig.Leg(second.router(), second.nextHop(), true),
                            one.terms());
        });
        return this;
    }

    /** Every connection without its legs: what a router lacks is then judged for itself. */
    public Configs withoutLegs() {
        connections.replaceAll(one -> new ConnectionConfig(
                one.name(), one.type(), one.sku(), one.between(), one.joins(), one.transit(), null, null, one.terms()));
        return this;
    }

    /** Prefixes that a router, or each of a range, always announces. */
    public Configs canary(String router, String canaries) {
        routers.replaceAll(one ->
                one.name().equals(router) ? with(one, one.maxPrefixes(), one.families(), prefixes(canaries)) : one);
        return this;
    }

    /** A bound on what a router may send. */
    public Configs maxPrefixes(String router, Family family, int paths) {
        routers.replaceAll(one ->
                one.name().equals(router) ? with(one, Map.of(family, paths), one.families(), one.canaries()) : one);
        return this;
    }

    /** All routers have these families. */
    public Configs families(Family... families) {
        routers.replaceAll(one -> with(one, one.maxPrefixes(), Set.of(families), one.canaries()));
        return this;
    }

    private static RouterConfig with(
            RouterConfig one, Map<Family, Integer> maxPrefixes, Set<Family> families, List<Prefix> canaries) {
        return new RouterConfig(
                one.name(),
                one.address(),
                one.as(),
                one.network(),
                one.ownRoutes(),
                one.md5(),
                one.ttlSecurity(),
                one.addPath(),
                maxPrefixes,
                one.memoryBudget(),
                families,
                one.downGrace(),
                one.maxMembers(),
                one.session(),
                canaries);
    }

    /** Makes a connection one to a route server. */
    public Configs routeServer(String connection) {
        connections.replaceAll(one -> !one.name().equals(connection)
                ? one
                : new ConnectionConfig(
                        one.name(),
                        ConnectionConfig.Type.ROUTE_SERVER,
                        one.sku(),
                        one.between(),
                        one.joins(),
                        one.transit(),
                        one.primary(),
                        one.secondary(),
                        one.terms()));
        return this;
    }

    /** Makes a connection a circuit, or a link again. */
    public Configs retype(String connection, boolean circuit, boolean transit) {
        connections.replaceAll(one -> !one.name().equals(connection)
                ? one
                : new ConnectionConfig(
                        one.name(),
                        circuit ? ConnectionConfig.Type.EXPRESSROUTE : ConnectionConfig.Type.LINK,
                        one.sku(),
                        one.between(),
                        one.joins(),
                        transit,
                        one.primary(),
                        one.secondary(),
                        one.terms()));
        return this;
    }

    /** A bound on what goes over a connection, beside those it has. */
    public Configs limit(String connection, String provider, Direction direction, Family family, int prefixes) {
        connections.replaceAll(one -> {
            if (!one.name().equals(connection)) {
                return one;
            }
            Map<Direction, Map<Family, Integer>> limits = new EnumMap<>(Direction.class);
            one.terms().limits().forEach((way, byFamily) -> limits.put(way, new EnumMap<>(byFamily)));
            limits.computeIfAbsent(direction, way -> new EnumMap<>(Family.class))
                    .put(family, prefixes);
            return new ConnectionConfig(
                    one.name(),
                    one.type(),
                    one.sku(),
                    one.between(),
                    one.joins(),
                    one.transit(),
                    one.primary(),
                    one.secondary(),
                    new ConnectionConfig.Terms(
                            words(provider),
                            false,
                            limits,
                            one.terms().linkBlocks(),
                            one.terms().otherBlocks()));
        });
        return this;
    }

    /**
     * What addresses a connection has that no network declares.
     *
     * @param provider who stands on the provider's side
     * @param links those of its links
     * @param other those that the provider uses for the first on the customer's side
     */
    public Configs blocks(String connection, String provider, String links, String other) {
        connections.replaceAll(one -> !one.name().equals(connection)
                ? one
                : new ConnectionConfig(
                        one.name(),
                        one.type(),
                        one.sku(),
                        one.between(),
                        one.joins(),
                        one.transit(),
                        one.primary(),
                        one.secondary(),
                        new ConnectionConfig.Terms(
                                words(provider), false, one.terms().limits(), prefixes(links), prefixes(other))));
        return this;
    }

    private Configs connection(String name, ConnectionConfig.Type type, String between, String joins, boolean transit) {
        connections.add(new ConnectionConfig(
                name, type, null, words(between), words(joins), transit, null, null, ConnectionConfig.Terms.NONE));
        return this;
    }

    public Configs allowDefault(String network, String at) {
        defaultsAllowed.add(new DefaultRoute(network, words(at)));
        return this;
    }

    public Configs requireDefault(String network, String at) {
        defaultsRequired.add(new DefaultRoute(network, words(at)));
        return this;
    }

    public Configs allowOverlap(String prefix, String between) {
        overlapsAllowed.add(new OverlapAllowed(Prefix.parse(prefix), words(between)));
        return this;
    }

    public Configs change(PlannedChange change) {
        changes.add(change);
        return this;
    }

    public Configs blackhole(String communities) {
        blackholes = words(communities).stream().map(Community::parse).toList();
        return this;
    }

    public Configs providers(long... asns) {
        providers = asnList(asns);
        return this;
    }

    public Configs providerAs(long circuits, long gateway, long hostedCloud) {
        providerAs = new ProviderAsns(new Asn(circuits), new Asn(gateway), new Asn(hostedCloud));
        return this;
    }

    public Configs effectiveThreshold(double share) {
        effectiveThreshold = share;
        return this;
    }

    public Configs rule(RuleName name, RuleConfig rule) {
        rules.put(name, rule);
        return this;
    }

    public Config build() {
        AgentConfig agent = new AgentConfig(
                new Asn(as),
                Prefix.parse("192.0.2.10"),
                List.of(),
                Duration.ofSeconds(90),
                AgentConfig.STALE_TIME,
                AgentConfig.LONGEST_STALE,
                AgentConfig.REFRESH_AUDIT,
                Path.of("state"));
        HttpConfig http = new HttpConfig(InetSocketAddress.createUnresolved("127.0.0.1", 9797), null, null, false);
        PolicyConfig policy = new PolicyConfig(
                List.copyOf(defaultsAllowed),
                List.copyOf(defaultsRequired),
                effectiveThreshold,
                List.copyOf(overlapsAllowed),
                blackholes,
                List.of(),
                providers,
                providerAs,
                new EnumMap<>(rules),
                List.copyOf(changes));
        AlertsConfig alerts =
                new AlertsConfig(Map.of(), Duration.ZERO, Duration.ofHours(4), List.of(), List.of(), List.of());
        return new Config(
                agent, http, List.copyOf(routers), List.copyOf(networks), List.copyOf(connections), policy, alerts);
    }

    public Intent compile() {
        return Intent.compile(build());
    }

    static List<String> words(String text) {
        return text.isBlank() ? List.of() : Arrays.asList(text.trim().split(" +"));
    }

    static List<Prefix> prefixes(String text) {
        return words(text).stream().map(Prefix::parse).toList();
    }

    private static List<Asn> asnList(long... asns) {
        return LongStream.of(asns).mapToObj(Asn::new).collect(Collectors.toList());
    }

    public static NetworkBuilder network(String name) {
        return new NetworkBuilder(name);
    }

    public static MatchBuilder match() {
        return new MatchBuilder();
    }

    /** One network. */
    public static final class NetworkBuilder {
        private final String name;
        private final List<Match> matches = new ArrayList<>();
        private List<Asn> asns = List.of();
        private List<Prefix> prefixes = List.of();
        private List<Prefix> required = List.of();
        private MoreSpecifics moreSpecifics = MoreSpecifics.ANY;
        private boolean defaultOwner;
        private boolean open;
        private RouteTerms terms = RouteTerms.NONE;

        private NetworkBuilder(String name) {
            this.name = name;
        }

        public NetworkBuilder asns(long... asns) {
            this.asns = asnList(asns);
            return this;
        }

        public NetworkBuilder prefixes(String prefixes) {
            this.prefixes = Configs.prefixes(prefixes);
            return this;
        }

        public NetworkBuilder required(String required) {
            this.required = Configs.prefixes(required);
            return this;
        }

        public NetworkBuilder moreSpecifics(MoreSpecifics moreSpecifics) {
            this.moreSpecifics = moreSpecifics;
            return this;
        }

        public NetworkBuilder defaultOwner() {
            defaultOwner = true;
            return this;
        }

        public NetworkBuilder open() {
            open = true;
            return this;
        }

        public NetworkBuilder origins(long... numbers) {
            terms = new RouteTerms(asnList(numbers), terms.path(), terms.communities());
            return this;
        }

        public NetworkBuilder path(RouteTerms.Path path) {
            terms = new RouteTerms(terms.origins(), path, terms.communities());
            return this;
        }

        public NetworkBuilder communities(String require, String forbid) {
            terms = new RouteTerms(
                    terms.origins(),
                    terms.path(),
                    new RouteTerms.Communities(
                            words(require).stream().map(RouteCommunity::parse).toList(),
                            words(forbid).stream().map(RouteCommunity::parse).toList()));
            return this;
        }

        public NetworkBuilder match(MatchBuilder match) {
            matches.add(match.build());
            return this;
        }

        NetworkConfig build() {
            return new NetworkConfig(
                    name, asns, prefixes, required, moreSpecifics, defaultOwner, open, List.copyOf(matches), terms);
        }
    }

    /** One alternative of a match. */
    public static final class MatchBuilder {
        private String asPath;
        private List<Asn> originAs = List.of();
        private List<Asn> neighborAs = List.of();
        private List<Community> community = List.of();
        private List<Prefix> nextHop = List.of();
        private List<String> router = List.of();
        private List<String> at = List.of();

        public MatchBuilder asPath(String pattern) {
            asPath = pattern;
            return this;
        }

        public MatchBuilder originAs(long... asns) {
            originAs = asnList(asns);
            return this;
        }

        public MatchBuilder neighborAs(long... asns) {
            neighborAs = asnList(asns);
            return this;
        }

        public MatchBuilder community(String communities) {
            community = words(communities).stream().map(Community::parse).toList();
            return this;
        }

        public MatchBuilder nextHop(String ranges) {
            nextHop = prefixes(ranges);
            return this;
        }

        public MatchBuilder router(String names) {
            router = words(names);
            return this;
        }

        public MatchBuilder at(String networks) {
            at = words(networks);
            return this;
        }

        Match build() {
            return new Match(asPath, originAs, neighborAs, community, nextHop, router, at);
        }
    }
}
