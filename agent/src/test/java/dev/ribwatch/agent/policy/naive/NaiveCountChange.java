package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
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
    /** Where something was taken over. */
    private final Set<At> inherited = new HashSet<>();

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
        return inherited.contains(new At(router.name(), subject.family(), network.name()));
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
        other.learned.forEach((at, level) -> {
            if (terms(facts, at).equals(terms(other.facts, at)) && count(facts, at) == count(other.facts, at)) {
                inherited.add(at);
                learned.put(at, level);
            }
        });
    }

    /** What the intent says of the router and of the network; of unknown it says who the others are. */
    private static List<Object> terms(NaiveFacts facts, At at) {
        RouterConfig router = facts.router(at.router);
        List<NetworkConfig> networks = facts.config.networks().stream()
                .filter(one -> one.name().equals(at.network) || at.network.equals(NaiveFacts.UNKNOWN))
                .toList();
        List<List<Prefix>> blocks =
                networks.stream().map(one -> facts.blocks(one.name())).toList();
        return List.of(networks, blocks, router.as(), router.network(), router.ownRoutes(), router.families());
    }

    private static int count(NaiveFacts facts, At at) {
        return facts.prefixesOf(at.router, at.family, at.network, false).size();
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
        int count = count(facts, at);
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
