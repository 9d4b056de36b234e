package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What must be there, and what must not: NetworkInvisible before what it explains, and UnexpectedVisibility. */
final class NaiveVisibility extends NaiveRule {
    private final NaiveRedundancy redundancy;

    NaiveVisibility(NaiveFacts facts, NaiveRedundancy redundancy) {
        super(
                facts,
                RuleName.NETWORK_INVISIBLE,
                RuleName.UNEXPECTED_VISIBILITY,
                RuleName.DEFAULT_ROUTE_MISSING,
                RuleName.MISSING_PREFIX);
        this.redundancy = redundancy;
    }

    @Override
    boolean canBe(Subject subject, RouterConfig router, NetworkConfig network) {
        String vantage = router.network();
        boolean expected = facts.connected(vantage, network.name());
        boolean mayMiss = router.families().contains(subject.family()) && expected;
        return switch (subject.rule()) {
            case DEFAULT_ROUTE_MISSING -> mustSendDefault(router, subject.family(), network);
            case NETWORK_INVISIBLE -> mayMiss && NaiveFacts.declares(network, subject.family());
            case UNEXPECTED_VISIBILITY -> !expected && !vantage.equals(network.name());
            case MISSING_PREFIX -> mayMiss && network.required().contains(subject.prefix());
            default -> throw new IllegalStateException(subject.toString());
        };
    }

    private boolean mustSendDefault(RouterConfig router, Family family, NetworkConfig network) {
        return router.families().contains(family)
                && Stream.of(network, facts.network(router.network()))
                        .allMatch(n -> n.prefixes().isEmpty() || NaiveFacts.declares(n, family))
                && facts.defaultRequired(network.name(), router.network())
                && !facts.heldOwn(router, network.name());
    }

    @Override
    void judge(Map<Subject, Truth> before, Map<Subject, Truth> now) {
        eachJudged((router, family, network) -> judge(router, family, network, now));
    }

    private void judge(RouterConfig router, Family family, NetworkConfig network, Map<Subject, Truth> now) {
        String name = network.name();
        String vantage = router.network();
        boolean configured = router.families().contains(family);
        boolean expected = facts.connected(vantage, name);
        List<Prefix> visible = facts.prefixesOf(router.name(), family, name, true);
        boolean lost = redundancy.isLost(router.name(), name, family);
        if (configured && expected && NaiveFacts.declares(network, family) && visible.isEmpty() && !lost) {
            facts.add(now, RuleName.NETWORK_INVISIBLE, name, router, null, family);
        }
        if (!expected && !vantage.equals(name) && !visible.isEmpty()) {
            facts.add(now, RuleName.UNEXPECTED_VISIBILITY, name, router, null, family);
        }
        if (now.containsKey(Subject.at(RuleName.NETWORK_INVISIBLE, name, router.name(), null, family))) {
            return;
        }
        if (mustSendDefault(router, family, network) && !visible.contains(new Prefix(family, 0, 0, 0))) {
            facts.add(now, RuleName.DEFAULT_ROUTE_MISSING, name, router, null, family);
        }
        if (configured && expected && !lost) {
            for (Prefix required : network.required()) {
                if (required.family() == family
                        && !isVisible(required, visible)
                        && !redundancy.isExplained(router.name(), name, required)) {
                    facts.add(now, RuleName.MISSING_PREFIX, name, router, required, family);
                }
            }
        }
    }

    /** IPv6 is 2000::/3: what contains that is as good as a default. */
    private static boolean isDefaultOrHalf(Prefix prefix) {
        return prefix.length() <= (prefix.family() == Family.IPV4_UNICAST ? 1 : 4);
    }

    static boolean isVisible(Prefix required, List<Prefix> visible) {
        List<Prefix> within = new ArrayList<>();
        for (Prefix prefix : visible) {
            if (prefix.equals(required) || prefix.contains(required) && !isDefaultOrHalf(prefix)) {
                return true;
            }
            if (required.contains(prefix)) {
                within.add(prefix);
            }
        }
        return NaiveFacts.union(within).equals(NaiveFacts.size(required));
    }
}
