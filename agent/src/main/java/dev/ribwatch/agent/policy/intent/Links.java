package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** The connections whose links have addresses of their own, in the order of the file. Immutable. */
final class Links {
    private final List<Link> links = new ArrayList<>();

    /**
     * Space that no network declares: what the links of a connection are addressed from.
     *
     * @param connection its name
     * @param ends the networks that the connection is between, by index
     */
    private record Link(String connection, BitSet ends, List<Prefix> blocks) {}

    private Links() {}

    static Links of(List<ConnectionConfig> connections, Map<String, Network> networks) {
        Links links = new Links();
        for (ConnectionConfig connection : connections) {
            List<Prefix> blocks = connection.terms().linkBlocks();
            if (!blocks.isEmpty()) {
                BitSet ends = new BitSet();
                for (String end : connection.between()) {
                    Network network = networks.get(end);
                    if (network != null) {
                        ends.set(network.index());
                    }
                }
                links.links.add(new Link(connection.name(), ends, blocks));
            }
        }
        return links;
    }

    int size() {
        return links.size();
    }

    List<Prefix> blocks(int link) {
        return links.get(link).blocks;
    }

    String connection(int link) {
        return links.get(link).connection;
    }

    /** Whether the connection is between this network and others. */
    boolean leadsTo(int link, int network) {
        return links.get(link).ends.get(network);
    }
}
