package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.RouteCommunity;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** MissingCommunity and ForbiddenCommunity. */
final class NaiveCommunities extends NaiveRule {
    NaiveCommunities(NaiveFacts facts) {
        super(facts, RuleName.MISSING_COMMUNITY, RuleName.FORBIDDEN_COMMUNITY);
    }

    /** Whether any network asks, and the rule that would tell is enabled. */
    static boolean isAsking(NaiveFacts facts) {
        return facts.networks.stream().anyMatch(network -> isAsking(facts, network));
    }

    static boolean isAsking(NaiveFacts facts, NetworkConfig network) {
        return facts.enabled(RuleName.MISSING_COMMUNITY) && !required(network).isEmpty()
                || facts.enabled(RuleName.FORBIDDEN_COMMUNITY)
                        && !forbidden(network).isEmpty();
    }

    private static List<RouteCommunity> required(NetworkConfig network) {
        return network.terms().communities().require();
    }

    private static List<RouteCommunity> forbidden(NetworkConfig network) {
        return network.terms().communities().forbid();
    }

    @Override
    boolean canBe(Subject subject, RouterConfig router, NetworkConfig network) {
        return !(subject.rule() == RuleName.MISSING_COMMUNITY ? required(network) : forbidden(network)).isEmpty();
    }

    @Override
    void judge(Map<Subject, Truth> before, Map<Subject, Truth> now) {
        eachJudged((router, family, network) -> {
            if (facts.sentCommunities.contains(new Place(router.name(), family))) {
                judge(
                        now,
                        RuleName.MISSING_COMMUNITY,
                        router,
                        family,
                        network,
                        route -> required(network).stream()
                                .anyMatch(one -> !route.communities().contains(one.toString())));
                judge(
                        now,
                        RuleName.FORBIDDEN_COMMUNITY,
                        router,
                        family,
                        network,
                        route -> forbidden(network).stream()
                                .anyMatch(one -> route.communities().contains(one.toString())));
            }
        });
    }

    private void judge(
            Map<Subject, Truth> now,
            RuleName rule,
            RouterConfig router,
            Family family,
            NetworkConfig network,
            Predicate<Route> isWrong) {
        for (Prefix prefix : facts.prefixesOf(router.name(), family, network.name(), false)) {
            if (facts.paths(router.name(), prefix, network.name()).stream().anyMatch(isWrong)) {
                facts.add(now, rule, network.name(), router, prefix, family);
            }
        }
    }
}
