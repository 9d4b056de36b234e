package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RouterConfig.OwnRoutes;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Direction;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Severity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * PrefixLimit: 80 % warning, 90 % critical, left again 5 points below; what cannot be looked at counts as it last did.
 */
final class NaivePrefixLimit extends NaiveRule {
    private static final RuleName NAME = RuleName.PREFIX_LIMIT;

    private record At(Subject subject, String router) {}

    private final Map<At, Integer> levels = new HashMap<>();

    NaivePrefixLimit(NaiveFacts facts) {
        super(facts, NAME);
    }

    @Override
    boolean canBe(Subject subject, RouterConfig router, NetworkConfig network) {
        boolean[] known = {false};
        eachLimit((limited, limit, routers, count) -> known[0] |=
                limited.equals(subject) && routers.stream().anyMatch(one -> level(subject, one.name()) > 0));
        return known[0];
    }

    @Override
    void renewed(String router) {
        levels.keySet().removeIf(at -> at.router.equals(router));
    }

    @Override
    void takeOver(NaiveRule previous) {
        Map<At, Integer> before = ((NaivePrefixLimit) previous).levels;
        eachLimit((subject, limit, routers, count) -> routers.forEach(router -> {
            Integer level = before.get(new At(subject, router.name()));
            if (level != null) {
                levels.put(new At(subject, router.name()), level);
            }
        }));
    }

    /** It is looked at once a second, not with every change. */
    @Override
    void judge(Map<Subject, Truth> before, Map<Subject, Truth> now) {
        before.forEach((subject, truth) -> {
            if (isOf(subject)) {
                now.putIfAbsent(subject, truth);
            }
        });
    }

    @Override
    void pass(Map<Subject, Truth> open) {
        Map<Subject, Truth> before = Map.copyOf(open);
        open.keySet().removeIf(this::isOf);
        eachLimit((subject, limit, routers, count) -> {
            int seen = 0;
            int unseen = 0;
            for (RouterConfig router : routers) {
                if (facts.judged(router.name(), subject.family())) {
                    int level = level(count.applyAsInt(router), limit, level(subject, router.name()));
                    levels.put(new At(subject, router.name()), level);
                    seen = Math.max(seen, level);
                } else {
                    unseen = Math.max(unseen, level(subject, router.name()));
                }
            }
            int level = Math.max(seen, unseen);
            Truth was = before.get(subject);
            if (seen > 0) {
                Severity severity = level >= 2 ? Severity.CRITICAL : Severity.WARNING;
                open.put(subject, new Truth(facts.severity(NAME, severity), false));
            } else if (level > 0 && was != null) {
                open.put(subject, new Truth(was.severity(), true));
            }
        });
    }

    private int level(Subject subject, String router) {
        return levels.getOrDefault(new At(subject, router), 0);
    }

    private static int level(int count, int limit, int before) {
        double share = (double) count / limit;
        if (share >= (before >= 3 ? 0.95 : 1.0)) {
            return 3;
        }
        if (share >= (before >= 2 ? 0.85 : 0.9)) {
            return 2;
        }
        return share >= (before >= 1 ? 0.75 : 0.8) ? 1 : 0;
    }

    private interface Limited {
        void at(Subject subject, int limit, List<RouterConfig> routers, ToIntFunction<RouterConfig> count);
    }

    private void eachLimit(Limited each) {
        for (RouterConfig router : facts.config.routers()) {
            router.maxPrefixes().forEach((family, limit) -> {
                Subject subject = new Subject(
                        NAME, null, null, router.name(), null, null, family, null, Direction.RECEIVED.text());
                if (facts.applies(NAME, null, null, router, null)) {
                    each.at(subject, limit, List.of(router), one -> paths(one, family));
                }
            });
        }
        for (ConnectionConfig connection : facts.config.connections()) {
            connection
                    .terms()
                    .limits()
                    .forEach((direction, byFamily) -> byFamily.forEach((family, limit) -> {
                        if (applies(connection)) {
                            over(each, connection, direction, family, limit);
                        }
                    }));
        }
    }

    private boolean applies(ConnectionConfig connection) {
        RuleConfig rule = facts.config.policy().rules().get(NAME);
        return rule == null
                || rule.enabled()
                        && rule.except().stream()
                                .noneMatch(except -> except.network() == null
                                        && except.otherNetwork() == null
                                        && except.router() == null
                                        && except.prefix() == null
                                        && (except.connection() == null
                                                || except.connection().equals(connection.name())));
    }

    private void over(Limited each, ConnectionConfig connection, Direction direction, Family family, int limit) {
        boolean out = direction == Direction.TO_PROVIDER;
        Set<String> senders = facts.connections.behind(
                connection, out ? connection.customers() : connection.terms().provider());
        List<String> legs = Stream.of(connection.primary(), connection.secondary())
                .flatMap(Stream::ofNullable)
                .map(ConnectionConfig.Leg::router)
                .toList();
        List<RouterConfig> routers = facts.config.routers().stream()
                .filter(router -> connection.customers().contains(router.network()))
                .filter(router -> legs.isEmpty() || legs.contains(router.name()))
                .filter(router -> !out || router.ownRoutes() != OwnRoutes.HELD)
                .filter(router -> facts.applies(NAME, null, null, router, null))
                .toList();
        Subject subject = new Subject(NAME, null, null, null, null, null, family, connection.name(), direction.text());
        each.at(
                subject,
                limit,
                routers,
                router -> senders.stream()
                        .mapToInt(sender -> facts.prefixesOf(router.name(), family, sender, false)
                                .size())
                        .sum());
    }

    private int paths(RouterConfig router, Family family) {
        return facts.rows(router.name(), family).values().stream()
                .mapToInt(Map::size)
                .sum();
    }
}
