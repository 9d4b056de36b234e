package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.Map;

/** UnexpectedPrefix. */
final class NaiveUnexpectedPrefix extends NaiveRule {
    NaiveUnexpectedPrefix(NaiveFacts facts) {
        super(facts, RuleName.UNEXPECTED_PREFIX);
    }

    @Override
    boolean canBe(Subject subject, RouterConfig router, NetworkConfig network) {
        return !network.open()
                && !facts.heldOwn(router, network.name())
                && !permitted(router, network, subject.prefix())
                && !facts.exempt(network.name(), subject.prefix());
    }

    @Override
    void judge(Map<Subject, Truth> before, Map<Subject, Truth> now) {
        eachJudged((router, family, network) -> judge(router, family, network, now));
    }

    private void judge(RouterConfig router, Family family, NetworkConfig network, Map<Subject, Truth> now) {
        String name = network.name();
        if (network.open()
                || facts.heldOwn(router, name)
                || now.containsKey(Subject.at(RuleName.UNEXPECTED_VISIBILITY, name, router.name(), null, family))) {
            return;
        }
        for (Prefix prefix : facts.prefixesOf(router.name(), family, name, false)) {
            if (prefix.length() > 0
                    && !permitted(router, network, prefix)
                    && !facts.exempt(name, prefix)
                    && !NaiveFacts.overlaps(now, prefix)
                    && !NaiveFacts.explained(now, name, router.name(), prefix)) {
                facts.add(now, RuleName.UNEXPECTED_PREFIX, name, router, prefix, family);
            }
        }
    }

    private boolean permitted(RouterConfig router, NetworkConfig network, Prefix prefix) {
        return permitted(facts, router, network, prefix);
    }

    static boolean permitted(NaiveFacts facts, RouterConfig router, NetworkConfig network, Prefix prefix) {
        if (facts.isOfLink(router, network, prefix)
                || facts.blocks(network.name()).stream().anyMatch(block -> block.contains(prefix))) {
            return true;
        }
        MoreSpecifics more = network.moreSpecifics();
        return network.prefixes().stream()
                .anyMatch(declared -> declared.equals(prefix)
                        || declared.contains(prefix)
                                && more.allowed()
                                && prefix.length() <= more.maxLength(prefix.family()));
    }
}
