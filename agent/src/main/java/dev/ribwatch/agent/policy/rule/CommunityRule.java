package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RouteFacts;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.RouteCommunity;
import java.util.List;

/**
 * A route that lacks a community of {@code communities.require}, or carries one of {@code communities.forbid}. Of a router
 * that never sent one of each kind (standard, large, extended) that is required it cannot be told what is missing, and of one
 * that never sent any not whether it only strips what is forbidden.
 */
final class CommunityRule extends RouteRule {
    private final boolean required;
    /** By network. */
    private final List<List<RouteCommunity>> communities;
    /** By network. */
    private final int[] kinds;

    private CommunityRule(RuleContext context, RuleName name, boolean required) {
        super(context, name);
        this.required = required;
        communities = context.intent.networks().stream()
                .map(network -> required
                        ? network.terms().communities().require()
                        : network.terms().communities().forbid())
                .toList();
        kinds = communities.stream()
                .mapToInt(asked -> asked.stream()
                        .mapToInt(one -> required ? 1 << one.kind().ordinal() : CommunityWatch.ANY)
                        .reduce(0, (a, b) -> a | b))
                .toArray();
    }

    static CommunityRule missing(RuleContext context) {
        return new CommunityRule(context, RuleName.MISSING_COMMUNITY, true);
    }

    static CommunityRule forbidden(RuleContext context) {
        return new CommunityRule(context, RuleName.FORBIDDEN_COMMUNITY, false);
    }

    @Override
    boolean judges(Network network) {
        return !communities.get(network.index()).isEmpty();
    }

    @Override
    public boolean objects(RouteFacts facts, Network network) {
        List<RouteCommunity> asked = communities.get(network.index());
        for (int i = 0; i < asked.size(); i++) {
            if (facts.has(asked.get(i)) != required) {
                return true;
            }
        }
        return false;
    }

    @Override
    boolean isCertain(Sight sight, Network network) {
        int asked = kinds(network);
        return (sight.sentCommunities & asked) == asked;
    }

    /** The kinds of communities without which nothing can be told, a bit each; {@link CommunityWatch#ANY} for any. */
    int kinds(Network network) {
        return uses(network) ? kinds[network.index()] : 0;
    }

    @Override
    String keeps(Network network) {
        return (required ? "it carries all of communities.require of " : "it carries none of communities.forbid of ")
                + network;
    }

    @Override
    String breaks(RouteFacts facts, Network network) {
        return (required ? "it lacks " : "it carries ") + String.join(", ", wrong(facts, network))
                + ", against communities." + (required ? "require" : "forbid") + " of " + network;
    }

    @Override
    Detail detail(RouteFacts facts, Network network) {
        return new Detail.Communities(wrong(facts, network));
    }

    private List<String> wrong(RouteFacts facts, Network network) {
        return communities.get(network.index()).stream()
                .filter(community -> facts.has(community) != required)
                .map(RouteCommunity::toString)
                .toList();
    }
}
