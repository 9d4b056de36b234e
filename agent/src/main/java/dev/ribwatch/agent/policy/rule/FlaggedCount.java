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
 * route that these would explain. So what they explain in the policy in force is counted there too, or the same policy would
 * object to more than itself.
 */
final class FlaggedCount {
    private final RuleContext context;
    private final UnexpectedVisibility surplus;
    private final RouteRules routes;
    private final OverlappingPrefix overlaps;
    private final EffectiveDefaultRoute effective;

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
        return new Flagged(all, flagged);
    }

    private long flagged(Sight sight) {
        IdSetUnion union = new IdSetUnion();
        List<IdSet> flagged = new ArrayList<>();
        long others = 0;
        addExplained(flagged, sight);
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
        return others + union.size(flagged);
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
