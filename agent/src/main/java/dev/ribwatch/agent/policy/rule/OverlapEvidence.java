package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.intent.DeclaredSpace;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What speaks for an overlap: the other network's declared space, or its live routes outside that; and the routers that show
 * either side. Routes that EffectiveDefaultRoute explains speak for nothing.
 */
final class OverlapEvidence {
    /** The most live routes of the victim that are looked at to tell who shows one. */
    private static final int MOST_SHOWN = 32;
    /** The most that are looked at in one go, such as speak for nothing included. */
    private static final int MOST_LOOKED = 128;

    private final RuleContext context;
    private final Intent intent;
    private final EffectiveDefaultRoute effective;
    private final DeclaredSpace.Hits hits;
    private final LiveRoutes routes;
    private final RuleSettings settings;
    /** Position by name: of two networks neither of which declares what both use, the lower one offends. */
    private final int[] rank;

    private final BitSet showing = new BitSet();
    private final BitSet victimRouters = new BitSet();
    private @Nullable Prefix firstLive;
    private boolean undecided;
    private @Nullable Prefix hint;
    private @Nullable Search concluded;

    /** A search for a live route of a victim that did not come to an end in one go. */
    static final class Search {
        final Family family;
        final Prefix prefix;
        final int offender;
        final int victim;
        private long high;
        private long low;
        private int length;

        Search(Prefix prefix, int offender, int victim) {
            this.family = prefix.family();
            this.prefix = prefix;
            this.offender = offender;
            this.victim = victim;
            high = prefix.high();
            low = prefix.low();
            length = prefix.length();
        }
    }

    OverlapEvidence(RuleContext context, EffectiveDefaultRoute effective) {
        this.context = context;
        this.effective = effective;
        intent = context.intent;
        settings = intent.rule(RuleName.OVERLAPPING_PREFIX);
        hits = intent.declared().hits();
        routes = new LiveRoutes(context, this::isDeclared);
        List<String> names = new ArrayList<>();
        intent.networks().forEach(network -> names.add(network.name()));
        List<String> sorted = names.stream().sorted().toList();
        rank = names.stream().mapToInt(sorted::indexOf).toArray();
    }

    /** The live routes of all networks outside their declared space. */
    LiveRoutes routes() {
        return routes;
    }

    /** Adds the networks whose live routes, of whatever prefix, a live route of this one may offend against. */
    void liveVictims(Family family, int offender, BitSet into) {
        BitSet live = routes.owners(family);
        for (int victim = live.nextSetBit(0); victim >= 0; victim = live.nextSetBit(victim + 1)) {
            if (mayOffend(offender, victim)) {
                into.set(victim);
            }
        }
    }

    /** Whether a network has live routes that may offend against one of this network. */
    boolean hasOffenders(Family family, int victim) {
        BitSet live = routes.owners(family);
        for (int offender = live.nextSetBit(0); offender >= 0; offender = live.nextSetBit(offender + 1)) {
            if (mayOffend(offender, victim)) {
                return true;
            }
        }
        return false;
    }

    /** Whether live routes of the first one offend against live routes of the other where they overlap. */
    boolean mayOffend(int offender, int victim) {
        return offender != victim && offends(offender, victim) && intent.overlapCompared(offender, victim);
    }

    /** Whether the first one's route is the offending one where neither network declares what both use. */
    boolean offends(int candidate, int against) {
        return rank[candidate] < rank[against];
    }

    /** Whether the network declares a prefix that contains this one, or a link that leads to it has a block that does. */
    boolean isDeclared(int network, Family family, long high, long low, int length) {
        if (!intent.declared().mayTouch(family, high, length)) {
            return false;
        }
        hits.reset(family, high, low, length);
        while (hits.next() && hits.prefix().length() <= length) {
            if (hits.network() == network) {
                return true;
            }
        }
        return false;
    }

    /** Whether this prefix overlaps the declared space of a network that is compared with its owner. */
    boolean hitsDeclared(Family family, long high, long low, int length, int owner) {
        if (!intent.declared().mayTouch(family, high, length)) {
            return false;
        }
        hits.reset(family, high, low, length);
        while (hits.next()) {
            if (isVictims(owner)) {
                return true;
            }
        }
        return false;
    }

