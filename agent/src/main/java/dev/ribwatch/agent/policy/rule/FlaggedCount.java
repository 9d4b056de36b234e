package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.config.value.Family;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts the routes that an intent objects to, for a reload: those that a rule about single routes has a finding of, whether
 * that is published or not, and all of a network that should not be seen at all. What a rule cannot tell at a sight is not
 * counted.
 *
 * <p>A policy that has caught up and is not in force yet has not looked for overlaps and effective defaults: it objects to each
 * route that these would explain, and to others that overlap declared space: where there are many of these, one in so many
 * is looked at and stands for the rest. So what the policy in force explains by them is counted there too, or the same policy
 * would object to more than itself.
 */
final class FlaggedCount {
    /** About so many are looked at for overlaps, which costs some microseconds of the table thread each. */
    private static final int LOOKED_AT = 1_024;

    private final RuleContext context;
    private final UnexpectedVisibility surplus;
    private final RouteRules routes;
    private final OverlappingPrefix overlaps;
    private final EffectiveDefaultRoute effective;
    /** One in so many is looked at. */
    private long stride;
    /** Of the sights where overlaps are looked for: routes in or near declared space, looked at, found to overlap. */
    private long suspects;

    private long looked;
    private long offended;

    FlaggedCount(
            RuleContext context,
            UnexpectedVisibility surplus,
            RouteRules routes,
            OverlappingPrefix overlaps,
            EffectiveDefaultRoute effective) {
        this.context = context;
        this.surplus = surplus;
        this.routes = routes;
        this.overlaps = overlaps;
        this.effective = effective;
    }

    /**
     * Counts a prefix at a router once, however many rules object, for whichever network. Reads sets of ids, no routes. What
     * two networks own at once (ADD-PATH) is a route of each in {@link Flagged#routes}, but mostly one of those that are
     * flagged: a lower bound.
     */
    Flagged count() {
        long all = 0;
        long flagged = 0;
        stride = suspects() / LOOKED_AT + 1;
        suspects = 0;
        looked = 0;
        offended = 0;
        for (RouterView view : context.views) {
            for (int family = 0; view != null && family < Family.count(); family++) {
                Sight sight = view.sight(Family.of(family));
                long held = 0;
                for (Network network : context.intent.networks()) {
                    held += sight.routes[network.index()];
                }
                all += held;
                flagged += Math.min(held, flagged(sight)); // what nobody owns may stand twice: see below
            }
        }
        flagged += looked == 0 ? 0 : offended * suspects / looked - offended;
        return new Flagged(all, Math.min(all, flagged));
    }

    private long suspects() {
        long suspects = 0;
        for (RouterView view : context.views) {
            for (int family = 0; view != null && family < Family.count(); family++) {
                suspects += view.sight(Family.of(family)).suspects.size();
            }
        }
        return suspects;
    }

    private long flagged(Sight sight) {
        IdSetUnion union = new IdSetUnion();
        List<IdSet> flagged = new ArrayList<>();
        long others = 0;
        if (context.settled) {
            addExplained(flagged, sight);
        }
        for (Network network : context.intent.networks()) {
            List<IdSet> own = new ArrayList<>();
            add(own, sight.unexpected[network.index()]);
            add(own, sight.bogons[network.index()]);
            flagged.addAll(own);
            if (surplus.isSurprising(sight, network)) {
                others += sight.routes[network.index()] - union.size(own);
            } else {
                // UnexpectedOrigin has routes of nobody here too, though nobody's may be counted whole.
                routes.eachGroup(sight, network.index(), group -> {
                    if (group.mayTell()) {
                        add(flagged, group);
                    }
                });
            }
        }
        if (!context.settled && others == 0) {
            IdSet offending = offending(sight);
            flagged.add(offending);
        }
        return others + union.size(flagged);
    }

    /** Of the routes that are looked at those that nothing else objects to, and that overlap declared space of others. */
    private IdSet offending(Sight sight) {
        IdSet offending = new IdSet();
        suspects += sight.suspects.size();
        for (int id = sight.suspects.next(0); id != IdSet.NONE; id = sight.suspects.next(id + 1)) {
            // At each router others: many routers show the same.
            if (Math.floorMod(mix(sight.view.router.index(), id), stride) == 0) {
                looked++;
                if (!isUnexpected(sight, id) && overlaps.offendsDeclared(sight, id)) {
                    offending.add(id);
                }
            }
        }
        offended += offending.size();
        return offending;
    }

    private static long mix(int router, int id) {
        long mixed = ((long) router << 32 | id) * 0x9e3779b97f4a7c15L;
        return (mixed ^ mixed >>> 32) * 0xd6e8feb86659fd93L >>> 16;
    }

    private static boolean isUnexpected(Sight sight, int id) {
        for (SightGroup group : sight.unexpected) {
            if (group != null && group.members.contains(id)) {
                return true;
            }
        }
        return false;
    }

    private void addExplained(List<IdSet> sets, Sight sight) {
        for (IdSet overlapping : overlaps.overlapping(sight.family)) {
            sets.add(IdSet.common(overlapping, sight.suspects));
        }
        for (Network network : context.intent.networks()) {
            if (effective.isOpen(sight, network.index())) {
                sets.add(sight.shortRoutes);
                return;
            }
        }
    }

    private static void add(List<IdSet> sets, @Nullable SightGroup group) {
        if (group != null && !group.members.isEmpty()) {
            sets.add(group.members);
        }
    }
}
