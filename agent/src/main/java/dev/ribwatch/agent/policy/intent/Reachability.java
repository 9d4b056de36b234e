package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.ConnectionConfig;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which network must be visible at which vantage, and which networks share addresses.
 *
 * <p>{@link Hops} tells how far routes get. The relation is symmetric: who sees is seen.
 */
final class Reachability {
    private final Hops hops;
    private final BitSet[] sees;
    private final int[] component;

    private Reachability(Hops hops, BitSet[] sees, int[] component) {
        this.hops = hops;
        this.sees = sees;
        this.component = component;
    }

    static Reachability of(List<Network> networks, List<ConnectionConfig> connections) {
        Map<String, Integer> indexes = new HashMap<>();
        for (Network network : networks) {
            indexes.put(network.name(), network.index());
        }
        Hops hops = Hops.of(indexes, connections, Set.of());
        BitSet[] sees = new BitSet[networks.size()];
        for (int network = 0; network < sees.length; network++) {
            sees[network] = hops.reachable(network);
        }
        return new Reachability(hops, sees, components(networks, hops));
    }

    /** Connected components without the open networks, which connect nobody's addresses. */
    private static int[] components(List<Network> networks, Hops hops) {
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
                hops.next(at).stream()
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
        return hops.isTransit(a, b);
    }

    /** Whether the two are different, not open, and in one connected component. */
    boolean sameComponent(int a, int b) {
        return a != b && component[a] >= 0 && component[a] == component[b];
    }
}
