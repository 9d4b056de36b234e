package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.PolicyConfig;
import dev.ribwatch.config.PolicyConfig.DefaultRoute;
import dev.ribwatch.config.value.Family;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** Who may and who must send a default route to which vantage. */
final class Defaults {
    private final int networks;
    private final BitSet allowed = new BitSet();
    private final BitSet[] required = new BitSet[Family.count()];

    Defaults(Map<String, Network> networksByName, PolicyConfig policy) {
        networks = networksByName.size();
        for (int family = 0; family < required.length; family++) {
            required[family] = new BitSet();
        }
        mark(policy.defaultAllowed(), networksByName, false);
        mark(policy.defaultRequired(), networksByName, true);
    }

    private void mark(List<DefaultRoute> routes, Map<String, Network> networksByName, boolean must) {
        for (DefaultRoute route : routes) {
            Network sender = named(networksByName, route.network());
            for (String at : route.at()) {
                Network vantage = named(networksByName, at);
                int cell = cell(sender.index(), vantage.index());
                allowed.set(cell);
                for (int i = 0; must && i < required.length; i++) {
                    if (uses(sender, Family.of(i)) && uses(vantage, Family.of(i))) {
                        required[i].set(cell);
                    }
                }
            }
        }
    }

    private static Network named(Map<String, Network> networksByName, String name) {
        Network network = networksByName.get(name);
        if (network == null) {
            throw new IllegalArgumentException("no such network: " + name);
        }
        return network;
    }

    private static boolean uses(Network network, Family family) {
        return network.declares(family) || network.prefixes().isEmpty();
    }

    private int cell(int network, int vantage) {
        return network * networks + vantage;
    }

    boolean allowed(int network, int vantage) {
        return allowed.get(cell(network, vantage));
    }

    boolean required(int network, int vantage, Family family) {
        return required[family.ordinal()].get(cell(network, vantage));
    }
}