    /** Adds the networks whose declared space this prefix overlaps and that are compared with its owner. */
    void declaredVictims(Family family, long high, long low, int length, int owner, BitSet into) {
        if (!intent.declared().mayTouch(family, high, length)) {
            return;
        }
        hits.reset(family, high, low, length);
        while (hits.next()) {
            if (isVictims(owner)) {
                into.set(hits.network());
            }
        }
    }

    /** Whether what was hit is space of a network that is compared with this one, and not of a link between the two. */
    private boolean isVictims(int offender) {
        return hits.network() != offender
                && !hits.isSharedWith(offender)
                && intent.overlapCompared(offender, hits.network());
    }

    /** The shortest, then lowest declared prefix of the victim that the prefix overlaps without being allowed to, or null. */
    @Nullable
    Prefix declaredHit(Family family, Prefix prefix, int offender, int victim) {
        Prefix shortest = null;
        hits.reset(family, prefix.high(), prefix.low(), prefix.length());
        while (hits.next()) {
            Prefix hit = hits.prefix();
            if (hits.network() == victim
                    && !hits.isSharedWith(offender)
                    && (shortest == null || hit.length() < shortest.length())
                    && !intent.overlapAllowed(longer(prefix, hit), offender, victim)) {
                shortest = hit;
            }
        }
        return shortest;
    }

    /** Routers that can be asked and show the network's route. The set is used again with the next call. */
    BitSet showing(Family family, Prefix prefix, int network) {
        showing.clear();
        addShowing(family, prefix.high(), prefix.low(), prefix.length(), network, showing);
        return showing;
    }

    /** Whether any router at all, one that cannot be asked included, holds the network's route. */
    boolean isHeld(Family family, Prefix prefix, int network) {
        int id = context.rib.prefixes(family).find(prefix.high(), prefix.low(), prefix.length());
        if (id == PrefixTable.NONE) {
            return false;
        }
        for (RouterView view : context.views) {
            if (view != null
                    && context.ownedPath(view.sight(family), id, prefix.high(), prefix.low(), prefix.length(), network)
                            != RouteChange.ABSENT) {
                return true;
            }
        }
        return false;
    }

    /** A route that changed, to be looked at even if others fill what is looked at in one go; null for none. */
    void hint(@Nullable Prefix changed) {
        hint = changed;
    }

    /** A search that found nothing: its subject is decided, until the next call. */
    void conclude(@Nullable Search search) {
        concluded = search;
    }

    /**
     * Looks for live routes of the victim, outside its declared space, that a router which can be asked shows and that
     * overlap the prefix without being allowed to. {@link #firstLive}, {@link #victimRouters} and {@link #isUndecided} tell
     * what was found. It stops where enough were found or too many looked at.
     *
     * @param known one that was found before, or null
     */
    void lookForVictim(Family family, Prefix prefix, int offender, int victim, @Nullable Prefix known) {
        victimRouters.clear();
        firstLive = null;
        undecided = false;
        LiveIndex index = routes.of(family, victim);
        boolean partial = routes.isPartial(family, victim);
        if (index == null) {
            undecided = partial;
            return;
        }
        int shown = 0;
        int shortest = 0;
        while (index.findContaining(prefix.high(), prefix.low(), prefix.length(), shortest)) {
            shortest = index.length() + 1;
            shown += lookAt(family, index, prefix, offender, victim) ? 1 : 0;
        }
        Search search = new Search(prefix, offender, victim);
        int looked = 0;
        while (shown < MOST_SHOWN) {
            boolean end = !next(index, search);
            if (end && !partial) {
                return;
            }
            if (end || looked++ == MOST_LOOKED) {
                lookAt(known, prefix, offender, victim);
                lookAt(hint, prefix, offender, victim);
                undecided = firstLive == null && (partial || !isConcluded(prefix, offender, victim));
                return;
            }
            shown += lookAt(family, index, prefix, offender, victim) ? 1 : 0;
        }
    }

    private boolean isConcluded(Prefix prefix, int offender, int victim) {
        Search search = concluded;
        return search != null && search.offender == offender && search.victim == victim && search.prefix.equals(prefix);
    }

    /** Searches on; true when it found one, which is the hint from then on, or came to the end. */
    boolean searchOn(Search search, Slice slice) {
        LiveIndex index = routes.of(search.family, search.victim);
        victimRouters.clear();
        firstLive = null;
        while (!slice.isOver()) {
            if (index == null || !next(index, search)) {
                return true;
            }
            if (lookAt(search.family, index, search.prefix, search.offender, search.victim)) {
                hint = firstLive;
                return true;
            }
            slice.spend(2);
        }
        return false;
    }

