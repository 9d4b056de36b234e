package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleName;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * MalformedUpdates: something was left out in the last ten minutes, whatever the state of the session was. While the router is
 * not up nothing can be told, and none of that time was quiet.
 */
final class NaiveMalformed extends NaiveRule {
    private static final RuleName NAME = RuleName.MALFORMED_UPDATES;
    private static final long QUIET = Duration.ofMinutes(10).toNanos();

    private final Map<Subject, Long> last = new HashMap<>();
    private final Map<String, Long> upSince = new HashMap<>();

    NaiveMalformed(NaiveFacts facts) {
        super(facts, NAME);
    }

    /** An UPDATE of the router had a fault in this attribute. */
    void fault(String router, String attribute, long nanos) {
        last.put(new Subject(NAME, null, null, router, null, null, null, null, attribute), nanos);
    }

    @Override
    boolean canBe(Subject subject, RouterConfig router, NetworkConfig network) {
        return true;
    }

    @Override
    void renewed(String router) {
        last.keySet().removeIf(subject -> router.equals(subject.router()));
        upSince.remove(router);
    }

    @Override
    void inherit(NaiveRule previous, Set<Subject> open) {
        last.putAll(((NaiveMalformed) previous).last);
        upSince.putAll(((NaiveMalformed) previous).upSince);
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
            if (facts.isUp(router.name())) {
                upSince.putIfAbsent(router.name(), facts.nanos);
            } else {
                upSince.remove(router.name());
            }
        }
        for (Subject subject : new HashSet<>(last.keySet())) {
            RouterConfig router = facts.router(subject.router());
            Truth was = before.get(subject);
            Long up = upSince.get(subject.router());
            if (up == null) {
                if (was != null) {
                    now.put(subject, new Truth(was.severity(), true));
                }
            } else if ((isRecent(last.get(subject)) || was != null && isRecent(up))
                    && facts.applies(NAME, null, null, router, null)) {
                now.put(subject, new Truth(facts.severity(NAME, NAME.severity()), false));
            }
        }
    }

    private boolean isRecent(long nanos) {
        return facts.nanos - nanos < QUIET;
    }
}
