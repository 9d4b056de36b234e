package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** PrefixCountChange: a count against the level that follows it, which waits while nobody can look. */
final class NaiveCountChange extends NaiveRule {
    private static final RuleName NAME = RuleName.PREFIX_COUNT_CHANGE;

    private record At(String router, Family family, String network) {}

    private static final class Learned {
        double level;
        int count;
        long since;
        boolean follows;

        void advance(long now, RuleConfig rule) {
            if (follows) {
                double kept = Math.exp(-(now - since) / (double) rule.within().toNanos());
                level = count + (level - count) * kept;
            }
            since = now;
        }
    }

    private final Map<At, Learned> learned = new HashMap<>();
    /** Names of the routers of which something was taken over. */
    private final Set<String> inherited = new HashSet<>();

    private final NaiveRedundancy redundancy;

    NaiveCountChange(NaiveFacts facts, NaiveRedundancy redundancy) {
        super(facts, NAME);
        this.redundancy = redundancy;
    }

    private RuleConfig rule() {
        return facts.config.policy().rules().get(NAME);
    }

    @Override
    boolean canBe(Subject subject, RouterConfig router, NetworkConfig network) {
        return inherited.contains(router.name());
    }

    @Override
    void renewed(String router) {
        learned.keySet().removeIf(at -> at.router.equals(router));
    }

    @Override
    void takeOver(NaiveRule previous) {
        NaiveCountChange other = (NaiveCountChange) previous;
        if (!rule().enabled() || !other.rule().enabled()) {
            return;
        }
        for (RouterConfig router : facts.config.routers()) {
            if (ownership(facts.config, router.name()).equals(ownership(other.facts.config, router.name()))) {
                inherited.add(router.name());
            }
        }
        other.learned.forEach((at, level) -> {
            if (inherited.contains(at.router)) {
                learned.put(at, level);
            }
        });
    }

    /** What decides whose a route of a router is. */
    private static List<Object> ownership(Config config, String name) {
        RouterConfig router = config.routers().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        return List.of(config.networks(), router.as(), router.network(), router.ownRoutes(), router.families());
    }

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
        if (!rule().enabled()) {
            return;
        }
        for (RouterConfig router : facts.config.routers()) {
            for (Family family : Family.values()) {
                for (NetworkConfig network : facts.networks) {
                    look(open, router, family, network.name());
                }
            }
        }
    }

    private void look(Map<Subject, Truth> open, RouterConfig router, Family family, String network) {
        At at = new At(router.name(), family, network);
        Learned known = learned.get(at);
        if (!facts.judged(router.name(), family)) {
            if (known != null) {
                known.advance(facts.nanos, rule());
                known.follows = false;
            }
            return;
        }
        int count = facts.prefixesOf(router.name(), family, network, false).size();
        if (known == null) {
            known = new Learned();
            known.level = count;
            learned.put(at, known);
        }
        known.advance(facts.nanos, rule());
        known.level = known.level < 0.5 ? count : known.level; // nothing was usual
        known.count = count;
        boolean explained =
                open.containsKey(Subject.at(RuleName.NETWORK_INVISIBLE, network, router.name(), null, family))
                        || redundancy.isLost(router.name(), network, family);
        known.follows = !explained;
        Subject subject = Subject.at(NAME, network, router.name(), null, family);
        boolean was = open.remove(subject) != null;
        double change = Math.abs(count - known.level) + 1e-9; // a level never quite reaches its count
        double share =
                count < known.level ? rule().levels().drop() : rule().levels().surge();
        double needed = Math.max(share * known.level, rule().levels().minimum()) * (was ? 0.5 : 1);
        if (change >= needed && known.level >= 0.5 && !explained) {
            facts.add(open, NAME, network, router, null, family);
        }
    }
}
