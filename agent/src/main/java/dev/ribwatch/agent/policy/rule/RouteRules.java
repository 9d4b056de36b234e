package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.rib.PathCursor;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rules that judge each route for itself. A route that none of them objects to costs a look at a cached mask, and not
 * even that if no rule uses its network.
 */
final class RouteRules {
    private final RuleContext context;
    private final List<RouteRule> rules;
    private final int places;
    final CommunityWatch communities;
    private final PathCursor paths = new PathCursor();

    RouteRules(RuleContext context, OverlappingPrefix overlaps, UnexpectedOrigin.Waiting waiting) {
        this.context = context;
        CommunityRule missing = CommunityRule.missing(context);
        CommunityRule forbidden = CommunityRule.forbidden(context);
        rules = List.of(
                new UnexpectedOrigin(context, overlaps, waiting),
                new ForbiddenPath(context),
                missing,
                forbidden,
                new RouteLeak(context));
        for (int i = 0; i < rules.size(); i++) {
            rules.get(i).setPosition(i);
        }
        places = rules.size() * context.intent.networks().size();
        communities = new CommunityWatch(context, missing, forbidden);
        context.attribution.askAlso(rules);
    }

    /** Makes room for findings at a sight. */
    void attach(Sight sight) {
        sight.routeGroups = new SightGroup[places];
    }

    /** The checks that object to a path of this network, a bit each. */
    int objections(Sight sight, int owner, int attributeId) {
        return owner < 0 ? 0 : context.attribution.objections(sight.view.intent, attributeId, owner);
    }

    /**
     * A path was added, replaced or withdrawn, and may be the first with communities of a kind, or the first that should have some.
     *
     * @param attributes of the path now, {@link RouteChange#ABSENT} if it is gone
     * @return whether ViewPartial must be judged anew
     */
    boolean communitiesChanged(Sight sight, int attributes) {
        boolean first = communities.isFirst(sight, attributes);
        if (!first && !sight.cameOrWent) {
            return false;
        }
        sight.cameOrWent = false;
        if (first) {
            for (SightGroup group : sight.routeGroups) {
                if (group != null && sight.judged) {
                    group.reconcile();
                }
            }
        }
        boolean lacking = communities.isLacking(sight);
        boolean changed = lacking != sight.lackingCommunities;
        sight.lackingCommunities = lacking;
        return changed;
    }

    /**
     * A path was added, replaced or withdrawn.
     *
     * @param before whose it was, {@link RuleContext#NOBODY} if it was not there
     * @param objectedBefore what {@link #objections} said of it
     * @param after whose it is
     * @param objected what they say of it now
     */
    void changed(
            Sight sight,
            int id,
            long high,
            long low,
            int length,
            int before,
            int objectedBefore,
            int after,
            int objected) {
        if (objectedBefore != 0 && before != after) {
            judge(sight, id, high, low, length, before, objectedBefore);
        }
        if ((objected | (before == after ? objectedBefore : 0)) != 0) {
            judge(sight, id, high, low, length, after, before == after ? objected | objectedBefore : objected);
        }
    }

    private void judge(Sight sight, int id, long high, long low, int length, int owner, int mask) {
        for (int left = mask; left != 0; left &= left - 1) {
            rules.get(Integer.numberOfTrailingZeros(left)).judge(sight, id, high, low, length, owner);
        }
    }

    /** Whether another finding explains this prefix may have changed, at any router. */
    void reconsider(Family family, int id, long high, long low, int length) {
        for (RouterView view : context.views) {
            if (view != null) {
                reconsider(view.sight(family), id, high, low, length);
            }
        }
    }

    /** The same at one sight. */
    void reconsider(Sight sight, int id, long high, long low, int length) {
        paths.reset(sight.view.router, sight.family, id);
        while (paths.next()) {
            int attributes = paths.attributeId();
            int owner = context.owner(sight, id, high, low, length, attributes);
            judge(sight, id, high, low, length, owner, objections(sight, owner, attributes));
        }
    }

    /** Takes over what another engine on the same table knows beside its findings. */
    void inherit(List<@Nullable RouterView> views) {
        communities.inherit(views);
    }

    /** Publishes what is true of a network at a sight, as far as it can be told. */
    void reconcile(Sight sight, int network) {
        eachGroup(sight, network, SightGroup::reconcile);
    }

    /** Calls for the findings of each rule of a network at a sight. */
    void eachGroup(Sight sight, int network, Consumer<SightGroup> each) {
        for (RouteRule rule : rules) {
            SightGroup group = sight.routeGroups[rule.place(context.intent.network(network))];
            if (group != null) {
                each.accept(group);
            }
        }
    }

    /** Closes everything at a sight. */
    void closeAll(Sight sight, String reason) {
        for (SightGroup group : sight.routeGroups) {
            if (group != null) {
                group.closeAll(reason);
            }
        }
    }

    /** Takes over a finding of another engine; false if it is not of such a rule, or has no subject any more. */
    boolean adopt(Sight sight, Network network, Finding finding) {
        RouteRule rule = rule(finding.key().rule());
        if (rule == null || !rule.mayAdopt(sight, network, finding)) {
            return false;
        }
        rule.group(sight, network).adopt(finding);
        return true;
    }

    /** The rule of this name; null if it is not one of these. */
    @Nullable
    RouteRule rule(RuleName name) {
        for (RouteRule rule : rules) {
            if (rule.settings.name() == name) {
                return rule;
            }
        }
        return null;
    }
}
