package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** SessionFlapping: too many in a window open it, a window without any closes it. */
final class NaiveSessionFlapping extends NaiveRule {
    private static final RuleName NAME = RuleName.SESSION_FLAPPING;

    /** When a router's session was established or lost, while the rule looked at it. */
    private final Map<String, List<Long>> times = new HashMap<>();

    private final Set<String> established = new HashSet<>();
    private final Set<String> known = new HashSet<>();

    NaiveSessionFlapping(NaiveFacts facts) {
        super(facts, NAME);
    }

    private RuleConfig rule() {
        return facts.config.policy().rules().get(NAME);
    }

    private long window() {
        return rule().within().toNanos();
    }

    @Override
    boolean canBe(Subject subject, RouterConfig router, NetworkConfig network) {
        return true;
    }

    @Override
    void renewed(String router) {
        times.remove(router);
        established.remove(router);
        known.remove(router);
    }

    @Override
    void inherit(NaiveRule previous, Set<Subject> open) {
        NaiveSessionFlapping other = (NaiveSessionFlapping) previous;
        other.times.forEach((router, seen) -> times.put(router, forgetOld(new ArrayList<>(seen))));
        established.addAll(other.established);
        known.addAll(other.known);
    }

    /** The last 32 are remembered, or as many as it takes to be too many: more than that another intent cannot know. */
    private List<Long> forgetOld(List<Long> seen) {
        while (seen.size() > Math.max(32, rule().changes() + 1)) {
            seen.remove(0);
        }
        return seen;
    }

    @Override
    void pass(Map<Subject, Truth> open) {
        Map<Subject, Truth> before = Map.copyOf(open);
        open.keySet().removeIf(this::isOf);
        judge(before, open);
    }

    @Override
    void judge(Map<Subject, Truth> before, Map<Subject, Truth> now) {
        for (RouterConfig router : facts.config.routers()) {
            String name = router.name();
            boolean up = Stream.of(Family.values())
                    .map(family -> facts.state(name, family))
                    .anyMatch(state -> state == State.SYNCING || state == State.CONVERGED);
            boolean changed = up ? established.add(name) : established.remove(name);
            boolean first = up && known.add(name);
            boolean applies = facts.applies(NAME, null, null, router, null);
            if (changed && !first && applies) {
                times.computeIfAbsent(name, r -> new ArrayList<>()).add(facts.nanos);
                forgetOld(times.get(name));
            }
            List<Long> seen = times.getOrDefault(name, List.of());
            if (!seen.isEmpty() && facts.nanos - seen.get(seen.size() - 1) >= window()) {
                times.remove(name);
                seen = List.of();
            }
            long recent =
                    seen.stream().filter(at -> facts.nanos - at < window()).count();
            Subject subject = Subject.at(NAME, null, name, null, null);
            if (recent > rule().changes() || !seen.isEmpty() && before.containsKey(subject)) {
                facts.add(now, NAME, null, router, null, null);
            }
        }
    }
}
