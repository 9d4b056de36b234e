package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import java.util.List;
import java.util.Map;

/** UnexpectedOrigin. */
final class NaiveOrigin extends NaiveRule {
    NaiveOrigin(NaiveFacts facts) {
        super(facts, RuleName.UNEXPECTED_ORIGIN);
    }

    @Override
    boolean canBe(Subject subject, RouterConfig router, NetworkConfig network) {
        return concerns(network, subject.prefix());
    }

    private boolean concerns(NetworkConfig network, Prefix prefix) {
        return !network.terms().origins().isEmpty() && prefix.length() > 0 && facts.isDeclared(network, prefix);
    }

    @Override
    void judge(Map<Subject, Truth> before, Map<Subject, Truth> now) {
        eachJudged((router, family, network) -> facts.rows(router.name(), family)
                .forEach((prefix, paths) -> {
                    if (concerns(network, prefix)
                            && !NaiveFacts.overlaps(now, prefix)
                            && paths.values().stream()
                                    .anyMatch(route -> isWrong(
                                            router, network, route, facts.owner(router.name(), prefix, route)))) {
                        facts.add(now, RuleName.UNEXPECTED_ORIGIN, network.name(), router, prefix, family);
                    }
                }));
    }

    private boolean isWrong(RouterConfig router, NetworkConfig network, Route route, String owner) {
        boolean judged = owner.equals(network.name()) && !facts.heldOwn(router, owner)
                || NaiveFacts.isUnknown(facts.network(owner));
        List<Long> left = route.sequence(router);
        long origin;
        if (route.hasSet()) {
            origin = Route.NONE;
        } else {
            origin = left.isEmpty() ? route.ownAs(router) : left.get(left.size() - 1);
        }
        return judged && network.terms().origins().stream().noneMatch(as -> as.value() == origin);
    }
}
