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
 */
final class FlaggedCount {
    private final RuleContext context;
    private final UnexpectedVisibility surplus;
    private final RouteRules routes;

    FlaggedCount(RuleContext context, UnexpectedVisibility surplus, RouteRules routes) {
        this.context = context;
        this.surplus = surplus;
        this.routes = routes;
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

    private static void add(List<IdSet> sets, @Nullable SightGroup group) {
        if (group != null && !group.members.isEmpty()) {
            sets.add(group.members);
        }
    }
}
