package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.config.RouteTerms;
import dev.ribwatch.config.RuleName;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notes which routers send communities at all: many must be told to, a family at a time. One that never sent any cannot be
 * held to those that a network's routes must carry or must not. Costs nothing where no network asks for any.
 */
final class CommunityWatch {
    private final RuleContext context;
    /** Networks that ask for communities, or forbid some. */
    private final BitSet asking = new BitSet();

    CommunityWatch(RuleContext context) {
        this.context = context;
        boolean missing = context.intent.rule(RuleName.MISSING_COMMUNITY).isEnabled();
        boolean forbidden = context.intent.rule(RuleName.FORBIDDEN_COMMUNITY).isEnabled();
        for (Network network : context.intent.networks()) {
            RouteTerms.Communities terms = network.terms().communities();
            asking.set(
                    network.index(),
                    missing && !terms.require().isEmpty()
                            || forbidden && !terms.forbid().isEmpty());
        }
    }

    /** A router sent a path with these attributes; true if it is the first with communities. */
    boolean isFirst(Sight sight, int attributes) {
        if (sight.sentCommunities || asking.isEmpty() || attributes == RouteChange.ABSENT) {
            return false;
        }
        sight.sentCommunities = context.attribution.hasCommunities(sight.view.intent, attributes);
        return sight.sentCommunities;
    }

    /** Whether a router shows routes that are asked for communities and never sent any. */
    boolean isLacking(Sight sight) {
        if (sight.sentCommunities) {
            return false;
        }
        for (int network = asking.nextSetBit(0); network >= 0; network = asking.nextSetBit(network + 1)) {
            if (sight.routes[network] > 0) {
                return true;
            }
        }
        return false;
    }

    /** Takes over what another engine on the same table saw of routers that both know. */
    void inherit(List<@Nullable RouterView> views) {
        for (RouterView view : views) {
            RouterView ours = view == null ? null : context.views.get(view.router.index());
            if (view != null && ours != null) {
                ours.takeSentCommunities(view);
            }
        }
    }
}
