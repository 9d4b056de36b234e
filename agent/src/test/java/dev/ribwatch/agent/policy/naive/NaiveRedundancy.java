package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.LegAspect;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * RedundancyLost and RedundancyMismatch. Remembers which leg was lost, and which required prefixes a leg lacked that the other
 * carried, for as long as that cannot be looked at.
 */
final class NaiveRedundancy extends NaiveRule {
    private record Key(String connection, String network, Family family) {}

    private final Map<Key, Integer> lost = new HashMap<>();
    private final Map<Key, List<Set<Prefix>>> explained = new HashMap<>();
    /** Connections that had legs at other routers in the intent before: what was open of those is not theirs. */
    private final Set<String> moved = new HashSet<>();

    /** What a leg is known to carry, with the length of the shortest path and with all paths, and what it may carry. */
    private record View(Map<Prefix, Integer> carried, Map<Prefix, List<Route>> paths, Set<Prefix> hidden) {}

    NaiveRedundancy(NaiveFacts facts) {
        super(facts, RuleName.REDUNDANCY_LOST, RuleName.REDUNDANCY_MISMATCH);
    }

    /** Whether the one leg at this router has lost the network, as far as was last seen. */
    boolean isLost(String router, String network, Family family) {
        return lost.entrySet().stream()
                .anyMatch(entry -> entry.getKey().network.equals(network)
                        && entry.getKey().family == family
                        && isOnly(router, legs(entry.getKey().connection), entry.getValue()));
    }

    private static boolean isOnly(String router, List<ConnectionConfig.Leg> legs, int leg) {
        return legs.get(leg).router().equals(router)
                && !legs.get(1 - leg).router().equals(router);
    }

    /** Whether a leg at this router lacks what makes this prefix visible on the other, and RedundancyMismatch would name it. */
    boolean isExplained(String router, String network, Prefix prefix) {
        return explained.entrySet().stream()
                .filter(entry -> entry.getKey().network.equals(network) && entry.getKey().family == prefix.family())
                .filter(entry -> applies(RuleName.REDUNDANCY_MISMATCH, entry.getKey(), prefix))
                .anyMatch(entry -> {
                    List<ConnectionConfig.Leg> legs = legs(entry.getKey().connection);
                    return List.of(0, 1).stream()
                            .anyMatch(leg -> legs.get(leg).router().equals(router)
                                    && entry.getValue().get(leg).contains(prefix));
                });
    }

    private List<ConnectionConfig.Leg> legs(String connection) {
        return facts.config.connections().stream()
                .filter(one -> one.name().equals(connection) && one.secondary() != null)
                .map(one -> List.of(one.primary(), one.secondary()))
                .findFirst()
                .orElse(List.of());
    }

    private List<Key> keys() {
        List<Key> keys = new ArrayList<>();
        for (ConnectionConfig connection : facts.config.connections()) {
            if (legs(connection.name()).isEmpty()) {
                continue;
            }
            RouterConfig first = facts.router(connection.primary().router());
            RouterConfig second = facts.router(connection.secondary().router());
            List<String> vantages = List.of(first.network(), second.network());
            for (Family family : Family.values()) {
                for (String network : facts.connections.behindLegs(connection, vantages)) {
                    if (first.families().contains(family) && second.families().contains(family)) {
                        keys.add(new Key(connection.name(), network, family));
                    }
                }
            }
        }
        return keys;
    }

    @Override
    boolean rests(Subject subject, String router) {
        return legs(subject.connection()).stream().anyMatch(leg -> leg.router().equals(router));
    }

    @Override
    void renewed(String router) {
        lost.keySet().removeIf(key -> isLeg(key, router));
        explained.keySet().removeIf(key -> isLeg(key, router));
    }

    private boolean isLeg(Key key, String router) {
        return legs(key.connection).stream().anyMatch(leg -> leg.router().equals(router));
    }

    @Override
    boolean canBe(Subject subject, RouterConfig router, NetworkConfig network) {
        Key key = new Key(subject.connection(), subject.network(), subject.family());
        return keys().contains(key)
                && !moved.contains(key.connection)
                && applies(subject.rule(), key, null)
                && !(subject.rule() == RuleName.REDUNDANCY_LOST && mayGo(key, lost.get(key)));
    }

    @Override
    void takeOver(NaiveRule previous) {
        NaiveRedundancy before = (NaiveRedundancy) previous;
        facts.config.connections().stream()
                .map(ConnectionConfig::name)
                .filter(name -> !routers(name).equals(before.routers(name)))
                .forEach(moved::add);
        lost.putAll(before.lost);
    }

