package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.intent.DeclaredSpace;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.rib.CoveringCursor;
import dev.ribwatch.agent.rib.PathCursor;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.config.value.Prefix;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A prefix at a sight that the rules are asked about. For the moment only: it holds ids. */
final class Inquiry {
    private final RuleContext context;
    final Sight sight;
    final Prefix prefix;
    /** Of the prefix; {@link PrefixTable#NONE} if no router has it. */
    final int id;
    /** Networks that have a route of exactly this prefix here. */
    final BitSet owners = new BitSet();
    /** Networks that have such a route, or one around it, or declare a prefix around or within it. */
    private final BitSet concerned = new BitSet();

    Inquiry(RuleContext context, Sight sight, Prefix prefix) {
        this.context = context;
        this.sight = sight;
        this.prefix = prefix;
        id = context.rib.prefixes(prefix.family()).find(prefix.high(), prefix.low(), prefix.length());
        PathCursor paths = new PathCursor();
        if (id != PrefixTable.NONE) {
            paths.reset(sight.view.router, sight.family, id);
            while (paths.next()) {
                owners.set(context.owner(sight, id, prefix.high(), prefix.low(), prefix.length(), paths.attributeId()));
            }
        }
        concerned.or(owners);
        longestAround(concerned);
        DeclaredSpace.Hits hits =
                context.intent.declared().hits().reset(prefix.family(), prefix.high(), prefix.low(), prefix.length());
        while (hits.next()) {
            concerned.set(hits.network());
        }
    }

    /** Adds who owns the longest route around the prefix, short of a default. */
    private void longestAround(BitSet into) {
        PrefixTable table = context.rib.prefixes(prefix.family());
        CoveringCursor covering = new CoveringCursor();
        covering.reset(table, prefix.high(), prefix.low(), prefix.length());
        while (covering.next() && table.length(covering.id()) > 0) {
            int at = covering.id();
            int attributes = sight.view.router.attributes(sight.family, at);
            if (at != id && attributes != RouteChange.ABSENT) {
                into.set(context.owner(sight, at, table.high(at), table.low(at), table.length(at), attributes));
                return;
            }
        }
    }

    /** The owners of routes of exactly this prefix here, in the order of the file. */
    List<Network> owners() {
        return owners.stream().mapToObj(context.intent::network).toList();
    }

    /** Every network that the prefix has to do with here, in the order of the file. */
    List<Network> concerned() {
        return concerned.stream().mapToObj(context.intent::network).toList();
    }

    /** Whether the prefix has to do with this network here. */
    boolean concerns(String name) {
        Network network = context.intent.network(name);
        return network != null && concerned.get(network.index());
    }

    /** The legs of connections that routes of these networks count for here, each connection once. */
    List<LegPair> pairs() {
        Set<LegPair> pairs = new LinkedHashSet<>();
        concerned.stream().forEach(network -> {
            for (Leg leg : sight.legs[network]) {
                pairs.add(leg.pair);
            }
        });
        return List.copyOf(pairs);
    }

    boolean isDefault() {
        return prefix.length() == 0;
    }

    /** The longest prefix around this one, itself included, that the network declares; null if there is none. */
    @Nullable
    Prefix declaredAround(Network network) {
        DeclaredSpace.Hits hits =
                context.intent.declared().hits().reset(prefix.family(), prefix.high(), prefix.low(), prefix.length());
        while (hits.nextContaining()) {
            if (hits.network() == network.index() && !hits.isLink()) {
                return hits.prefix();
            }
        }
        return null;
    }

    /** How the prefix lies in what the network declares and has, for people. */
    String placeIn(Network network) {
        DeclaredSpace.Hits hits =
                context.intent.declared().hits().reset(prefix.family(), prefix.high(), prefix.low(), prefix.length());
        while (hits.nextContaining()) {
            if (hits.network() == network.index() && hits.isBlock()) {
                return "in " + hits.prefix() + ", which the provider uses for " + network;
            }
        }
        Prefix around = declaredAround(network);
        if (around == null) {
            return "outside what " + network + " declares";
        }
        return prefix.equals(around)
                ? network + " declares it"
                : "within declared " + around + ", " + network.moreSpecificsText(sight.family);
    }

    /** Which addresses of links the prefix lies in, for people; null if in none. */
    @Nullable
    String linkAround() {
        DeclaredSpace.Hits hits =
                context.intent.declared().hits().reset(prefix.family(), prefix.high(), prefix.low(), prefix.length());
        while (hits.nextContaining()) {
            if (hits.isLink()) {
                return "in " + hits.prefix() + ", addresses of the links of " + hits.connection();
            }
        }
        return null;
    }

    /** The longest visible route of the network here that covers another prefix and itself; null if there is none. */
    @Nullable
    Prefix covering(Network network, Prefix wanted) {
        PrefixTable table = context.rib.prefixes(wanted.family());
        CoveringCursor covering = new CoveringCursor();
        covering.reset(table, wanted.high(), wanted.low(), wanted.length());
        while (covering.next()) {
            int at = covering.id();
            if (context.hasVisiblePath(sight, at, table.high(at), table.low(at), table.length(at), network.index())) {
                return context.prefix(sight.family, at);
            }
        }
        return null;
    }

    /** The network of the router, for people. */
    String vantage() {
        return context.intent.network(sight.vantage()).name();
    }
}
