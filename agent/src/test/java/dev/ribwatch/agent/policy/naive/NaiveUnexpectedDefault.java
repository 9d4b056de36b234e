package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import java.util.Map;

/** UnexpectedDefaultRoute. */
final class NaiveUnexpectedDefault extends NaiveRule {
    NaiveUnexpectedDefault(NaiveFacts facts) {
        super(facts, RuleName.UNEXPECTED_DEFAULT_ROUTE);
    }

    @Override
    boolean canBe(Subject subject, RouterConfig router, NetworkConfig network) {
        return !facts.defaultAllowed(network.name(), router.network()) && !facts.heldOwn(router, network.name());
    }

    @Override
    void judge(Map<Subject, Truth> before, Map<Subject, Truth> now) {
        eachJudged((router, family, network) -> {
            String name = network.name();
            Prefix zero = new Prefix(family, 0, 0, 0);
            if (!facts.paths(router.name(), zero, name).isEmpty()
                    && !facts.defaultAllowed(name, router.network())
                    && !facts.heldOwn(router, name)) {
                facts.add(now, RuleName.UNEXPECTED_DEFAULT_ROUTE, name, router, zero, family);
            }
        });
    }
}
