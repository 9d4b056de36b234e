package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.ConnectionConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which network must be visible at which vantage, and which networks share addresses.
 *
 * <p>A hop is one connection, or two circuits that a join makes one. Routes take a single hop; they are handed from one
 * hop to the next only where one of the two is a transit link. So joins never chain, a circuit is no transit, and the
 * relation is symmetric: who sees is seen.
 */
final class Reachability {
    private final BitSet[] sees;
    private final BitSet[] transit;
    private final int[] component;

    private Reachability(BitSet[] sees, BitSet[] transit, int[] component) {
        this.transit = transit;
        this.sees = sees;
        this.component = component;
    }

    static Reachability of(List<Network> networks, List<ConnectionConfig> connections) {
        Map<String, Integer> indexes = new HashMap<>();
        for (Network network : networks) {
            indexes.put(network.name(), network.index());
        }
        BitSet[] direct = matrix(networks.size());
        BitSet[] transit = matrix(networks.size());
        Map<String, int[]> members = new HashMap<>();
        for (ConnectionConfig connection : connections) {
            int[] between = connection.between().stream().mapToInt(indexes::get).toArray();
            members.put(connection.name(), between);
            mesh(connection.transit() ? transit : direct, between, between);
        }
        for (ConnectionConfig connection : connections) {
            if (connection.type() == ConnectionConfig.Type.GLOBAL_REACH) {
                List<int[]> sides = new ArrayList<>();
                connection.joins().forEach(name -> sides.add(members.getOrDefault(name, new int[0])));
                for (int i = 0; i < sides.size(); i++) {
                    for (int j = i + 1; j < sides.size(); j++) {
                        mesh(direct, sides.get(i), sides.get(j));
                    }
                }
            }
        }
        BitSet[] sees = new BitSet[networks.size()];
        for (int network = 0; network < sees.length; network++) {
            sees[network] = walk(network, direct, transit);
        }
        return new Reachability(sees, transit, components(networks, direct, transit));
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

    /** Every network that a walk from this one reaches; two hops in a row need a transit link among them. */
    private static BitSet walk(int start, BitSet[] direct, BitSet[] transit) {
        BitSet overDirect = new BitSet();
        BitSet overTransit = new BitSet();
        ArrayDeque<Integer> arrivedDirect = new ArrayDeque<>();
        ArrayDeque<Integer> arrivedTransit = new ArrayDeque<>();
        arrivedTransit.add(start); // at its origin a route may take any hop
        overTransit.set(start);
        while (!arrivedDirect.isEmpty() || !arrivedTransit.isEmpty()) {
            boolean anyHop = !arrivedTransit.isEmpty();
            int at = anyHop ? arrivedTransit.remove() : arrivedDirect.remove();
            arrive(transit[at], overTransit, arrivedTransit);
            if (anyHop) {
                arrive(direct[at], overDirect, arrivedDirect);
            }
        }
        overTransit.or(overDirect);
        overTransit.clear(start);
        return overTransit;
    }

    private static void arrive(BitSet next, BitSet seen, ArrayDeque<Integer> queue) {
        for (int network = next.nextSetBit(0); network >= 0; network = next.nextSetBit(network + 1)) {
            if (!seen.get(network)) {
                seen.set(network);
                queue.add(network);
            }
        }
    }

    /** Connected components without the open networks, which connect nobody's addresses. */
    private static int[] components(List<Network> networks, BitSet[] direct, BitSet[] transit) {
        int[] component = new int[networks.size()];
        Arrays.fill(component, -1);
        for (Network network : networks) {
            if (network.isOpen() || component[network.index()] >= 0) {
                continue;
            }
            ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(network.index()));
            while (!queue.isEmpty()) {
                int at = queue.remove();
                component[at] = network.index();
                BitSet next = (BitSet) direct[at].clone();
                next.or(transit[at]);
                next.stream()
                        .filter(n -> component[n] < 0 && !networks.get(n).isOpen())
                        .forEach(queue::add);
            }
        }
        return component;
    }

    /** Whether routes of the network are expected at the vantage; a network is not expected at its own. */
    boolean expected(int network, int vantage) {
        return sees[vantage].get(network);
    }

    /** Whether a transit link is between the two. */
    boolean transit(int a, int b) {
        return transit[a].get(b);
    }

    /** Whether the two are different, not open, and in one connected component. */
    boolean sameComponent(int a, int b) {
        return a != b && component[a] >= 0 && component[a] == component[b];
    }
}
