package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.preset.ProviderAsns;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** RouteLeak, where all sessions are external. */
final class NaiveLeak extends NaiveRule {
    NaiveLeak(NaiveFacts facts) {
        super(facts, RuleName.ROUTE_LEAK);
    }

    @Override
    boolean canBe(Subject subject, RouterConfig router, NetworkConfig network) {
        return true;
    }

    @Override
    void judge(Map<Subject, Truth> before, Map<Subject, Truth> now) {
        eachJudged((router, family, network) -> facts.prefixesOf(router.name(), family, network.name(), false)
                .forEach(prefix -> {
                    if (facts.paths(router.name(), prefix, network.name()).stream()
                            .anyMatch(route -> isLeak(router, network, route))) {
                        facts.add(now, RuleName.ROUTE_LEAK, network.name(), router, prefix, family);
                    }
                }));
    }

    private boolean isLeak(RouterConfig router, NetworkConfig network, Route route) {
        List<Long> sequence = route.sequence(router);
        boolean learned = !sequence.isEmpty() || route.hasSet();
        boolean kept = route.communities().contains("65535:65281")
                || route.communities().contains("65535:65282")
                || route.communities().contains("65535:65283");
        long own = route.ownAs(router);
        return isAgainstRole(router, route.otc())
                || learned && kept
                || learned && (sequence.contains(own) || route.set().contains(own))
                || goesDownAndUp(sequence)
                || isPassedOn(router, network, route, sequence);
    }

    private static boolean isAgainstRole(RouterConfig router, long otc) {
        Role ours = router.session().localRole();
        return otc != Route.NONE
                && (ours == Role.PROVIDER
                        || ours == Role.ROUTE_SERVER
                        || ours == Role.PEER && router.as().stream().noneMatch(as -> as.value() == otc));
    }

    private boolean goesDownAndUp(List<Long> path) {
        List<Asn> providers = facts.config.policy().providers();
        StringBuilder hops = new StringBuilder();
        path.stream()
                .filter(as -> !isOfCircuits(as))
                .forEach(as -> hops.append(providers.contains(new Asn(as)) ? "P" + as + "," : "c,"));
        return hops.toString().matches(".*(P\\d+,)(c,)+(?!\\1)P.*");
    }

    private boolean isOfCircuits(long as) {
        ProviderAsns of = facts.config.policy().providerAs();
        return as == of.circuits().value()
                || as == of.gateway().value()
                || as == of.hostedCloud().value();
    }

    private boolean isPassedOn(RouterConfig router, NetworkConfig owner, Route route, List<Long> sequence) {
        if (NaiveFacts.isUnknown(owner)) {
            return false;
        }
        List<Long> passing = new ArrayList<>(sequence);
        if (!route.hasSet()) {
            long origin = passing.isEmpty() ? Route.NONE : passing.get(passing.size() - 1);
            while (!passing.isEmpty() && passing.get(passing.size() - 1) == origin) {
                passing.remove(passing.size() - 1);
            }
        }
        List<String> way = new ArrayList<>(List.of(router.network()));
        for (long as : passing) {
            List<NetworkConfig> declaring = facts.networks.stream()
                    .filter(one -> one.asns().contains(new Asn(as)))
                    .toList();
            if (!isOfCircuits(as)
                    && declaring.size() == 1
                    && !declaring.get(0).name().equals(way.get(way.size() - 1))) {
                way.add(declaring.get(0).name());
            }
        }
        if (!owner.name().equals(way.get(way.size() - 1))) {
            way.add(owner.name());
        }
        for (int i = 1; i < way.size() - 1; i++) {
            NetworkConfig at = facts.network(way.get(i));
            if (!at.open()
                    && !at.name().equals(owner.name())
                    && !at.name().equals(router.network())
                    && !transit(at.name(), way.get(i - 1))
                    && !transit(at.name(), way.get(i + 1))) {
                return true;
            }
        }
        return false;
    }

    private boolean transit(String a, String b) {
        return facts.config.connections().stream()
                .anyMatch(link -> link.transit() && new HashSet<>(link.between()).containsAll(List.of(a, b)));
    }
}
