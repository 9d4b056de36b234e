package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.RouteCommunity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notes which kinds of communities routers send at all: many must be told to, each kind and family for itself. One that
 * never sent any of a kind cannot be held to those that a network's routes must carry, and one that never sent any to those
 * that they must not. Costs nothing where no network asks for any.
 */
final class CommunityWatch {
    /** Instead of the bit of a kind: any will do. */
    static final int ANY = 1 << RouteCommunity.Kind.values().length;

    private final RuleContext context;
    /** By network: kinds of communities that must be seen, a bit each. */
    private final int[] asked;
    /** Those of any network. */
    private final int all;

    CommunityWatch(RuleContext context, CommunityRule missing, CommunityRule forbidden) {
        this.context = context;
        asked = context.intent.networks().stream()
                .mapToInt(network -> missing.kinds(network) | forbidden.kinds(network))
                .toArray();
        int any = 0;
        for (int kinds : asked) {
            any |= kinds;
        }
        all = any;
    }

    /** A router sent a path with these attributes; true if it is the first with communities of a kind that is asked for. */
    boolean isFirst(Sight sight, int attributes) {
        int unseen = all & ~sight.sentCommunities;
        if (unseen == 0 || attributes == RouteChange.ABSENT) {
            return false;
        }
        int kinds = context.attribution.communityKinds(sight.view.intent, attributes);
        int first = (kinds == 0 ? 0 : kinds | ANY) & unseen;
        sight.sentCommunities |= first;
        return first != 0;
    }

    /** Whether a router shows routes that are asked for communities of a kind that it never sent. */
    boolean isLacking(Sight sight) {
        int unseen = all & ~sight.sentCommunities;
        for (int network = 0; unseen != 0 && network < asked.length; network++) {
            if ((asked[network] & unseen) != 0 && sight.routes[network] > 0) {
                return true;
            }
        }
        return false;
    }

    /** Takes over what another engine on the same table saw of routers that both know. */
    void inherit(List<@Nullable RouterView> views) {
        for (RouterView view : views) {
            RouterView ours = view == null ? null : context.views.get(view.router.index());
            for (int i = 0; view != null && ours != null && i < Family.count(); i++) {
                Sight sight = ours.sight(Family.of(i));
                sight.sentCommunities |= view.sight(sight.family).sentCommunities;
                sight.lackingCommunities = isLacking(sight);
            }
        }
    }
}
