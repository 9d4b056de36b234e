package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.PolicyConfig;
import dev.ribwatch.config.PolicyConfig.OverlapAllowed;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.preset.ProviderAsns;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Community;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One configuration compiled for judging: what was meant, ready to be asked. Immutable: a reload compiles another
 * one.
 *
 * <p>Networks are known by their index, the position in the file; {@link #unknown} is the last.
 */
public final class Intent {
    private final List<Network> networks;
    private final Map<String, Network> networksByName = new HashMap<>();
    private final Map<String, RouterIntent> routers;
    private final Config config;
    private final Reachability reachability;
    private final Defaults defaults;
    private final DeclaredSpace declared;
    private final Links links;
    /** By network and family. */
    private final RequiredPrefixes[] required;

    private final List<OverlapAllowed> overlapsAllowed;
    private final int[] blackholes;
    private final double effectiveThreshold;
    private final List<Prefix> watched;
    private final List<Asn> providers;
    private final ProviderAsns providerAs;
    private final Map<RuleName, RuleSettings> rules = new EnumMap<>(RuleName.class);
    private final PlannedChanges changes;
    private final BitSet inForce;
    private final Instant validFrom;
    private final Instant validUntil;
    private final List<VantageClass> vantageClasses;
    private final Ownership ownership;
    private final List<ConnectionLimit> limits;
    private final Map<String, Map<Family, Integer>> maxPrefixes = new HashMap<>();
    private final List<Integer> namedAsns;
    private final List<RedundantPair> redundantPairs;

    private Intent(Config config, Instant at) {
        this.config = config;
        PolicyConfig policy = config.policy();
        networks = compileNetworks(config);
        networks.forEach(network -> networksByName.put(network.name(), network));
        vantageClasses = new ArrayList<>();
        routers = VantageClass.compileRouters(config, networksByName, vantageClasses);
        reachability = Reachability.of(networks, config.connections());
        defaults = new Defaults(networksByName, policy);
        links = Links.of(config.connections(), networksByName);
        declared = DeclaredSpace.of(networks, links);
        required = new RequiredPrefixes[networks.size() * Family.count()];
        Arrays.setAll(
                required, i -> new RequiredPrefixes(networks.get(i / Family.count()), Family.of(i % Family.count())));
        overlapsAllowed = List.copyOf(policy.overlapAllowed());
        blackholes = policy.blackholeCommunities().stream()
                .mapToInt(Community::value)
                .sorted()
                .toArray();
        effectiveThreshold = policy.effectiveThreshold();
        watched = List.copyOf(policy.watch());
        providers = List.copyOf(policy.providers());
        providerAs = policy.providerAs();
        redundantPairs = RedundantPair.compile(config, networksByName);
        changes = new PlannedChanges(policy.changes(), networksByName);
        inForce = changes.inForce(at);
        validFrom = changes.lastTurn(at);
        validUntil = changes.nextTurn(at);
        Map<RuleName, List<PlannedException>> planned = changes.exceptions(at, redundantPairs);
        for (RuleName name : RuleName.values()) {
            RuleConfig rule = policy.rules().get(name);
            RuleSettings settings = rule == null ? RuleSettings.defaults(name) : new RuleSettings(name, rule);
            rules.put(name, settings.with(planned.getOrDefault(name, List.of())));
        }
        ownership = new Ownership(config);
        limits = ConnectionLimit.of(config, networksByName);
        config.routers().forEach(router -> maxPrefixes.put(router.name(), router.maxPrefixes()));
        namedAsns = namedAsns(config.networks());
    }

    /** This intent as it is at a time: what planned changes do is expected while they are in force. */
    public Intent at(Instant now) {
        return inForce.equals(changes.inForce(now)) && validUntil.equals(changes.nextTurn(now))
                ? this
                : new Intent(config, now);
    }

    /** When another one takes its place because of the time, {@link #at}; {@link Instant#MAX}: never. */
    public Instant validUntil() {
        return validUntil;
    }

    /** Whether it is the one of this time; the clock may have been set back. */
    public boolean isValid(Instant now) {
        return !now.isBefore(validFrom) && now.isBefore(validUntil);
    }

    /** What planned changes do, a part a network, in the order of the file. */
    public List<PlannedPart> plannedParts() {
        return changes.parts();
    }

    /** When a planned change goes on to its next phase; {@link Instant#MAX}: never. */
    public Instant nextPhase(Instant after) {
        return changes.nextPhase(after);
    }

    /** Compiles a configuration whose references were checked, as it is before any planned change; see {@link #at}. */
    public static Intent compile(Config config) {
        return new Intent(config, Instant.MIN);
    }

    private static List<Network> compileNetworks(Config config) {
        List<Network> networks = new ArrayList<>();
        for (NetworkConfig network : config.networks()) {
            List<Prefix> blocks = config.connections().stream()
                    .filter(connection -> network.name().equals(connection.blocksOwner()))
                    .flatMap(connection -> connection.terms().otherBlocks().stream())
                    .toList();
            networks.add(Network.of(networks.size(), network, blocks));
        }
        networks.add(Network.unknown(networks.size()));
        return List.copyOf(networks);
    }

    private static List<Integer> namedAsns(List<NetworkConfig> configs) {
        Set<Integer> asns = new LinkedHashSet<>();
        for (NetworkConfig config : configs) {
            config.asns().forEach(asn -> asns.add((int) asn.value()));
            for (NetworkConfig.Match match : config.match()) {
                match.originAs().forEach(asn -> asns.add((int) asn.value()));
                match.neighborAs().forEach(asn -> asns.add((int) asn.value()));
                String asPath = match.asPath();
                AsnAutomaton automaton = asPath == null ? null : AsPathParser.parse(asPath);
                if (automaton != null) {
                    asns.addAll(automaton.asns());
                }
            }
        }
        return List.copyOf(asns);
    }

    /** In the order of the file, the reserved {@code unknown} last. */
    public List<Network> networks() {
        return networks;
    }

    /** The network of an index from 0 on. */
    public Network network(int index) {
        return networks.get(index);
    }

    /** The network of this name, or null. */
    public @Nullable Network network(String name) {
        return networksByName.get(name);
    }

    /** The reserved network that owns what nobody else does. */
    public Network unknown() {
        return networks.get(networks.size() - 1);
    }

    /** What is said of the routers, one a configuration entry. */
    public Collection<RouterIntent> routers() {
        return routers.values();
    }

    /** What is said of the routers of this configuration entry, or null if there is none. */
    public @Nullable RouterIntent router(String configuredAs) {
        return routers.get(configuredAs);
    }

    /** Whether the connections lead from the vantage to the network. Never true of a network at its own vantage. */
    public boolean expectedAt(int network, int vantage) {
        return reachability.expected(network, vantage);
    }

    /** The networks that the connections lead to from a vantage, in the order of the file. */
    public List<Network> expectedAt(int vantage) {
        return networks.stream()
                .filter(network -> expectedAt(network.index(), vantage))
                .toList();
    }

    /** Whether one network may pass on routes of another to a third: a transit link leads to one of the two. */
    public boolean mayPassOn(int network, int from, int to) {
        return reachability.transit(network, from) || reachability.transit(network, to);
    }

    /** AS numbers that reach each other without anybody between. */
    public List<Asn> providers() {
        return providers;
    }

    /** AS numbers of the provider of circuits. */
    public ProviderAsns providerAs() {
        return providerAs;
    }

    /** Whether an overlap between the addresses of the two is looked for. */
    public boolean overlapCompared(int a, int b) {
        int unknown = networks.size() - 1;
        if (a == unknown || b == unknown) {
            return a != b && !networks.get(a).isOpen() && !networks.get(b).isOpen();
        }
        return reachability.sameComponent(a, b);
    }

    /**
     * Whether an overlap of the two networks is meant.
     *
     * @param overlap the addresses that both use: the longer one of the two prefixes
     */
    public boolean overlapAllowed(Prefix overlap, int a, int b) {
        for (OverlapAllowed allowed : overlapsAllowed) {
            if (allowed.prefix().contains(overlap)
                    && allowed.between().contains(networks.get(a).name())
                    && allowed.between().contains(networks.get(b).name())) {
                return true;
            }
        }
        return false;
    }

    /** Whether the network may use this prefix because an allowed overlap covers it. */
    public boolean exemptByOverlap(int network, Prefix prefix) {
        for (OverlapAllowed allowed : overlapsAllowed) {
            if (allowed.prefix().contains(prefix)
                    && allowed.between().contains(networks.get(network).name())) {
                return true;
            }
        }
        return false;
    }

    /** Whether the network may send a default route to the vantage. */
    public boolean defaultAllowed(int network, int vantage) {
        return defaults.allowed(network, vantage);
    }

    /**
     * Whether the network must send a default route of this family to the vantage: in the families in which it and the
     * vantage's network declare prefixes, one that declares none standing for all.
     */
    public boolean defaultRequired(int network, int vantage, Family family) {
        return defaults.required(network, vantage, family);
    }

    /** Share of the address space, 0 to 1, from which a union of routes amounts to a default. */
    public double effectiveThreshold() {
        return effectiveThreshold;
    }

    /** All declared prefixes, and the blocks that connections declare. */
    public DeclaredSpace declared() {
        return declared;
    }

    /** The connections whose links have addresses of their own. */
    Links links() {
        return links;
    }

    /** What the network must show of a family wherever a connection leads to it. */
    public RequiredPrefixes required(int network, Family family) {
        return required[network * Family.count() + family.ordinal()];
    }

    /** Whether a community marks blackhole routes. */
    public boolean isBlackhole(int community) {
        return blackholes.length > 0 && Arrays.binarySearch(blackholes, community) >= 0;
    }

    boolean hasBlackholes() {
        return blackholes.length > 0;
    }

    /** The connections with two legs, in the order of the file. */
    public List<RedundantPair> redundantPairs() {
        return redundantPairs;
    }

    /** How many prefixes may go over the connections. */
    public List<ConnectionLimit> limits() {
        return limits;
    }

    /** The most paths of a family to hold of routers of this configuration entry, or null: no bound. */
    public @Nullable Integer maxPrefixes(String configuredAs, Family family) {
        return maxPrefixes.getOrDefault(configuredAs, Map.of()).get(family);
    }

    /** Exact prefixes whose presence is a metric. */
    public List<Prefix> watched() {
        return watched;
    }

    public RuleSettings rule(RuleName name) {
        return rules.getOrDefault(name, RuleSettings.defaults(name));
    }

    /**
     * Whether another intent says the same of a router, as far as that decides whose its routes are.
     *
     * @param configuredAs name of its configuration entry
     */
    public boolean seesAlike(Intent other, String configuredAs) {
        Predicate<RouterConfig> router = one -> one.name().equals(configuredAs);
        return ownership.views(router).equals(other.ownership.views(router));
    }

    /** By index here: where another intent has the network of the same name with the same terms, or -1. */
    public int[] untouched(Intent other) {
        Map<String, Object> ours = ownership.networks();
        Map<String, Object> theirs = other.ownership.networks();
        return networks().stream()
                .mapToInt(network -> {
                    Network same = other.network(network.name());
                    boolean alike = Objects.equals(ours.get(network.name()), theirs.get(network.name()));
                    return alike && same != null ? same.index() : -1;
                })
                .toArray();
    }

    /** AS numbers that the networks and their matches name, in 32 bits each, in the order of the file. */
    List<Integer> namedAsns() {
        return namedAsns;
    }

    /** The classes in which routers attribute alike. */
    List<VantageClass> vantageClasses() {
        return vantageClasses;
    }
}
