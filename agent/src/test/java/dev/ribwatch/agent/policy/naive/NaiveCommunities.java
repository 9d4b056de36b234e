package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.RouteCommunity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** MissingCommunity and ForbiddenCommunity. */
final class NaiveCommunities extends NaiveRule {
    NaiveCommunities(NaiveFacts facts) {
        super(facts, RuleName.MISSING_COMMUNITY, RuleName.FORBIDDEN_COMMUNITY);
    }

    /** Instead of a kind: any. */
    static final int ANY = 0;

    /** The kinds that must be seen for some network, of a rule that is enabled: how many numbers they are written with. */
    static Set<Integer> asked(NaiveFacts facts) {
        Set<Integer> all = new HashSet<>();
        facts.networks.forEach(network -> all.addAll(asked(facts, network)));
        return all;
    }

    static Set<Integer> asked(NaiveFacts facts, NetworkConfig network) {
        Set<Integer> kinds = new HashSet<>();
        if (facts.enabled(RuleName.MISSING_COMMUNITY)) {
            kinds.addAll(kinds(required(network)));
        }
        if (facts.enabled(RuleName.FORBIDDEN_COMMUNITY) && !forbidden(network).isEmpty()) {
            kinds.add(ANY);
        }
        return kinds;
    }

    private static Set<Integer> kinds(List<RouteCommunity> communities) {
        return communities.stream()
                .map(community -> community.toString().split(":").length)
                .collect(Collectors.toSet());
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
            Set<Integer> sent = facts.sentCommunities.getOrDefault(new Place(router.name(), family), Set.of());
            Map<Subject, Truth> missing = new HashMap<>();
            judge(
                    missing,
                    RuleName.MISSING_COMMUNITY,
                    router,
                    family,
                    network,
                    route -> required(network).stream()
                            .anyMatch(one -> !route.communities().contains(one.toString())));
            settle(before, now, missing, sent.containsAll(kinds(required(network))));
            Map<Subject, Truth> carried = new HashMap<>();
            judge(
                    carried,
                    RuleName.FORBIDDEN_COMMUNITY,
                    router,
                    family,
                    network,
                    route -> forbidden(network).stream()
                            .anyMatch(one -> route.communities().contains(one.toString())));
            settle(before, now, carried, sent.contains(ANY));
        });
    }

    /** What cannot be told does not open; what another intent opened stays, unknown. */
    private static void settle(
            Map<Subject, Truth> before, Map<Subject, Truth> now, Map<Subject, Truth> found, boolean certain) {
        found.forEach((subject, truth) -> {
            Truth was = before.get(subject);
            if (certain) {
                now.put(subject, truth);
            } else if (was != null) {
                now.put(subject, new Truth(was.severity(), true));
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
