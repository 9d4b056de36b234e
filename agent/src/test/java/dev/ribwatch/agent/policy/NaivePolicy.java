package dev.ribwatch.agent.policy;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.PolicyConfig.DefaultRoute;
import dev.ribwatch.config.PolicyConfig.OverlapAllowed;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RouterConfig.OwnRoutes;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Community;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The rules as the text has them, applied to the whole table from scratch each time: the oracle of {@link PolicyEngine}. All
 * it remembers is what the text says must be remembered: what was open, and which routers showed it.
 *
 * <p>Networks match by one community each, and all connections are plain links of two.
 */
final class NaivePolicy {
    enum State {
        NEVER_UP,
        DOWN,
        SYNCING,
        CONVERGED
    }

    /** One path at one router. */
    record Route(Set<String> communities) {}

    /** A finding as far as it can be compared: {@code otherPrefix} only where it is declared space. */
    record Subject(
            RuleName rule,
            String network,
            String otherNetwork,
            String router,
            Prefix prefix,
            Prefix otherPrefix,
            Family family) {}

    record Truth(Severity severity, boolean unknown) {}

    private record Place(String router, Family family) {}

    private record Pair(String offender, Prefix prefix, String victim) {}

    private static final String UNKNOWN = "unknown";

    private final Config config;
    private final List<NetworkConfig> networks;
    final Map<Place, Map<Prefix, Map<Integer, Route>>> table = new HashMap<>();
    private final Map<Place, State> states = new HashMap<>();
    private Map<Subject, Truth> open = new HashMap<>();
    private final Map<Pair, Set<String>> showedOffender = new HashMap<>();
    private final Map<Pair, Set<String>> showedVictim = new HashMap<>();
    /** What depends on the configuration alone, worked out once. */
    private final Map<List<String>, Boolean> compared = new HashMap<>();

    private final Map<Prefix, Map<Route, String>> owners = new HashMap<>();

    NaivePolicy(Config config) {
        this.config = config;
        networks = Stream.concat(
                        config.networks().stream(),
                        Stream.of(new NetworkConfig(
                                UNKNOWN, List.of(), List.of(), List.of(), MoreSpecifics.NONE, false, false, List.of())))
                .toList();
        for (RouterConfig router : config.routers()) {
            for (Family family : Family.values()) {
                table.put(new Place(router.name(), family), new TreeMap<>());
                states.put(new Place(router.name(), family), State.NEVER_UP);
            }
        }
    }

    /** A router is gone with all that was known of it, and another one has its name. */
    void renew(String router) {
        clear(router);
        for (Family family : Family.values()) {
            state(router, family, State.NEVER_UP);
        }
        open.keySet().removeIf(subject -> router.equals(subject.router));
        showedOffender.values().forEach(routers -> routers.remove(router));
        showedVictim.values().forEach(routers -> routers.remove(router));
    }

    /** The same table under another intent: what was open stays open as far as the subject can still be one. */
    NaivePolicy reloaded(Config next) {
        NaivePolicy other = new NaivePolicy(next);
        other.table.putAll(table);
        other.states.putAll(states);
        open.forEach((subject, truth) -> {
            if (other.canBe(subject)) {
                other.open.put(subject, truth);
            }
        });
        showedOffender.forEach((pair, routers) -> {
            if (other.open.keySet().stream().anyMatch(subject -> isOf(subject, pair))) {
                other.showedOffender.put(pair, new TreeSet<>(routers));
                other.showedVictim.put(pair, new TreeSet<>(showedVictim.get(pair)));
            }
        });
        return other;
    }

    private static boolean isOf(Subject subject, Pair pair) {
        return subject.rule == RuleName.OVERLAPPING_PREFIX
                && pair.equals(new Pair(subject.network, subject.prefix, subject.otherNetwork));
    }

