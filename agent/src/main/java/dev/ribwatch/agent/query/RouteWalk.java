package dev.ribwatch.agent.query;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.CoveringCursor;
import dev.ribwatch.agent.rib.PathCursor;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.http.QueryRefused;
import dev.ribwatch.exporter.http.RoutePage;
import dev.ribwatch.exporter.http.RouteQuery;
import dev.ribwatch.exporter.http.RouteRow;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One page of routes, found in as many slices as it takes. Table thread only. */
public final class RouteWalk {
    private static final long SLICE_NANOS = 2_000_000;

    /** Prefixes and their routers between two looks at the clock. */
    private static final int CELLS_A_LOOK = 256;

    private final Rib rib;
    private final OwnerLookup owners;
    private final RouteQuery query;
    private final RouteRows rowMaker = new RouteRows();
    private final PathCursor paths = new PathCursor();
    private final List<RouteRow> rows = new ArrayList<>();
    /** LONGEST: routers whose longest match was found, as far as this page saw. */
    private final BitSet answered = new BitSet();

    private final LongSupplier nanos;
    private final List<AdjRibIn> routers = new ArrayList<>();

    private Place place;
    private boolean done;

    /**
     * Begins a page.
     *
     * @param nanos monotonic clock, which ends a slice after 2 ms
     * @throws QueryRefused if the cursor is not one of ours, or there is no such router
     */
    public RouteWalk(Rib rib, OwnerLookup owners, RouteQuery query, LongSupplier nanos) {
        this.rib = rib;
        this.owners = owners;
        this.query = query;
        this.nanos = nanos;
        String after = query.after();
        Place start = after == null ? Place.START : Place.parse(after);
        if (start == null) {
            throw QueryRefused.wrong("after: not a cursor of this API");
        }
        String router = query.router();
        if (after == null
                && router != null
                && rib.routers().stream().noneMatch(one -> one.name().equals(router))) {
            throw QueryRefused.wrong(ExplainWalk.UNKNOWN_ROUTER);
        }
        Prefix prefix = query.prefix();
        this.place = prefix != null && after == null ? new Place(prefix.family().ordinal(), 0, -1, -1) : start;
    }

    /** Does one slice; true when the page is complete. */
    public boolean step() {
        rowMaker.forget(); // what it knows may have changed since the last slice, as may the routers
        routers.clear();
        routers.addAll(rib.routers());
        routers.sort(Comparator.comparingInt(AdjRibIn::index));
        Prefix prefix = query.prefix();
        if (prefix != null && query.match() != RouteQuery.Match.COVERED) {
            upwards(prefix);
            return true;
        }
        return scan(prefix);
    }

    /** The page, once {@link #step} gave true. */
    public RoutePage page() {
        return new RoutePage(List.copyOf(rows), done ? null : place.text());
    }

    /** The prefix itself and those that cover it: at most 129 prefixes, in one slice. */
    private void upwards(Prefix prefix) {
        PrefixTable table = rib.prefixes(prefix.family());
        boolean exact = query.match() == RouteQuery.Match.EXACT;
        boolean longest = query.match() == RouteQuery.Match.LONGEST;
        CoveringCursor covering = new CoveringCursor();
        covering.reset(table, prefix.high(), prefix.low(), prefix.length());
        Place start = place;
        while (covering.next()) {
            int shorter = prefix.length() - table.length(covering.id());
            if (exact && shorter > 0) {
                break;
            }
            boolean passed = shorter < start.step();
            if (passed && !longest) {
                continue;
            }
            if (!passed) {
                place = shorter == start.step()
                        ? start
                        : new Place(prefix.family().ordinal(), shorter, -1, -1);
                if (!routers(table, covering.id(), longest)) {
                    return;
                }
            }
            if (longest) {
                markAnswered(prefix.family(), covering.id());
            }
        }
        done = true;
    }

    private void markAnswered(Family family, int id) {
        for (AdjRibIn router : rib.routers()) {
            if (router.attributes(family, id) != 0) {
                answered.set(router.index());
            }
        }
    }

    /** All prefixes, or those covered by one, by id. */
    private boolean scan(@Nullable Prefix prefix) {
        Family family = Family.of(place.family());
        PrefixTable table = rib.prefixes(family);
        int bound = table.idBound();
        long from = nanos.getAsLong();
        int cells = 0;
        for (int id = place.step(); id < bound; id++) {
            if (id > place.step()) {
                place = new Place(place.family(), id, -1, -1);
                if (cells >= CELLS_A_LOOK) {
                    cells = 0;
                    if (nanos.getAsLong() - from >= SLICE_NANOS) {
                        return false;
                    }
                }
            }
            boolean wanted = table.isLive(id)
                    && (prefix == null
                            || table.length(id) >= prefix.length()
                                    && prefix.containsBits(table.high(id), table.low(id)));
            cells += wanted ? routers.size() : 1;
            if (wanted && !routers(table, id, false)) {
                return true;
            }
        }
        if (prefix == null && place.family() + 1 < Family.count()) {
            place = new Place(place.family() + 1, 0, -1, -1);
            return false;
        }
        done = true;
        return true;
    }

    /** The routers' routes of one prefix behind {@link #place}; false when the page is full before all were seen. */
    private boolean routers(PrefixTable table, int id, boolean longest) {
        for (AdjRibIn router : routers) {
            boolean skip = router.index() < place.router()
                    || longest && answered.get(router.index())
                    || query.router() != null
                            && !query.router().equals(router.name())
                            && !query.router().equals(router.configuredAs());
            if (!skip && router.attributes(table.family(), id) != 0 && !paths(table, id, router)) {
                return false;
            }
        }
        return true;
    }

    /** The paths of one router in the order of their identifiers; false when the page is full. */
    private boolean paths(PrefixTable table, int id, AdjRibIn router) {
        long last = router.index() == place.router() ? place.pathId() : -1;
        while (true) {
            long next = Long.MAX_VALUE;
            int attributes = 0;
            paths.reset(router, table.family(), id);
            while (paths.next()) {
                long pathId = Integer.toUnsignedLong(paths.pathId());
                if (pathId > last && pathId < next) {
                    next = pathId;
                    attributes = paths.attributeId();
                }
            }
            if (next == Long.MAX_VALUE) {
                return true;
            }
            String network = owners.network(router, table.family(), id, attributes);
            boolean wanted = query.network() == null || query.network().equals(network);
            if (wanted && rows.size() == query.limit()) {
                return false;
            }
            last = next;
            place = new Place(place.family(), place.step(), router.index(), last);
            if (wanted) {
                rows.add(rowMaker.row(rib, table, id, router, network, next, attributes));
            }
        }
    }
}