    private List<String> routers(String connection) {
        return legs(connection).stream().map(ConnectionConfig.Leg::router).toList();
    }

    @Override
    void inherit(NaiveRule previous, Set<Subject> open) {
        NaiveRedundancy before = (NaiveRedundancy) previous;
        lost.keySet().removeIf(key -> !open.contains(subject(RuleName.REDUNDANCY_LOST, key)));
        for (Key key : keys()) {
            if (before.explained.containsKey(key) && open.contains(subject(RuleName.REDUNDANCY_MISMATCH, key))) {
                explained.put(key, before.explained.get(key));
            }
        }
    }

    private static Subject subject(RuleName rule, Key key) {
        return new Subject(rule, key.network, null, null, null, null, key.family, key.connection, null);
    }

    /** Whether planned changes take all of the network at this leg. */
    private boolean mayGo(Key key, int leg) {
        return NaiveExpected.goesAltogether(
                facts, key.network, legs(key.connection).get(leg).router(), key.family);
    }

    /** Whether the other leg carries anything that planned changes do not announce there alone. */
    private boolean lacksUnplanned(Key key, Set<Prefix> carried, String lacking, String carrying) {
        return carried.stream()
                .anyMatch(prefix -> NaiveExpected.isDifference(facts, key.network, prefix, null, List.of(lacking))
                        || !NaiveExpected.isDifference(facts, key.network, prefix, null, List.of(carrying)));
    }

    private boolean applies(RuleName name, Key key, Prefix prefix) {
        RuleConfig rule = facts.config.policy().rules().get(name);
        return rule == null
                || rule.enabled()
                        && rule.except().stream()
                                .noneMatch(except -> except.router() == null
                                        && except.otherNetwork() == null
                                        && (except.network() == null
                                                || except.network().equals(key.network))
                                        && (except.connection() == null
                                                || except.connection().equals(key.connection))
                                        && (except.prefix() == null
                                                || prefix != null
                                                        && except.prefix().contains(prefix)));
    }

    @Override
    void judge(Map<Subject, Truth> before, Map<Subject, Truth> now) {
        keys().forEach(key -> judge(key, before, now));
    }

    private void judge(Key key, Map<Subject, Truth> before, Map<Subject, Truth> now) {
        List<ConnectionConfig.Leg> legs = legs(key.connection);
        List<View> views = legs.stream().map(leg -> view(key, leg)).toList();
        List<String> routers = legs.stream().map(ConnectionConfig.Leg::router).toList();
        Subject loss = subject(RuleName.REDUNDANCY_LOST, key);
        Subject mismatch = subject(RuleName.REDUNDANCY_MISMATCH, key);
        if (!legs.stream().allMatch(leg -> facts.judged(leg.router(), key.family))) {
            for (Subject kept : List.of(loss, mismatch)) {
                if (before.containsKey(kept)) {
                    now.put(kept, new Truth(before.get(kept).severity(), true));
                }
            }
            for (int leg = 0; leg < 2 && explained.containsKey(key); leg++) {
                List<Prefix> carried = List.copyOf(views.get(leg).carried.keySet());
                explained.get(key).get(leg).removeIf(prefix -> NaiveVisibility.isVisible(prefix, carried));
            }
            return;
        }
        lost.remove(key);
        explained.remove(key);
        for (int leg = 0; leg < 2; leg++) {
            if (applies(RuleName.REDUNDANCY_LOST, key, null)
                    && views.get(leg).carried.isEmpty()
                    && views.get(leg).hidden.isEmpty()
                    && lacksUnplanned(key, views.get(1 - leg).carried.keySet(), routers.get(leg), routers.get(1 - leg))
                    && !mayGo(key, leg)) {
                lost.put(key, leg);
                now.put(loss, new Truth(facts.severity(RuleName.REDUNDANCY_LOST, Severity.WARNING), false));
                return;
            }
        }
        if (!applies(RuleName.REDUNDANCY_MISMATCH, key, null)) {
            return;
        }
        boolean differs = false;
        boolean longer = false;
        List<Set<Prefix>> lacking = List.of(new HashSet<>(), new HashSet<>());
        for (int leg = 0; leg < 2; leg++) {
            View here = views.get(leg);
            View there = views.get(1 - leg);
            for (Prefix prefix : here.carried.keySet()) {
                if (prefix.length() > 0 && applies(RuleName.REDUNDANCY_MISMATCH, key, prefix)) {
                    Integer other = there.carried.get(prefix);
                    differs |= other == null
                            && !there.hidden.contains(prefix)
                            && !NaiveExpected.isDifference(
                                    facts, key.network, prefix, routers.get(1 - leg), List.of(routers.get(leg)));
                    differs |= other != null && isUnlike(routers, here.paths.get(prefix), leg, there.paths.get(prefix));
                    int difference = other == null ? 0 : here.carried.get(prefix) - other;
                    longer |= difference > 0
                            && !legs(key.connection).get(leg).prepended()
                            && !NaiveExpected.isDifference(facts, key.network, prefix, null, routers);
                }
            }
            for (Prefix required : facts.network(key.network).required()) {
                if (required.family() == key.family
                        && !NaiveVisibility.isVisible(required, List.copyOf(here.carried.keySet()))
                        && NaiveVisibility.isVisible(required, List.copyOf(there.carried.keySet()))) {
                    lacking.get(leg).add(required);
                }
            }
        }
        if (differs || longer) {
            Severity severity = differs ? Severity.WARNING : Severity.INFO;
            now.put(mismatch, new Truth(facts.severity(RuleName.REDUNDANCY_MISMATCH, severity), false));
            explained.put(key, lacking);
        }
    }