    /** Whether this intent leaves it open that the subject is one, whatever routes there are. */
    private boolean canBe(Subject subject) {
        RouterConfig router = config.routers().stream()
                .filter(one -> one.name().equals(subject.router))
                .findFirst()
                .orElse(null);
        if (!applies(subject.rule, subject.network, subject.otherNetwork, router, subject.prefix)) {
            return false;
        }
        if (subject.rule == RuleName.SESSION_DOWN) {
            return true;
        }
        NetworkConfig network = network(subject.network);
        if (subject.rule == RuleName.OVERLAPPING_PREFIX) {
            NetworkConfig victim = network(subject.otherNetwork);
            Prefix declared = declaredHit(network, victim, subject.prefix);
            boolean live = network.name().compareTo(victim.name()) < 0 && !isDeclared(network, subject.prefix);
            return compared(network, victim)
                    && (declared == null ? live && subject.otherPrefix == null : declared.equals(subject.otherPrefix));
        }
        String vantage = router.network();
        boolean expected = connected(vantage, subject.network);
        boolean mayMiss = router.families().contains(subject.family) && expected;
        return switch (subject.rule) {
            case UNEXPECTED_DEFAULT_ROUTE ->
                !defaultIn(config.policy().defaultAllowed(), subject.network, vantage)
                        && !defaultIn(config.policy().defaultRequired(), subject.network, vantage)
                        && !heldOwn(router, subject.network);
            case EFFECTIVE_DEFAULT_ROUTE ->
                !(network.open() && (expected || vantage.equals(subject.network))) && !heldOwn(router, subject.network);
            case DEFAULT_ROUTE_MISSING ->
                router.families().contains(subject.family)
                        && bothUse(network, router, subject.family)
                        && defaultIn(config.policy().defaultRequired(), subject.network, vantage)
                        && !heldOwn(router, subject.network);
            case NETWORK_INVISIBLE -> mayMiss && declares(network, subject.family);
            case UNEXPECTED_VISIBILITY -> !expected && !vantage.equals(subject.network);
            case UNEXPECTED_PREFIX ->
                !network.open()
                        && !heldOwn(router, subject.network)
                        && !permitted(network, subject.prefix)
                        && !exempt(subject.network, subject.prefix);
            case MISSING_PREFIX -> mayMiss && network.required().contains(subject.prefix);
            default -> throw new IllegalStateException(subject.toString());
        };
    }

    private boolean bothUse(NetworkConfig network, RouterConfig router, Family family) {
        return Stream.of(network, network(router.network()))
                .allMatch(n -> n.prefixes().isEmpty() || declares(n, family));
    }

    private static boolean permitted(NetworkConfig network, Prefix prefix) {
        MoreSpecifics more = network.moreSpecifics();
        return network.prefixes().stream()
                .anyMatch(declared -> declared.equals(prefix)
                        || declared.contains(prefix)
                                && more.allowed()
                                && prefix.length() <= more.maxLength(prefix.family()));
    }

    private boolean exempt(String network, Prefix prefix) {
        return config.policy().overlapAllowed().stream()
                .anyMatch(allowed ->
                        allowed.prefix().contains(prefix) && allowed.between().contains(network));
    }

