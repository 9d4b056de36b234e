package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The oracle: a table, and what the rules say of it. All it remembers is what the text says must be remembered: what was
 * open, and what a rule keeps of it.
 */
public final class NaivePolicy {
    private final NaiveFacts facts;
    /** The catalogue: what explains other things comes before them. */
    private final List<NaiveRule> rules;

    private final NaiveChange changes;
    private final NaivePrefixFlapping flapping;
    private final NaiveMalformed malformed;

    private Map<Subject, Truth> open = new HashMap<>();

    public NaivePolicy(Config config) {
        facts = new NaiveFacts(config);
        NaiveRedundancy redundancy = new NaiveRedundancy(facts);
        changes = new NaiveChange(facts);
        flapping = new NaivePrefixFlapping(facts);
        malformed = new NaiveMalformed(facts);
        rules = List.of(
                new NaiveSession(facts),
                new NaiveSessionFlapping(facts),
                flapping,
                new NaiveUnexpectedDefault(facts),
                new NaiveEffectiveDefault(facts),
                redundancy,
                new NaiveVisibility(facts, redundancy),
                new NaiveOverlap(facts),
                new NaiveBogon(facts),
                new NaiveLeak(facts),
                new NaiveUnexpectedPrefix(facts),
                new NaivePrefixLimit(facts),
                new NaiveCountChange(facts, redundancy),
                new NaiveOrigin(facts),
                new NaivePath(facts),
                new NaiveCommunities(facts),
                changes,
                malformed,
                new NaiveView(facts));
    }

    /** A router is gone with all that was known of it, and another one has its name. */
    public void renew(String router) {
        clear(router);
        for (Family family : Family.values()) {
            state(router, family, State.NEVER_UP);
            facts.sentCommunities.remove(new Place(router, family));
        }
        open.keySet()
                .removeIf(subject -> router.equals(subject.router())
                        || rules.stream().anyMatch(rule -> rule.isOf(subject) && rule.rests(subject, router)));
        rules.forEach(rule -> rule.renewed(router));
    }

    /** The same table under another intent: what was open stays open as far as the subject can still be one. */
    public NaivePolicy reloaded(Config next) {
        NaivePolicy other = new NaivePolicy(next);
        other.facts.takeTable(facts);
        for (int i = 0; i < rules.size(); i++) {
            other.rules.get(i).takeOver(rules.get(i));
        }
        open.forEach((subject, truth) -> {
            if (other.canBe(subject)) {
                other.open.put(subject, truth);
            }
        });
        for (int i = 0; i < rules.size(); i++) {
            other.rules.get(i).inherit(rules.get(i), other.open.keySet());
        }
        return other;
    }

    private boolean canBe(Subject subject) {
        RouterConfig router = facts.router(subject.router());
        if (!facts.applies(
                subject.rule(),
                subject.network(),
                subject.otherNetwork(),
                router,
                subject.prefix(),
                subject.family())) {
            return false;
        }
        NetworkConfig network = subject.network() == null ? null : facts.network(subject.network());
        return rules.stream()
                .filter(rule -> rule.isOf(subject))
                .findFirst()
                .orElseThrow()
                .canBe(subject, router, network);
    }

    public void state(String router, Family family, State state) {
        facts.states.put(new Place(router, family), state);
        facts.silentSince.remove(new Place(router, family)); // lost, or End-of-RIB came
    }

    /** A session begins, at this time on the monotonic clock. */
    public void up(String router, long nanos) {
        for (Family family : Family.values()) {
            state(router, family, State.SYNCING);
            facts.silentSince.put(new Place(router, family), nanos);
        }
    }

    public State state(String router, Family family) {
        return facts.state(router, family);
    }

    public void put(String router, Prefix prefix, int pathId, Route route) {
        Route before = rows(router, prefix.family())
                .computeIfAbsent(prefix, p -> new HashMap<>())
                .put(pathId, route);
        if (!route.equals(before)) {
            flapping.change(new Place(router, prefix.family()), prefix);
        }
        facts.changed();
        facts.silentSince.remove(new Place(router, prefix.family()));
        facts.noteCommunities(new Place(router, prefix.family()), route);
    }

    public void remove(String router, Prefix prefix, int pathId) {
        facts.silentSince.remove(new Place(router, prefix.family()));
        Map<Integer, Route> paths = rows(router, prefix.family()).get(prefix);
        if (paths != null && paths.remove(pathId) != null) {
            flapping.change(new Place(router, prefix.family()), prefix);
            if (paths.isEmpty()) {
                rows(router, prefix.family()).remove(prefix);
            }
        }
        facts.changed();
    }

    /** An attribute of an UPDATE was malformed; what becomes of its routes is told like any other change. */
    public void fault(String router, String attribute, long nanos) {
        malformed.fault(router, attribute, nanos);
    }

    public void clear(String router) {
        for (Family family : Family.values()) {
            rows(router, family).clear();
        }
        facts.changed();
    }

    public Map<Prefix, Map<Integer, Route>> rows(String router, Family family) {
        return facts.rows(router, family);
    }

    /** Whose findings it knows. */
    public Set<RuleName> known() {
        return rules.stream().flatMap(rule -> rule.names.stream()).collect(Collectors.toSet());
    }

    /** What was open when last judged. */
    public Map<Subject, Truth> open() {
        return open;
    }

    /** How many prefixes and routers a planned change has of an outcome, by "change outcome". */
    public Map<String, Integer> plannedOutcomes() {
        return changes.outcomes();
    }

    /** Whether something is so only because it was so before. */
    public boolean isUndecided() {
        return rules.stream().anyMatch(NaiveRule::isUndecided);
    }

    /** Time has passed, and nothing else has happened. */
    public void pass(long nanos) {
        facts.nanos = nanos;
        rules.forEach(rule -> rule.pass(open));
    }

    /** Judges everything anew, at this time on the monotonic clock. */
    public void judge(long nanos) {
        facts.nanos = nanos;
        Map<Subject, Truth> now = new HashMap<>();
        open.forEach((subject, truth) -> {
            if (subject.router() != null
                    && subject.family() != null
                    && !facts.judged(subject.router(), subject.family())) {
                now.put(subject, new Truth(truth.severity(), true));
            }
        });
        rules.forEach(rule -> rule.judge(open, now));
        open = now;
    }
}
