package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouteTerms;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.preset.ProviderAsns;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** ForbiddenPath. */
final class NaivePath extends NaiveRule {
    NaivePath(NaiveFacts facts) {
        super(facts, RuleName.FORBIDDEN_PATH);
    }

    @Override
    boolean canBe(Subject subject, RouterConfig router, NetworkConfig network) {
        return !network.terms().path().equals(RouteTerms.Path.ANY);
    }

    @Override
    void judge(Map<Subject, Truth> before, Map<Subject, Truth> now) {
        eachJudged((router, family, network) -> facts.prefixesOf(router.name(), family, network.name(), false)
                .forEach(prefix -> {
                    if (facts.paths(router.name(), prefix, network.name()).stream()
                            .anyMatch(route -> isWrong(router, network, route))) {
                        facts.add(now, RuleName.FORBIDDEN_PATH, network.name(), router, prefix, family);
                    }
                }));
    }

    private boolean isWrong(RouterConfig router, NetworkConfig network, Route route) {
        RouteTerms.Path terms = network.terms().path();
        List<Long> sequence = route.sequence(router);
        List<Long> all = Stream.concat(sequence.stream(), route.set().stream()).toList();
        int hops = sequence.size() + (route.hasSet() ? 1 : 0);
        return terms.forbid().stream().anyMatch(as -> all.contains(as.value()))
                || terms.require().stream()
                        .anyMatch(as -> !all.contains(as.value()) && as.value() != route.ownAs(router))
                || !terms.privateAs()
                        && all.stream().anyMatch(as -> isPrivate(as) && !isOwn(network, as) && !isOfCircuits(as, all))
                || hops > terms.maxLength()
                || !terms.asSet() && route.hasSet();
    }

    private static boolean isPrivate(long as) {
        return as >= 64512 && as <= 65534 || as >= 4200000000L && as <= 4294967294L;
    }

    private boolean isOfCircuits(long as, List<Long> path) {
        ProviderAsns of = facts.config.policy().providerAs();
        boolean onCircuits = path.contains(of.circuits().value());
        return as == of.circuits().value()
                || as == of.hostedCloud().value()
                || as == of.gateway().value() && onCircuits;
    }

    private static boolean isOwn(NetworkConfig network, long as) {
        return network.asns().stream().anyMatch(one -> one.value() == as);
    }
}
