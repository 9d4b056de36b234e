package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.intent.DeclaredSpace;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What speaks for an overlap: the other network's declared space, or its live routes outside that; and the routers that show
 * either side. Routes that EffectiveDefaultRoute explains speak for nothing.
 */
final class OverlapEvidence {
    /** The most live routes of the victim that are looked at to find who shows one. */
    private static final int MOST_LIVE = 64;

    private final RuleContext context;
    private final Intent intent;
    private final EffectiveDefaultRoute effective;
    private final DeclaredSpace.Hits hits;
    private final LiveIndex[] live = new LiveIndex[Family.count()];
    /** Position by name: of two networks neither of which declares what both use, the lower one offends. */
    private final int[] rank;

    private final BitSet showing = new BitSet();
    private final BitSet victimRouters = new BitSet();
    private @Nullable Prefix lowestLive;

    OverlapEvidence(RuleContext context, EffectiveDefaultRoute effective) {
        this.context = context;
        this.effective = effective;
        intent = context.intent;
        hits = intent.declared().hits();
        for (int i = 0; i < live.length; i++) {
            live[i] = new LiveIndex(Family.of(i).bits());
        }
        List<String> names = new ArrayList<>();
        intent.networks().forEach(network -> names.add(network.name()));
        List<String> sorted = names.stream().sorted().toList();
        rank = names.stream().mapToInt(sorted::indexOf).toArray();
    }

    /** The live routes outside their owners' declared space. */
    LiveIndex live(Family family) {
        return live[family.ordinal()];
    }

    /** Whether the first one's route is the offending one where neither network declares what both use. */
    boolean offends(int candidate, int against) {
        return rank[candidate] < rank[against];
    }

    /** Whether the network declares a prefix that contains this one. */
    boolean isDeclared(int network, Family family, long high, long low, int length) {
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
        hits.reset(family, high, low, length);
        while (hits.next()) {
            if (hits.network() != owner && intent.overlapCompared(owner, hits.network())) {
                return true;
            }
        }
        return false;
    }

    /** Adds the networks whose declared space this prefix overlaps and that are compared with its owner. */
    void declaredVictims(Family family, long high, long low, int length, int owner, BitSet into) {
        hits.reset(family, high, low, length);
        while (hits.next()) {
            if (hits.network() != owner && intent.overlapCompared(owner, hits.network())) {
                into.set(hits.network());
            }
        }
    }

    /** The shortest, then lowest declared prefix of the victim that the prefix overlaps without being allowed to, or null. */
    @Nullable
    Prefix declaredHit(Family family, Prefix prefix, int offender, int victim) {
        Prefix shortest = null;
        hits.reset(family, prefix.high(), prefix.low(), prefix.length());
        while (hits.next()) {
            Prefix hit = hits.prefix();
            if (hits.network() == victim
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

    /**
     * Looks for live routes of the victim, outside its declared space, that a router which can be asked shows and that
     * overlap the prefix without being allowed to. {@link #lowestLive} and {@link #victimRouters} tell what was found.
     */
    void lookForVictim(Family family, Prefix prefix, int offender, int victim) {
        victimRouters.clear();
        lowestLive = null;
        LiveIndex index = live(family);
        int looked = 0;
        for (int node = index.firstContaining(prefix.high(), prefix.low(), prefix.length());
                node != LiveIndex.NIL;
                node = index.nextContaining(node, prefix.high(), prefix.low(), prefix.length())) {
            looked += lookAt(family, index, node, prefix, offender, victim);
        }
        long high = prefix.high();
        long low = prefix.low();
        int length = prefix.length();
        while (looked < MOST_LIVE) {
            int node = index.nextWithin(prefix.high(), prefix.low(), prefix.length(), high, low, length);
            if (node == LiveIndex.NIL) {
                return;
            }
            looked += lookAt(family, index, node, prefix, offender, victim);
            high = index.high(node);
            low = index.low(node);
            length = index.length(node);
        }
    }

    private int lookAt(Family family, LiveIndex index, int node, Prefix prefix, int offender, int victim) {
        for (int owner = index.owners(node); owner != LiveIndex.NIL; owner = index.nextOwner(owner)) {
            if (index.network(owner) != victim) {
                continue;
            }
            Prefix other = new Prefix(family, index.high(node), index.low(node), index.length(node));
            if (!intent.overlapAllowed(longer(prefix, other), offender, victim)
                    && addShowing(family, other.high(), other.low(), other.length(), victim, victimRouters)
                    && lowestLive == null) {
                lowestLive = other;
            }
            return 1;
        }
        return 0;
    }

    /** The first of the victim's live routes in address order, as last looked for; null if there is none. */
    @Nullable
    Prefix lowestLive() {
        return lowestLive;
    }

    /** Routers that showed one when last looked for. The set is used again with the next call. */
    BitSet victimRouters() {
        return victimRouters;
    }

    /** Whether it can be told of a route of this length whether it speaks for an overlap. */
    boolean canTell(Sight sight, int network, int length) {
        return sight.converged && !effective.mayExplain(sight, network, length);
    }

    /** Routers that cannot be asked, the first few by name. */
    List<String> blind(Family family) {
        List<String> blind = new ArrayList<>();
        for (RouterView view : context.views) {
            if (view != null && !view.sight(family).converged && blind.size() < Finding.WITNESSES) {
                blind.add(view.router.name());
            }
        }
        return blind;
    }

    private boolean addShowing(Family family, long high, long low, int length, int network, BitSet into) {
        int id = context.rib.prefixes(family).find(high, low, length);
        boolean any = false;
        for (RouterView view : id == PrefixTable.NONE ? List.<RouterView>of() : context.views) {
            if (view == null) {
                continue;
            }
            Sight sight = view.sight(family);
            if (canTell(sight, network, length)
                    && !effective.explains(sight, network, length)
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