    private static boolean next(LiveIndex index, Search search) {
        Prefix prefix = search.prefix;
        if (!index.findWithin(prefix.high(), prefix.low(), prefix.length(), search.high, search.low, search.length)) {
            return false;
        }
        search.high = index.high();
        search.low = index.low();
        search.length = index.length();
        return true;
    }

    private void lookAt(@Nullable Prefix other, Prefix prefix, int offender, int victim) {
        if (other != null
                && firstLive == null
                && other.overlaps(prefix)
                && !isDeclared(victim, other.family(), other.high(), other.low(), other.length())
                && !isExpected(prefix, other, offender, victim)
                && addShowing(other.family(), other.high(), other.low(), other.length(), victim, victimRouters)) {
            firstLive = other;
        }
    }

    /** Whether two live routes may overlap: it is allowed, or the victim's is one that a planned change has come. */
    private boolean isExpected(Prefix prefix, Prefix other, int offender, int victim) {
        return intent.overlapAllowed(longer(prefix, other), offender, victim)
                || settings.hasExceptions()
                        && settings.planned(
                                        intent.network(victim).name(),
                                        intent.network(offender).name(),
                                        null,
                                        null,
                                        other,
                                        other.family())
                                != null;
    }

    /** Looks at the route that the index found last. */
    private boolean lookAt(Family family, LiveIndex index, Prefix prefix, int offender, int victim) {
        Prefix other = new Prefix(family, index.high(), index.low(), index.length());
        if (isExpected(prefix, other, offender, victim)
                || !addShowing(family, other.high(), other.low(), other.length(), victim, victimRouters)) {
            return false;
        }
        if (firstLive == null) {
            firstLive = other;
        }
        return true;
    }

    /** The first of the victim's live routes that was found, in address order if few speak for nothing; or null. */
    @Nullable
    Prefix firstLive() {
        return firstLive;
    }

    /** Whether none was found and there are more to look at. */
    boolean isUndecided() {
        return undecided;
    }

    /** Routers that showed one when last looked for. The set is used again with the next call. */
    BitSet victimRouters() {
        return victimRouters;
    }

    /** Whether it can be told of such a route whether it speaks for an overlap. */
    boolean canTell(Sight sight, int network, long high, int length) {
        return sight.converged && !effective.mayExplain(sight, network, high, length);
    }

    /** Whether a router that can be asked has no such route of the network, so that it does not matter what would explain it. */
    boolean isGone(Sight sight, int network, Prefix prefix) {
        int id = context.rib.prefixes(sight.family).find(prefix.high(), prefix.low(), prefix.length());
        return sight.converged
                && (id == PrefixTable.NONE
                        || context.ownedPath(sight, id, prefix.high(), prefix.low(), prefix.length(), network)
                                == RouteChange.ABSENT);
    }

    /** Routers that cannot be asked, the first few by name. */
    List<String> blind(Family family) {
        List<String> blind = new ArrayList<>();
        for (RouterView view : context.views) {
            if (view != null
                    && view.sight(family).configured
                    && !view.sight(family).converged
                    && blind.size() < Finding.WITNESSES) {
                blind.add(view.router.name());
            }
        }
        blind.sort(Comparator.naturalOrder()); // a router may come again by another index
        return blind;
    }

    private boolean addShowing(Family family, long high, long low, int length, int network, BitSet into) {
        int id = context.rib.prefixes(family).find(high, low, length);
        if (id == PrefixTable.NONE) {
            return false;
        }
        boolean any = false;
        List<@Nullable RouterView> views = context.views;
        for (int i = 0; i < views.size(); i++) {
            RouterView view = views.get(i);
            if (view == null) {
                continue;
            }
            Sight sight = view.sight(family);
            if (canTell(sight, network, high, length)
                    && !effective.explains(sight, network, high, length)
                    && context.ownedPath(sight, id, high, low, length, network) != RouteChange.ABSENT) {
                into.set(view.router.index());
                any = true;
            }
        }
        return any;
    }

    private static Prefix longer(Prefix a, Prefix b) {
        return a.length() > b.length() ? a : b;
    }
}
