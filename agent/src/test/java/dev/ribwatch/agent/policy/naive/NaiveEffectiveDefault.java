package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** EffectiveDefaultRoute. */
final class NaiveEffectiveDefault extends NaiveRule {
    private static final List<Prefix> IPV6 = List.of(Prefix.parse("2000::/3"));
    private static final List<Prefix> IPV4 =
            List.of(Prefix.parse("0.0.0.0/1"), Prefix.parse("128.0.0.0/2"), Prefix.parse("192.0.0.0/3"));

    NaiveEffectiveDefault(NaiveFacts facts) {
        super(facts, RuleName.EFFECTIVE_DEFAULT_ROUTE);
    }

    @Override
    boolean canBe(Subject subject, RouterConfig router, NetworkConfig network) {
        return !isLeftOut(router, network);
    }

    private boolean isLeftOut(RouterConfig router, NetworkConfig network) {
        String vantage = router.network();
        String name = network.name();
        return network.open() && (facts.connected(vantage, name) || vantage.equals(name))
                || facts.heldOwn(router, name);
    }

    /** A share between the two thresholds: whether it is one depends on what was seen before. */
    private boolean undecided;

    @Override
    boolean isUndecided() {
        return undecided;
    }

    @Override
    void judge(Map<Subject, Truth> before, Map<Subject, Truth> now) {
        undecided = false;
        eachJudged((router, family, network) -> {
            String name = network.name();
            List<Prefix> prefixes = facts.prefixesOf(router.name(), family, name, false);
            undecided |= amountsToDefault(prefixes, family, true) && !amountsToDefault(prefixes, family, false);
            boolean wasOpen =
                    before.containsKey(Subject.at(RuleName.EFFECTIVE_DEFAULT_ROUTE, name, router.name(), null, family));
            if (!isLeftOut(router, network) && amountsToDefault(prefixes, family, wasOpen)) {
                facts.add(now, RuleName.EFFECTIVE_DEFAULT_ROUTE, name, router, null, family);
            }
        });
    }

    private boolean amountsToDefault(List<Prefix> prefixes, Family family, boolean wasOpen) {
        List<Prefix> clipped = new ArrayList<>();
        boolean half = false;
        for (Prefix prefix : prefixes) {
            if (prefix.length() == 0) {
                continue;
            }
            half |= prefix.length() == 1 && family == Family.IPV4_UNICAST;
            for (Prefix part : space(family)) {
                if (part.contains(prefix)) {
                    clipped.add(prefix);
                } else if (prefix.contains(part)) {
                    clipped.add(part);
                }
            }
        }
        double share = NaiveFacts.union(clipped).doubleValue()
                / NaiveFacts.union(space(family)).doubleValue();
        double threshold = facts.config.policy().effectiveThreshold();
        return half || share >= (wasOpen ? threshold - 0.05 : threshold);
    }

    /** IPv4: the blocks 0 to 223; IPv6: 2000::/3. */
    private static List<Prefix> space(Family family) {
        return family == Family.IPV6_UNICAST ? IPV6 : IPV4;
    }
}
