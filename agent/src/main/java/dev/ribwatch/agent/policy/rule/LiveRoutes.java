package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.config.value.Family;
import java.util.ArrayDeque;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The live routes of each network outside its declared space.
 *
 * <p>They are only counted while no other network has any that they could overlap, as in most leaks; from then on, until the
 * last one is gone, they stand in an index. One of many routes is built in slices: until that is done it does not hold all
 * of them, and what is not found in it says nothing.
 */
final class LiveRoutes {
    /** Suspects that are looked at in one go to build an index. */
    private static final int AT_ONCE = 2_048;
    /** What looking at one costs, in rows. */
    private static final int COST = 2;

    private final RuleContext context;
    private final Declared declared;
    private final Slice atOnce;
    /** By network and family: routes, each as often as there are routers that hold it. */
    private final int[] counts;
    /** By network and family; null while routes are only counted. */
    private final @Nullable LiveIndex[] indexes;
    /** By network and family; null unless under way. */
    private final @Nullable Build[] builds;
    /** By network and family: overlaps with its routes were found, and may have to be found out of sight. */
    private final BitSet kept = new BitSet();
    /** By family: networks that have routes. */
    private final BitSet[] owners;

    private final ArrayDeque<Build> waiting = new ArrayDeque<>();

    /** Tells whether a network declares a prefix that contains this one. */
    interface Declared {
        boolean test(int network, Family family, long high, long low, int length);
    }

    /** Hears that an index holds all routes now. */
    interface Done {
        void built(Family family, int network);
    }

    private static final class Build {
        final Family family;
        final int network;
        /** Which suspect of which router comes next. */
        int router;

        int id;

        Build(Family family, int network) {
            this.family = family;
            this.network = network;
        }
    }

    LiveRoutes(RuleContext context, Declared declared) {
        this.context = context;
        this.declared = declared;
        int places = context.intent.networks().size() * Family.count();
        counts = new int[places];
        indexes = new LiveIndex[places];
        builds = new Build[places];
        owners = new BitSet[Family.count()];
        for (int family = 0; family < owners.length; family++) {
            owners[family] = new BitSet();
        }
        atOnce = new Slice(context.nanos);
    }

    /** A router has a route of the network, and it is one of the router's suspects already. */
    void acquire(Sight sight, int id, long high, long low, int length, int network) {
        int at = at(sight.family, network);
        if (counts[at]++ == 0) {
            arrived(sight.family, network);
        }
        LiveIndex index = indexes[at];
        if (index != null && isFollowed(at, sight, id)) {
            index.acquire(high, low, length);
        }
    }

    /** A router has it no more. */
    void release(Sight sight, int id, long high, long low, int length, int network) {
        int at = at(sight.family, network);
        if (counts[at] == 0) {
            return;
        }
        LiveIndex index = indexes[at];
        if (index != null && isFollowed(at, sight, id)) {
            index.release(high, low, length);
        }
        if (--counts[at] == 0) {
            owners[sight.family.ordinal()].clear(network);
            indexes[at] = null;
            builds[at] = null;
        }
    }

    /** Has a network's routes in an index from now on, whoever else has any. */
    void keep(Family family, int network) {
        int at = at(family, network);
        kept.set(at);
        if (counts[at] > 0) {
            atOnce.begin(AT_ONCE);
            index(family, network);
        }
    }

    /** Networks that have routes; not to be changed. */
    BitSet owners(Family family) {
        return owners[family.ordinal()];
    }

    /** The network's routes; null if there are none, or none that any other network's could overlap. */
    @Nullable
    LiveIndex of(Family family, int network) {
        LiveIndex index = indexes[at(family, network)];
        return index == null || index.size() == 0 ? null : index;
    }

    /** Whether the index may lack routes. */
    boolean isPartial(Family family, int network) {
        return builds[at(family, network)] != null;
    }

    /** Builds on. */
    void step(Slice slice, Done done) {
        while (!slice.isOver() && !waiting.isEmpty()) {
            Build build = waiting.element();
            int at = at(build.family, build.network);
            if (builds[at] != build) {
                waiting.remove(); // its last route has gone meanwhile
            } else if (build(build, slice)) {
                waiting.remove();
                builds[at] = null;
                done.built(build.family, build.network);
            }
        }
    }

    boolean hasWork() {
        return !waiting.isEmpty();
    }

    long bytes() {
        long bytes = 0;
        for (LiveIndex index : indexes) {
            bytes += index == null ? 0 : index.bytes();
        }
        return bytes;
    }

    /** A network has its first route: its own index lacks none, so a route that comes and goes has nothing built anew. */
    private void arrived(Family family, int network) {
        atOnce.begin(AT_ONCE);
        BitSet others = owners[family.ordinal()];
        boolean needed = kept.get(at(family, network));
        for (int other = others.nextSetBit(0); other >= 0; other = others.nextSetBit(other + 1)) {
            if (context.intent.overlapCompared(network, other)) {
                index(family, other);
                needed = true;
            }
        }
        others.set(network);
        if (needed) {
            indexes[at(family, network)] = new LiveIndex(family.bits());
        }
    }

    private void index(Family family, int network) {
        int at = at(family, network);
        if (indexes[at] != null) {
            return;
        }
        indexes[at] = new LiveIndex(family.bits());
        Build build = new Build(family, network);
        // Before the engine has gone live a row may be looked at by halves, and nothing is judged.
        if (!context.settled || !build(build, atOnce)) {
            builds[at] = build;
            waiting.add(build);
        }
    }

    /** Looks at suspects; true after the last one. */
    private boolean build(Build build, Slice slice) {
        LiveIndex index = indexes[at(build.family, build.network)];
        PrefixTable table = context.rib.prefixes(build.family);
        while (build.router < context.views.size()) {
            if (slice.isOver()) {
                return false;
            }
            RouterView view = context.views.get(build.router);
            int id = view == null
                    ? IdSet.NONE
                    : view.sight(build.family).suspects.next(build.id);
            slice.spend(COST);
            if (view == null || id == IdSet.NONE) {
                build.router++;
                build.id = 0;
                continue;
            }
            build.id = id + 1;
            long high = table.high(id);
            long low = table.low(id);
            int length = table.length(id);
            if (index != null
                    && !declared.test(build.network, build.family, high, low, length)
                    && context.ownedPath(view.sight(build.family), id, high, low, length, build.network)
                            != RouteChange.ABSENT) {
                index.acquire(high, low, length);
            }
        }
        return true;
    }

    /** Whether the index follows changes of this row: it is behind the place that building has reached. */
    private boolean isFollowed(int at, Sight sight, int id) {
        Build build = builds[at];
        int router = sight.view.router.index();
        return build == null || router < build.router || router == build.router && id < build.id;
    }

    private static int at(Family family, int network) {
        return network * Family.count() + family.ordinal();
    }
}
