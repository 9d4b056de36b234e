package dev.ribwatch.agent.query;

import dev.ribwatch.agent.policy.PolicyEngine;
import dev.ribwatch.agent.policy.intent.Attribution;
import dev.ribwatch.agent.policy.intent.RouterIntent;
import dev.ribwatch.agent.query.Observed.OpenGroup;
import dev.ribwatch.agent.query.Observed.Path;
import dev.ribwatch.agent.query.Observed.Seat;
import dev.ribwatch.agent.query.Observed.Seen;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.PathCursor;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.http.QueryRefused;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the whole table twice: first to count what each neighbour shows at each router, then to copy the routes of those
 * that do not show too many. Table thread only.
 */
final class Observation implements SlicedTask<Observed> {
    /** The most routes of one neighbour at one router that are listed. */
    static final int MOST_LISTED = 10_000;
    /** The most routes that are listed in all: what a configuration may hold is bounded. */
    static final int MOST_IN_ALL = 40_000;

    private static final long SLICE_NANOS = 2_000_000;
    private static final int CELLS_A_LOOK = 128;

    private record Group(int router, String vantage, long neighbor) {}

    private record Shown(String vantage, long neighbor) {}

    private final Rib rib;
    private final Supplier<PolicyEngine> engines;
    private final @Nullable String wanted;
    private final LongSupplier nanos;

    private final List<AdjRibIn> routers = new ArrayList<>();
    private final List<Seat> seats = new ArrayList<>();
    private final Map<Group, int[]> counts = new HashMap<>();
    private final Map<Shown, Integer> open = new HashMap<>();
    private final NavigableMap<Prefix, List<Seen>> prefixes = new TreeMap<>();
    private final Map<Path, Path> paths = new HashMap<>();
    private final PathCursor cursor = new PathCursor();
    /** By position: it has been removed since. */
    private final BitSet gone = new BitSet();

    private boolean begun;
    private boolean listing;
    private int family;
    private int id;
    private int listed;

    /** @param router the only router to look at, or null for all */
    Observation(Rib rib, Supplier<PolicyEngine> engines, @Nullable String router, LongSupplier nanos) {
        this.rib = rib;
        this.engines = engines;
        this.wanted = router;
        this.nanos = nanos;
    }

    @Override
    public boolean step() {
        long from = nanos.getAsLong();
        PolicyEngine engine = engines.get();
        if (!begun) {
            begun = true;
            begin(engine);
        }
        Set<AdjRibIn> present = new HashSet<>(rib.routers());
        for (int at = 0; at < routers.size(); at++) {
            gone.set(at, !present.contains(routers.get(at)));
        }
        int cells = 0;
        while (true) {
            if (family == Family.count()) {
                if (listing) {
                    return true;
                }
                decideOpen();
                listing = true;
                family = 0;
                id = 0;
            }
            PrefixTable table = rib.prefixes(Family.of(family));
            for (; id < table.idBound(); id++) {
                if (cells >= CELLS_A_LOOK) {
                    cells = 0;
                    if (nanos.getAsLong() - from >= SLICE_NANOS) {
                        return false;
                    }
                }
                cells += table.isLive(id) ? look(engine, table) : 1;
            }
            family++;
            id = 0;
        }
    }

    @Override
    public Observed result() {
        List<OpenGroup> groups = new ArrayList<>();
        open.forEach((shown, routes) -> groups.add(new OpenGroup(shown.vantage, shown.neighbor, routes)));
        groups.sort(Comparator.comparing(OpenGroup::vantage).thenComparing(OpenGroup::neighbor));
        return new Observed(List.copyOf(seats), prefixes, List.copyOf(groups));
    }

    private void begin(PolicyEngine engine) {
        if (wanted != null && ExplainWalk.isUnknown(wanted, rib, engine)) {
            throw QueryRefused.wrong(ExplainWalk.UNKNOWN_ROUTER);
        }
        List<AdjRibIn> all = new ArrayList<>(rib.routers());
        all.sort(Comparator.comparing(AdjRibIn::name));
        for (AdjRibIn router : all) {
            RouterIntent intent = engine.intent().router(router.configuredAs());
            if (intent == null
                    || wanted != null && !wanted.equals(router.name()) && !wanted.equals(router.configuredAs())) {
                continue;
            }
            Set<Family> whole = EnumSet.noneOf(Family.class);
            Set<Family> partial = EnumSet.copyOf(intent.families());
            for (Family one : Family.values()) {
                if (router.convergence(one).isJudged() && !router.isPartial(one)) {
                    whole.add(one);
                    partial.remove(one);
                }
            }
            routers.add(router);
            seats.add(new Seat(
                    router.name(),
                    router.configuredAs(),
                    engine.intent().network(intent.vantage()).name(),
                    whole,
                    partial));
        }
    }

    /** Looks at the routes of one prefix; gives what that costs. */
    private int look(PolicyEngine engine, PrefixTable table) {
        Family of = table.family();
        for (int at = 0; at < routers.size(); at++) {
            AdjRibIn router = routers.get(at);
            RouterIntent intent = engine.intent().router(router.configuredAs());
            if (intent == null
                    || gone.get(at)
                    || !seats.get(at).whole().contains(of)
                    || router.attributes(of, id) == RouteChange.ABSENT) {
                continue;
            }
            cursor.reset(router, of, id);
            while (cursor.next()) {
                Attribution.PathFacts facts = engine.attribution().pathFacts(intent, cursor.attributeId(), listing);
                Shown shown = new Shown(seats.get(at).vantage(), facts.isEmpty() ? Observed.OWN : facts.neighborAs());
                if (!listing) {
                    counts.computeIfAbsent(new Group(at, shown.vantage, shown.neighbor), any -> new int[1])[0]++;
                } else if (!open.containsKey(shown) && listed < MOST_IN_ALL) {
                    listed++;
                    Path path = new Path(shown.vantage, facts.text(), shown.neighbor, facts.originAs());
                    prefixes.computeIfAbsent(
                                    Prefix.masked(of, table.high(id), table.low(id), table.length(id)),
                                    any -> new ArrayList<>(2))
                            .add(new Seen(
                                    at,
                                    paths.computeIfAbsent(path, same -> same),
                                    !engine.attribution().isBlackhole(cursor.attributeId())));
                }
            }
        }
        return routers.size();
    }

    /** Too many from one neighbour, or the largest while there are too many in all. */
    private void decideOpen() {
        List<Map.Entry<Group, int[]>> largest = new ArrayList<>(counts.entrySet());
        largest.sort(Comparator.comparingInt((Map.Entry<Group, int[]> group) -> -group.getValue()[0])
                .thenComparing(group -> group.getKey().vantage)
                .thenComparing(group -> group.getKey().neighbor)
                .thenComparing(group -> group.getKey().router));
        long all = largest.stream().mapToLong(group -> group.getValue()[0]).sum();
        for (Map.Entry<Group, int[]> group : largest) {
            int routes = group.getValue()[0];
            Shown shown = new Shown(group.getKey().vantage, group.getKey().neighbor);
            if (routes > MOST_LISTED || all > MOST_IN_ALL) {
                open.merge(shown, routes, Math::max);
            }
            all -= open.containsKey(shown) ? routes : 0;
        }
    }
}
