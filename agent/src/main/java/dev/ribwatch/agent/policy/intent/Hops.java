package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.ConnectionConfig;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Hops from network to network, and how far routes get by them.
 *
 * <p>A hop is one connection, or two circuits that a join makes one. Two hops follow each other only where one of the two is a
 * transit link; and no route comes back to a network where it was (RFC 4271 section 9.1.2), so a transit link does not make
 * its own end hand on what other hops brought there.
 */
final class Hops {
    private final BitSet[] direct;
    private final BitSet[] transit;
    /** Of each network those, itself included, that transit links lead to: they hand each other all that they learn. */
    private final BitSet[] groups;

    private Hops(BitSet[] direct, BitSet[] transit) {
        this.direct = direct;
        this.transit = transit;
        groups = new BitSet[direct.length];
        for (int network = 0; network < groups.length; network++) {
            groups[network] = group(network);
        }
    }

    /**
     * Hops over connections.
     *
     * @param indexes of the networks that there are
     * @param without names of networks that no hop leads to or from
     */
    static Hops of(Map<String, Integer> indexes, List<ConnectionConfig> connections, Set<String> without) {
        BitSet[] direct = matrix(indexes.size());
        BitSet[] transit = matrix(indexes.size());
        Map<String, int[]> members = new HashMap<>();
        for (ConnectionConfig connection : connections) {
            int[] between = connection.between().stream()
                    .filter(name -> !without.contains(name))
                    .mapToInt(indexes::get)
                    .toArray();
            members.put(connection.name(), between);
            mesh(connection.transit() ? transit : direct, between, between);
        }
        for (ConnectionConfig connection : connections) {
            List<int[]> sides = connection.joins().stream()
                    .map(name -> members.getOrDefault(name, new int[0]))
                    .toList();
            for (int i = 0; i < sides.size(); i++) {
                for (int j = i + 1; j < sides.size(); j++) {
                    mesh(direct, sides.get(i), sides.get(j));
                }
            }
        }
        return new Hops(direct, transit);
    }

    private static BitSet[] matrix(int size) {
        BitSet[] rows = new BitSet[size];
        for (int i = 0; i < size; i++) {
            rows[i] = new BitSet(size);
        }
        return rows;
    }

    private static void mesh(BitSet[] rows, int[] left, int[] right) {
        for (int a : left) {
            for (int b : right) {
                if (a != b) {
                    rows[a].set(b);
                    rows[b].set(a);
                }
            }
        }
    }

    private BitSet group(int network) {
        BitSet group = new BitSet();
        ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(network));
        group.set(network);
        while (!queue.isEmpty()) {
            BitSet next = (BitSet) transit[queue.remove()].clone();
            next.andNot(group);
            group.or(next);
            next.stream().forEach(queue::add);
        }
        return group;
    }

    /** The networks that one hop leads to. */
    BitSet next(int network) {
        BitSet next = (BitSet) direct[network].clone();
        next.or(transit[network]);
        return next;
    }

    /** Whether a transit link is between the two. */
    boolean isTransit(int a, int b) {
        return transit[a].get(b);
    }

    /** Every other network that routes from this one reach, and that routes reach it from. */
    BitSet reachable(int network) {
        return walk(network, groups[network]);
    }

    /** Every other network that a transit link leads to, or leads to the way to. */
    BitSet overTransit(int network) {
        return walk(network, allBut(network));
    }

    private BitSet allBut(int network) {
        BitSet others = (BitSet) groups[network].clone();
        others.clear(network);
        return others;
    }

    /** Where a route came into a group, and all groups that it has been in. */
    private record Arrival(int network, BitSet passed) {}

    /**
     * Of several ways to a network the one of fewest hops goes on.
     *
     * @param exits of the network's group those that hand its routes to what is not in the group
     */
    private BitSet walk(int start, BitSet exits) {
        BitSet reached = (BitSet) groups[start].clone();
        BitSet entered = new BitSet();
        ArrayDeque<Arrival> queue = new ArrayDeque<>();
        leave(exits, groups[start], entered, queue);
        while (!queue.isEmpty()) {
            Arrival at = queue.remove();
            reached.or(groups[at.network]);
            leave(allBut(at.network), at.passed, entered, queue);
        }
        reached.clear(start);
        return reached;
    }

    private void leave(BitSet exits, BitSet passed, BitSet entered, ArrayDeque<Arrival> queue) {
        BitSet next = new BitSet();
        exits.stream().forEach(exit -> next.or(direct[exit]));
        next.andNot(passed);
        next.andNot(entered);
        entered.or(next);
        next.stream().forEach(network -> {
            BitSet all = (BitSet) passed.clone();
            all.or(groups[network]);
            queue.add(new Arrival(network, all));
        });
    }
}