    /** Whether all paths here have another origin than all there, and those are known; the same of communities. */
    private boolean isUnlike(List<String> routers, List<Route> here, int leg, List<Route> there) {
        RuleConfig rule = facts.config.policy().rules().get(RuleName.REDUNDANCY_MISMATCH);
        Set<LegAspect> compared = rule == null ? Set.of() : rule.compare();
        List<Long> origins = here.stream()
                .map(route -> origin(route, facts.router(routers.get(leg))))
                .toList();
        List<Long> others = there.stream()
                .map(route -> origin(route, facts.router(routers.get(1 - leg))))
                .toList();
        boolean known = !origins.contains(Route.NONE) && !others.contains(Route.NONE);
        boolean otherOrigin = known && Collections.disjoint(origins, others);
        boolean otherCommunities = Collections.disjoint(communities(here), communities(there));
        return compared.contains(LegAspect.ORIGIN) && otherOrigin
                || compared.contains(LegAspect.COMMUNITIES) && otherCommunities;
    }

    private static long origin(Route route, RouterConfig router) {
        List<Long> path = route.sequence(router);
        return route.hasSet() || path.isEmpty() ? Route.NONE : path.get(path.size() - 1);
    }

    private static List<Set<String>> communities(List<Route> routes) {
        return routes.stream()
                .map(route -> route.communities().stream()
                        .filter(text -> !text.startsWith("otc:"))
                        .collect(Collectors.toSet()))
                .toList();
    }

    /** A router that tells one path a prefix may hide what it has behind one that goes elsewhere. */
    private View view(Key key, ConnectionConfig.Leg leg) {
        Map<Prefix, Integer> carried = new TreeMap<>();
        Map<Prefix, List<Route>> paths = new HashMap<>();
        Set<Prefix> hidden = new HashSet<>();
        List<Prefix> links = facts.config.connections().stream()
                .filter(connection -> connection.name().equals(key.connection))
                .flatMap(connection -> connection.terms().linkBlocks().stream())
                .toList();
        for (Prefix prefix : facts.prefixesOf(leg.router(), key.family, key.network, true)) {
            if (links.stream().anyMatch(block -> block.contains(prefix))) {
                continue; // each leg has its own
            }
            List<Route> routes = facts.paths(leg.router(), prefix, key.network).stream()
                    .filter(route -> !facts.isBlackhole(route))
                    .toList();
            List<Route> counted =
                    routes.stream().filter(route -> isOf(leg, route)).toList();
            paths.put(prefix, counted);
            counted.stream()
                    .mapToInt(route -> route.hops(facts.router(leg.router())))
                    .min()
                    .ifPresent(shortest -> carried.put(prefix, shortest));
            if (!carried.containsKey(prefix) && !routes.isEmpty() && !facts.addPath(leg.router())) {
                hidden.add(prefix);
            }
        }
        return new View(carried, paths, hidden);
    }

    private static boolean isOf(ConnectionConfig.Leg leg, Route route) {
        return leg.nextHop().isEmpty()
                || leg.nextHop().stream().anyMatch(range -> range.contains(Prefix.parse(route.nextHop())));
    }
}
