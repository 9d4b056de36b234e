package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.ConnectionConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Where routes go over connections, as the text says: those between one connection, or on two circuits that are joined, see each
 * other's routes, one hop, which is not chained. A transit link passes on what was learned, and what came over one goes on
 * everywhere. No route comes back to where it was.
 */
final class NaiveConnections {
    private final List<ConnectionConfig> connections;
    private final List<Hop> all;
    /** What depends on the configuration alone, worked out once. */
    private final Map<String, Set<String>> seen = new HashMap<>();

    private final Map<List<Object>, Set<String>> behind = new HashMap<>();

    private record Hop(String from, String to, boolean transit) {}

    NaiveConnections(List<ConnectionConfig> connections) {
        this.connections = connections;
        all = hops(connection -> true);
    }

    /** Whether the routes of one are to be visible at the other. */
    boolean connected(String a, String b) {
        return seen.computeIfAbsent(b, network -> {
                    Set<String> found = new HashSet<>();
                    walk(all, List.of(network), true, found);
                    found.remove(network);
                    return found;
                })
                .contains(a);
    }

    /** Whether nobody stands between the two. */
    boolean adjacent(String a, String b) {
        return all.stream().anyMatch(hop -> hop.from.equals(a) && hop.to.equals(b));
    }

    /** The networks of one side of a connection, and those that transit links lead to behind them; none of the other side. */
    Set<String> behind(ConnectionConfig connection, List<String> side) {
        return behind.computeIfAbsent(List.of(connection, side), once -> findBehind(connection, side));
    }

    private Set<String> findBehind(ConnectionConfig connection, List<String> side) {
        Set<String> found = new HashSet<>(side);
        Set<String> otherSide = new HashSet<>(connection.between());
        side.forEach(otherSide::remove);
        List<Hop> hops = new ArrayList<>(
                hops(other -> !other.equals(connection) && !other.joins().contains(connection.name())));
        hops.removeIf(hop -> otherSide.contains(hop.from) || otherSide.contains(hop.to));
        side.forEach(network -> walk(hops, List.of(network), false, found));
        return found;
    }

    /** What is behind the legs of a connection: what it is between, and what is joined to that and comes no other way. */
    Set<String> behindLegs(ConnectionConfig connection, List<String> vantages) {
        return behind.computeIfAbsent(
                List.of(connection.name(), vantages), once -> findBehindLegs(connection, vantages));
    }

    private Set<String> findBehindLegs(ConnectionConfig connection, List<String> vantages) {
        Set<String> found = new HashSet<>();
        for (ConnectionConfig join : connections) {
            if (join.joins().contains(connection.name())) {
                circuits(join).forEach(circuit -> found.addAll(circuit.between()));
            }
        }
        found.removeIf(network -> connections.stream()
                .anyMatch(direct ->
                        direct.between().contains(network) && vantages.stream().anyMatch(direct.between()::contains)));
        found.addAll(connection.between());
        vantages.forEach(found::remove);
        return found;
    }

    /**
     * Every way that ends with these networks, traced back from the last of them.
     *
     * @param free whether the hop before may be of any kind; else only a transit link leads on
     */
    private static void walk(List<Hop> hops, List<String> way, boolean free, Set<String> found) {
        String at = way.get(way.size() - 1);
        for (Hop hop : hops) {
            if (hop.from.equals(at) && !way.contains(hop.to) && (free || hop.transit)) {
                found.add(hop.to);
                walk(hops, Stream.concat(way.stream(), Stream.of(hop.to)).toList(), hop.transit, found);
            }
        }
    }

    private List<Hop> hops(Predicate<ConnectionConfig> over) {
        Set<Hop> hops = new HashSet<>();
        connections.stream().filter(over).forEach(connection -> {
            List<String> on = connection.joins().isEmpty()
                    ? connection.between()
                    : circuits(connection).stream()
                            .flatMap(circuit -> circuit.between().stream())
                            .toList();
            for (String from : on) {
                for (String to : on) {
                    if (!from.equals(to)) {
                        hops.add(new Hop(from, to, connection.transit()));
                    }
                }
            }
        });
        return List.copyOf(hops);
    }

    private List<ConnectionConfig> circuits(ConnectionConfig join) {
        return connections.stream()
                .filter(circuit -> join.joins().contains(circuit.name()))
                .toList();
    }
}