    private Prefix declaredHit(NetworkConfig offender, NetworkConfig victim, Prefix prefix) {
        return victim.prefixes().stream()
                .filter(hit -> hits(prefix, hit, offender.name(), victim.name()))
                .min(Comparator.comparingInt(Prefix::length).thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    void state(String router, Family family, State state) {
        states.put(new Place(router, family), state);
    }

    State state(String router, Family family) {
        return states.get(new Place(router, family));
    }

    void put(String router, Prefix prefix, int pathId, Set<String> communities) {
        rows(router, prefix.family())
                .computeIfAbsent(prefix, p -> new TreeMap<>())
                .put(pathId, new Route(communities));
    }

    void remove(String router, Prefix prefix, int pathId) {
        Map<Integer, Route> paths = rows(router, prefix.family()).get(prefix);
        if (paths != null && paths.remove(pathId) != null && paths.isEmpty()) {
            rows(router, prefix.family()).remove(prefix);
        }
    }

    void clear(String router) {
        for (Family family : Family.values()) {
            rows(router, family).clear();
        }
    }

    Map<Prefix, Map<Integer, Route>> rows(String router, Family family) {
        return table.get(new Place(router, family));
    }

    // ---- facts

    private String owner(Prefix prefix, Route route) {
        return owners.computeIfAbsent(prefix, p -> new HashMap<>())
                .computeIfAbsent(route, r -> decideOwner(prefix, route));
    }

    private String decideOwner(Prefix prefix, Route route) {
        List<NetworkConfig> candidates = config.networks().stream()
                .filter(network -> route.communities.contains(community(network)))
                .toList();
        if (candidates.isEmpty()) {
            return UNKNOWN;
        }
        if (candidates.size() > 1) {
            NetworkConfig best = null;
            int longest = -1;
            for (NetworkConfig candidate : candidates) {
                for (Prefix declared : candidate.prefixes()) {
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

    static String community(NetworkConfig network) {
        return network.match().get(0).community().get(0).toString();
    }

    private boolean isBlackhole(Route route) {
        return config.policy().blackholeCommunities().stream()
                .map(Community::toString)
                .anyMatch(route.communities::contains);
    }

    private boolean has(String router, Prefix prefix, String network) {
        return rows(router, prefix.family()).getOrDefault(prefix, Map.of()).values().stream()
                .anyMatch(route -> owner(prefix, route).equals(network));
    }

    /** The network's prefixes at a router; those that make something visible, or all. */
    private List<Prefix> prefixesOf(String router, Family family, String network, boolean visible) {
        List<Prefix> found = new ArrayList<>();
        rows(router, family).forEach((prefix, paths) -> {
            if (paths.values().stream()
                    .anyMatch(route -> owner(prefix, route).equals(network) && !(visible && isBlackhole(route)))) {
                found.add(prefix);
            }
        });
        return found;
    }

    private boolean connected(String a, String b) {
        return config.connections().stream()
                .map(ConnectionConfig::between)
                .anyMatch(between -> !a.equals(b) && between.contains(a) && between.contains(b));
    }

    private boolean compared(NetworkConfig a, NetworkConfig b) {
        return compared.computeIfAbsent(List.of(a.name(), b.name()), pair -> compare(a, b));
    }

    private boolean compare(NetworkConfig a, NetworkConfig b) {
        if (a.open() || b.open() || a.name().equals(b.name())) {
            return false;
        }
        if (a.name().equals(UNKNOWN) || b.name().equals(UNKNOWN)) {
            return true;
        }
        Set<String> reached = new TreeSet<>(Set.of(a.name()));
        boolean grew = true;
        while (grew) {
            grew = false;
            for (NetworkConfig next : config.networks()) {
                if (!next.open()
                        && !reached.contains(next.name())
                        && reached.stream().anyMatch(from -> connected(from, next.name()))) {
                    grew = reached.add(next.name());
                }
            }
        }
        return reached.contains(b.name());
    }

    private boolean judged(String router, Family family) {
        return state(router, family) == State.CONVERGED;
    }

    private RuleConfig rule(RuleName name) {
        return config.policy().rules().get(name);
    }

    private boolean applies(RuleName name, String network, String other, RouterConfig router, Prefix prefix) {
        RuleConfig rule = rule(name);
        if (rule == null) {
            return true;
        }
        return rule.enabled()
                && rule.except().stream()
                        .noneMatch(except -> (except.network() == null
                                        || except.network().equals(network))
                                && (except.otherNetwork() == null
                                        || except.otherNetwork().equals(other))
                                && (except.router() == null
                                        || router != null && except.router().equals(router.name()))
                                && (except.prefix() == null
                                        || prefix != null && except.prefix().contains(prefix)));
    }

    private Severity severity(RuleName name, Severity otherwise) {
        RuleConfig rule = rule(name);
        return rule == null || rule.severity() == null ? otherwise : rule.severity();
    }

    private boolean heldOwn(RouterConfig router, String network) {
        return router.ownRoutes() == OwnRoutes.HELD && router.network().equals(network);
    }

    private boolean defaultIn(List<DefaultRoute> list, String network, String vantage) {
        return list.stream()
                .anyMatch(entry -> entry.network().equals(network) && entry.at().contains(vantage));
    }

    private static boolean declares(NetworkConfig network, Family family) {
        return network.prefixes().stream().anyMatch(prefix -> prefix.family() == family);
    }

    private NetworkConfig network(String name) {
        return networks.stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow();
    }

    // ---- judgement

    /** What was open when last judged. */
    Map<Subject, Truth> open() {
        return open;
    }

    /** Judges everything anew and gives what is open. */
    Map<Subject, Truth> judge() {
        Map<Subject, Truth> before = open;
        Map<Subject, Truth> now = new HashMap<>();
        for (RouterConfig router : config.routers()) {
            judgeSession(router, now);
            for (Family family : Family.values()) {
                for (NetworkConfig network : networks) {
                    if (judged(router.name(), family)) {
                        judgeNetwork(router, family, network, before, now);
                    }
                }
            }
        }
        keepFrozen(before, now);
        judgeOverlaps(before, now);
        for (RouterConfig router : config.routers()) {
            for (Family family : Family.values()) {
                for (NetworkConfig network : networks) {
                    if (judged(router.name(), family)) {
                        judgeUnexpected(router, family, network, now);
                    }
                }
            }
        }
        open = now;
        return now;
    }

    private void keepFrozen(Map<Subject, Truth> before, Map<Subject, Truth> now) {
        before.forEach((subject, truth) -> {
            if (subject.router != null && subject.family != null && !judged(subject.router, subject.family)) {
                now.put(subject, new Truth(truth.severity, true));
            }
        });
    }

    private boolean isUp(String router) {
        return Stream.of(Family.values()).anyMatch(f -> judged(router, f))
                && Stream.of(Family.values()).noneMatch(f -> state(router, f) == State.SYNCING);
    }

    private void judgeSession(RouterConfig router, Map<Subject, Truth> now) {
        if (!isUp(router.name()) && applies(RuleName.SESSION_DOWN, null, null, router, null)) {
            boolean alone = config.routers().stream()
                    .noneMatch(other ->
                            !other.equals(router) && other.network().equals(router.network()) && isUp(other.name()));
            Severity severity = severity(RuleName.SESSION_DOWN, alone ? Severity.CRITICAL : Severity.WARNING);
            now.put(
                    new Subject(RuleName.SESSION_DOWN, null, null, router.name(), null, null, null),
                    new Truth(severity, false));
        }
    }

    private void judgeNetwork(
            RouterConfig router,
            Family family,
            NetworkConfig network,
            Map<Subject, Truth> before,
            Map<Subject, Truth> now) {
        String name = network.name();
        String vantage = router.network();
        boolean configured = router.families().contains(family);
        Prefix zero = new Prefix(family, 0, 0, 0);
        List<Prefix> all = prefixesOf(router.name(), family, name, false);
        List<Prefix> visible = prefixesOf(router.name(), family, name, true);
        boolean expected = connected(vantage, name);

        if (all.contains(zero)
                && !defaultIn(config.policy().defaultAllowed(), name, vantage)
                && !defaultIn(config.policy().defaultRequired(), name, vantage)
                && !heldOwn(router, name)) {
            add(now, RuleName.UNEXPECTED_DEFAULT_ROUTE, name, router, zero, family);
        }
        Subject effective =
                new Subject(RuleName.EFFECTIVE_DEFAULT_ROUTE, name, null, router.name(), null, null, family);
        boolean leftOut = network.open() && (expected || vantage.equals(name)) || heldOwn(router, name);
        if (!leftOut && amountsToDefault(all, family, before.containsKey(effective))) {
            add(now, RuleName.EFFECTIVE_DEFAULT_ROUTE, name, router, null, family);
        }
        boolean invisible = false;
        if (configured && expected && declares(network, family) && visible.isEmpty()) {
            invisible = add(now, RuleName.NETWORK_INVISIBLE, name, router, null, family);
        }
        if (!expected && !vantage.equals(name) && !visible.isEmpty()) {
            add(now, RuleName.UNEXPECTED_VISIBILITY, name, router, null, family);
        }
        if (configured
                && !invisible
                && bothUse(network, router, family)
                && defaultIn(config.policy().defaultRequired(), name, vantage)
                && !heldOwn(router, name)
                && !visible.contains(zero)) {
            add(now, RuleName.DEFAULT_ROUTE_MISSING, name, router, null, family);
        }
        if (configured && expected && !invisible) {
            for (Prefix required : network.required()) {
                if (required.family() == family && !isVisible(required, visible)) {
                    add(now, RuleName.MISSING_PREFIX, name, router, required, family);
                }
            }
        }
    }

    private boolean add(
            Map<Subject, Truth> now, RuleName rule, String network, RouterConfig router, Prefix prefix, Family family) {
        if (!applies(rule, network, null, router, prefix)) {
            return false;
        }
        now.put(
                new Subject(rule, network, null, router.name(), prefix, null, family),
                new Truth(severity(rule, rule.severity()), false));
        return true;
    }

    private static boolean isVisible(Prefix required, List<Prefix> visible) {
        List<Prefix> within = new ArrayList<>();
        for (Prefix prefix : visible) {
            if (prefix.equals(required) || prefix.contains(required) && prefix.length() > 1) {
                return true;
            }
            if (required.contains(prefix)) {
                within.add(prefix);
            }
        }
        return union(within).equals(size(required));
    }

    private boolean amountsToDefault(List<Prefix> prefixes, Family family, boolean wasOpen) {
        List<Prefix> clipped = new ArrayList<>();
        boolean half = false;
        for (Prefix prefix : prefixes) {
            if (prefix.length() == 0) {
                continue;
            }
            half |= prefix.length() == 1 && family == Family.IPV4_UNICAST;
            for (Prefix part : space(family)) {
                if (part.contains(prefix)) {
                    clipped.add(prefix);
                } else if (prefix.contains(part)) {
                    clipped.add(part);
                }
            }
        }
        double share = union(clipped).doubleValue() / union(space(family)).doubleValue();
        double threshold = config.policy().effectiveThreshold();
        return half || share >= (wasOpen ? threshold - 0.05 : threshold);
    }

    /** IPv4: the blocks 0 to 223; IPv6: 2000::/3. */
    private static List<Prefix> space(Family family) {
        if (family == Family.IPV6_UNICAST) {
            return List.of(Prefix.parse("2000::/3"));
        }
        return List.of(Prefix.parse("0.0.0.0/1"), Prefix.parse("128.0.0.0/2"), Prefix.parse("192.0.0.0/3"));
    }

    private static BigInteger size(Prefix prefix) {
        return BigInteger.ONE.shiftLeft(128 - prefix.length());
    }

    private static BigInteger union(List<Prefix> prefixes) {
        BigInteger sum = BigInteger.ZERO;
        for (Prefix prefix : new TreeSet<>(prefixes)) {
            boolean inside = prefixes.stream().anyMatch(other -> !other.equals(prefix) && other.contains(prefix));
            sum = inside ? sum : sum.add(size(prefix));
        }
        return sum;
    }

    // ---- overlaps

    /** Whether EffectiveDefaultRoute holds for the network at the router and stands for this prefix. */
    private static boolean explained(Map<Subject, Truth> now, String network, String router, Prefix prefix) {
        int bound = prefix.family() == Family.IPV4_UNICAST ? 8 : 16;
        return prefix.length() < bound
                && now.containsKey(new Subject(
                        RuleName.EFFECTIVE_DEFAULT_ROUTE, network, null, router, null, null, prefix.family()));
    }

    private Set<String> showing(Map<Subject, Truth> now, String network, Prefix prefix) {
        Set<String> routers = new TreeSet<>();
        for (RouterConfig router : config.routers()) {
            if (judged(router.name(), prefix.family())
                    && has(router.name(), prefix, network)
                    && !explained(now, network, router.name(), prefix)) {
                routers.add(router.name());
            }
        }
        return routers;
    }

    private boolean allowed(Prefix overlap, String a, String b) {
        for (OverlapAllowed allowed : config.policy().overlapAllowed()) {
            if (allowed.prefix().contains(overlap) && allowed.between().containsAll(List.of(a, b))) {
                return true;
            }
        }
        return false;
    }

    private boolean hits(Prefix prefix, Prefix other, String a, String b) {
        return prefix.overlaps(other) && !allowed(prefix.length() > other.length() ? prefix : other, a, b);
    }

    private static boolean isDeclared(NetworkConfig network, Prefix prefix) {
        return network.prefixes().stream().anyMatch(declared -> declared.contains(prefix));
    }

    private void judgeOverlaps(Map<Subject, Truth> before, Map<Subject, Truth> now) {
        Set<Prefix> everywhere = new TreeSet<>();
        table.values().forEach(rows -> everywhere.addAll(rows.keySet()));
        Set<Pair> pairs = new HashSet<>(showedOffender.keySet());
        for (Prefix prefix : everywhere) {
            for (NetworkConfig offender : networks) {
                for (NetworkConfig victim : networks) {
                    if (prefix.length() > 0 && compared(offender, victim)) {
                        pairs.add(new Pair(offender.name(), prefix, victim.name()));
                    }
                }
            }
        }
        for (Pair pair : pairs) {
            judgeOverlap(pair, everywhere, before, now);
        }
    }

    private void judgeOverlap(Pair pair, Set<Prefix> everywhere, Map<Subject, Truth> before, Map<Subject, Truth> now) {
        NetworkConfig offender = network(pair.offender);
        NetworkConfig victim = network(pair.victim);
        Prefix prefix = pair.prefix;
        if (!applies(RuleName.OVERLAPPING_PREFIX, offender.name(), victim.name(), null, prefix)) {
            return;
        }
        Prefix declared = declaredHit(offender, victim, prefix);
        Set<String> offenders = showing(now, offender.name(), prefix);
        Set<String> victims = new TreeSet<>();
        Prefix live = null;
        if (declared == null && offender.name().compareTo(victim.name()) < 0 && !isDeclared(offender, prefix)) {
            for (Prefix other : everywhere) {
                if (other.length() > 0
                        && hits(prefix, other, offender.name(), victim.name())
                        && !isDeclared(victim, other)) {
                    Set<String> showing = showing(now, victim.name(), other);
                    victims.addAll(showing);
                    live = live == null && !showing.isEmpty() ? other : live;
                }
            }
        }
        boolean certain = !offenders.isEmpty() && (declared != null || live != null);
        Subject subject = new Subject(
                RuleName.OVERLAPPING_PREFIX, offender.name(), victim.name(), null, prefix, declared, prefix.family());
        Truth was = before.get(subject);
        if (was != null) {
            keepUnjudged(showedOffender.get(pair), offenders, prefix.family());
            keepUnjudged(showedVictim.get(pair), victims, prefix.family());
        }
        boolean holds = certain || was != null && !offenders.isEmpty() && (declared != null || !victims.isEmpty());
        if (!holds) {
            showedOffender.remove(pair);
            showedVictim.remove(pair);
            return;
        }
        showedOffender.put(pair, offenders);
        showedVictim.put(pair, victims);
        Prefix hit = declared != null ? declared : live;
        Severity severity = !certain
                ? was.severity
                : severity(RuleName.OVERLAPPING_PREFIX, hit.contains(prefix) ? Severity.CRITICAL : Severity.WARNING);
        now.put(subject, new Truth(severity, !certain));
    }

    private void keepUnjudged(Set<String> before, Set<String> into, Family family) {
        before.stream().filter(router -> !judged(router, family)).forEach(into::add);
    }

    // ---- what loses against overlaps

    private void judgeUnexpected(RouterConfig router, Family family, NetworkConfig network, Map<Subject, Truth> now) {
        String name = network.name();
        if (network.open()
                || heldOwn(router, name)
                || now.containsKey(
                        new Subject(RuleName.UNEXPECTED_VISIBILITY, name, null, router.name(), null, null, family))) {
            return;
        }
        for (Prefix prefix : prefixesOf(router.name(), family, name, false)) {
            boolean overlaps = now.keySet().stream()
                    .anyMatch(subject -> subject.rule == RuleName.OVERLAPPING_PREFIX && subject.prefix.equals(prefix));
            if (prefix.length() > 0
                    && !permitted(network, prefix)
                    && !exempt(name, prefix)
                    && !overlaps
                    && !explained(now, name, router.name(), prefix)) {
                add(now, RuleName.UNEXPECTED_PREFIX, name, router, prefix, family);
            }
        }
    }
}
