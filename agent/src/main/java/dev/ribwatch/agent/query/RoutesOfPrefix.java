package dev.ribwatch.agent.query;

import dev.ribwatch.agent.policy.PolicyEngine;
import dev.ribwatch.agent.policy.intent.Attribution;
import dev.ribwatch.agent.policy.intent.RouterIntent;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.CoveringCursor;
import dev.ribwatch.agent.rib.PathCursor;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.http.Explanation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The routes of a prefix, around and within it, router by router, and whose they are. */
final class RoutesOfPrefix {
    /** The most prefixes within that are told of a router. */
    private static final int MOST_WITHIN = 20;
    /** The most paths of one prefix that are told of a router. */
    private static final int MOST_PATHS = 16;

    private final Rib rib;
    private final Prefix prefix;
    private final RouteRows rowMaker = new RouteRows();
    private final PathCursor paths = new PathCursor();
    private final Map<AdjRibIn, List<Prefix>> within = new HashMap<>();
    private int full;

    RoutesOfPrefix(Rib rib, Prefix prefix) {
        this.rib = rib;
        this.prefix = prefix;
    }

    /** A new slice: ids may mean something else. */
    void forget() {
        rowMaker.forget();
    }

    /** Notes a prefix within for the routers that have it; false when no router needs any more. */
    boolean noteWithin(int id, List<AdjRibIn> routers) {
        PrefixTable table = rib.prefixes(prefix.family());
        for (AdjRibIn router : routers) {
            if (router.attributes(prefix.family(), id) == RouteChange.ABSENT) {
                continue;
            }
            List<Prefix> noted = within.computeIfAbsent(router, any -> new ArrayList<>());
            if (noted.size() <= MOST_WITHIN) {
                noted.add(Prefix.masked(prefix.family(), table.high(id), table.low(id), table.length(id)));
                full += noted.size() > MOST_WITHIN ? 1 : 0;
            }
        }
        return full < routers.size();
    }

    /** Whether the router has more routes within than are told. */
    boolean hasMore(AdjRibIn router) {
        return within.getOrDefault(router, List.of()).size() > MOST_WITHIN;
    }

    /** The router's routes: around the prefix, itself first, then within in address order. */
    List<Explanation.RoutePart> of(AdjRibIn router, @Nullable RouterIntent configured, PolicyEngine engine) {
        List<Explanation.RoutePart> parts = new ArrayList<>();
        PrefixTable table = rib.prefixes(prefix.family());
        CoveringCursor covering = new CoveringCursor();
        covering.reset(table, prefix.high(), prefix.low(), prefix.length());
        while (covering.next()) {
            add(parts, table, covering.id(), router, configured, engine);
        }
        List<Prefix> noted = new ArrayList<>(within.getOrDefault(router, List.of()));
        noted.sort(null);
        for (Prefix one : noted.subList(0, Math.min(noted.size(), MOST_WITHIN))) {
            int id = table.find(one.high(), one.low(), one.length());
            if (id != PrefixTable.NONE) {
                add(parts, table, id, router, configured, engine);
            }
        }
        return parts;
    }

    private void add(
            List<Explanation.RoutePart> parts,
            PrefixTable table,
            int id,
            AdjRibIn router,
            @Nullable RouterIntent configured,
            PolicyEngine engine) {
        Prefix held = Prefix.masked(table.family(), table.high(id), table.low(id), table.length(id));
        paths.reset(router, table.family(), id);
        for (int path = 0; path < MOST_PATHS && paths.next(); path++) {
            int attributes = paths.attributeId();
            Attribution.Decision decision =
                    configured == null ? null : engine.attribution().explain(configured, held, attributes);
            String owner = decision == null ? null : decision.owner().name();
            List<Explanation.Candidate> candidates = decision == null
                    ? List.of()
                    : decision.candidates().stream()
                            .map(one -> new Explanation.Candidate(one.network().name(), one.match()))
                            .toList();
            parts.add(new Explanation.RoutePart(
                    relation(held, prefix),
                    rowMaker.row(rib, table, id, router, owner, Integer.toUnsignedLong(paths.pathId()), attributes),
                    decision == null ? null : decision.step().text(),
                    decision == null ? null : decision.path(),
                    candidates,
                    decision == null ? null : decision.declared()));
        }
    }

    /** How a prefix lies to the one that was asked about. */
    static String relation(Prefix one, Prefix asked) {
        return one.equals(asked) ? "exact" : one.contains(asked) ? "covering" : "covered";
    }
}
