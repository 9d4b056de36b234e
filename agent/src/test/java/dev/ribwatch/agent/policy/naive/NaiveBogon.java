package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Bogon, as far as the universe has reserved space. */
final class NaiveBogon extends NaiveRule {
    /** Kinds of reserved space; who declares some of a kind may use it. */
    private static final List<List<Prefix>> KINDS = List.of(
            blocks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
            blocks("100.64.0.0/10"),
            blocks("192.0.0.0/24"),
            blocks("224.0.0.0/4"),
            blocks("2001:db8::/32", "3fff::/20"),
            blocks("4000::/3"),
            blocks("fc00::/7"));

    private static final List<Prefix> REACHABLE = blocks("192.0.0.9/32");

    /** What depends on the configuration alone, worked out once. */
    private final Map<String, Map<Prefix, Boolean>> forbidden = new HashMap<>();

    NaiveBogon(NaiveFacts facts) {
        super(facts, RuleName.BOGON);
    }

    private static List<Prefix> blocks(String... texts) {
        return Stream.of(texts).map(Prefix::parse).toList();
    }

    @Override
    boolean canBe(Subject subject, RouterConfig router, NetworkConfig network) {
        return isForbidden(router, network, subject.prefix());
    }

    @Override
    void judge(Map<Subject, Truth> before, Map<Subject, Truth> now) {
        eachJudged((router, family, network) -> judge(router, family, network, now));
    }

    private void judge(RouterConfig router, Family family, NetworkConfig network, Map<Subject, Truth> now) {
        for (Prefix prefix : facts.prefixesOf(router.name(), family, network.name(), false)) {
            if (isForbidden(router, network, prefix)
                    && !NaiveFacts.explained(now, network.name(), router.name(), prefix)) {
                facts.add(now, RuleName.BOGON, network.name(), router, prefix, family);
            }
        }
    }

    private boolean isForbidden(RouterConfig router, NetworkConfig network, Prefix prefix) {
        return forbidden
                        .computeIfAbsent(network.name(), n -> new HashMap<>())
                        .computeIfAbsent(prefix, p -> mayNotUse(network, p))
                && !facts.isOfLink(router, network, prefix);
    }

    private boolean mayNotUse(NetworkConfig network, Prefix prefix) {
        return REACHABLE.stream().noneMatch(block -> block.contains(prefix))
                && !facts.exempt(network.name(), prefix)
                && KINDS.stream()
                        .filter(kind -> kind.stream().anyMatch(block -> block.contains(prefix)))
                        .anyMatch(kind -> kind.stream()
                                .noneMatch(
                                        block -> facts.space(network).stream().anyMatch(block::overlaps)));
    }
}
