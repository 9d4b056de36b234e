package dev.ribwatch.agent.query;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.preset.ProviderAsns;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Community;
import dev.ribwatch.config.value.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An intent in the making: networks and connections as they were seen, and what else must be allowed for what is there to be
 * no finding. The latter grows as findings are taken in.
 */
final class Learned {
    /** Where two networks overlap more often, they are not told apart by prefix. */
    private static final int MOST_OVERLAPS = 100;

    /** The routers that were looked at, and what was seen of each, for people. */
    final List<String> seats;

    /** Address spaces that are listed for several networks, for people. */
    final List<String> claims;

    final List<Net> networks;
    /** Pairs of networks that see each other. */
    final List<List<String>> connections;

    final List<Community> blackholes;
    /** Of the configuration in force: what was learned rests on it. */
    final ProviderAsns providerAs;
    /** Who may send a default route to which vantages. */
    final Map<String, TreeSet<String>> defaults = new TreeMap<>();
    /** Overlaps that are there: by prefix, the networks. */
    final Map<Prefix, TreeSet<String>> overlaps = new TreeMap<>();
    /** Everything else that is there, by rule. */
    final Map<RuleName, TreeSet<String>> excepts = new TreeMap<>();

    /**
     * A network.
     *
     * @param match its alternatives, as the file has them
     * @param notes what was seen of it, for people
     * @param lacking prefixes that are not required, and the first few routers that lack them
     */
    record Net(
            String name,
            boolean open,
            List<Asn> asns,
            List<Prefix> prefixes,
            List<Prefix> required,
            boolean moreSpecifics,
            List<String> match,
            List<String> notes,
            Map<Prefix, String> lacking) {}

    Learned(
            List<String> seats,
            List<String> claims,
            List<Net> networks,
            List<List<String>> connections,
            List<Community> blackholes,
            ProviderAsns providerAs) {
        this.seats = seats;
        this.claims = claims;
        this.networks = networks;
        this.connections = connections;
        this.blackholes = blackholes;
        this.providerAs = providerAs;
    }

    /**
     * Allows what was found, so that it is no finding.
     *
     * @param seats the routers that were looked at, by name
     * @return whether anything is allowed that was not
     */
    boolean allow(List<Finding> findings, Map<String, Observed.Seat> seats) {
        boolean any = false;
        for (Finding finding : findings) {
            any |= allow(finding.key(), seats);
        }
        return any;
    }

    private boolean allow(FindingKey key, Map<String, Observed.Seat> seats) {
        String network = key.network();
        if (network == null) {
            return false; // of a router, not of an intent
        }
        Observed.Seat seat = key.router() == null ? null : seats.get(key.router());
        if (key.rule() == RuleName.UNEXPECTED_DEFAULT_ROUTE && seat != null && !network.equals(Network.UNKNOWN)) {
            return defaults.computeIfAbsent(network, any -> new TreeSet<>()).add(seat.vantage());
        }
        if (key.rule() == RuleName.OVERLAPPING_PREFIX && key.otherNetwork() != null) {
            Set<Prefix> both = overlaps(key, network, key.otherNetwork());
            boolean any = false;
            for (Prefix prefix : both.size() > MOST_OVERLAPS ? Set.<Prefix>of() : both) {
                any |= overlaps.computeIfAbsent(prefix, none -> new TreeSet<>())
                        .addAll(List.of(network, key.otherNetwork()));
            }
            if (any) {
                return true;
            }
        }
        StringBuilder except = new StringBuilder("{");
        add(except, "network", network);
        add(except, "other-network", key.otherNetwork());
        add(except, "router", seat == null ? key.router() : seat.configuredAs());
        add(except, "connection", key.connection());
        if (key.prefix() != null) {
            except.append(", prefix: \"").append(key.prefix()).append('"');
        }
        return excepts.computeIfAbsent(key.rule(), any -> new TreeSet<>())
                .add(except.append('}').toString());
    }

    /**
     * What both networks use of a finding's prefix, or of all if it stands for many: a line that allowed more would allow what
     * is seized tomorrow.
     */
    private Set<Prefix> overlaps(FindingKey key, String network, String other) {
        Prefix prefix = key.prefix();
        Set<Prefix> both = new TreeSet<>();
        if (prefix != null) {
            both.add(key.otherPrefix() == null ? prefix : longer(prefix, key.otherPrefix()));
        }
        for (Prefix ours : prefix != null ? List.of(prefix) : declared(network)) {
            for (Prefix theirs : declared(other)) {
                if (ours.overlaps(theirs) && both.size() <= MOST_OVERLAPS) {
                    both.add(longer(ours, theirs));
                }
            }
        }
        return both;
    }

    private List<Prefix> declared(String name) {
        for (Net net : networks) {
            if (net.name().equals(name)) {
                return net.prefixes();
            }
        }
        return List.of();
    }

    private static Prefix longer(Prefix one, Prefix other) {
        return one.length() >= other.length() ? one : other;
    }

    private static void add(StringBuilder except, String key, @Nullable String name) {
        if (name != null) {
            except.append(except.length() > 1 ? ", " : "")
                    .append(key)
                    .append(": ")
                    .append(LearnedText.name(name));
        }
    }
}
