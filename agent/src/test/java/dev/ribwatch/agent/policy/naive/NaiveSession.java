package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Severity;
import java.util.Map;

/** SessionDown. */
final class NaiveSession extends NaiveRule {
    NaiveSession(NaiveFacts facts) {
        super(facts, RuleName.SESSION_DOWN);
    }

    @Override
    boolean canBe(Subject subject, RouterConfig router, NetworkConfig network) {
        return true;
    }

    @Override
    void judge(Map<Subject, Truth> before, Map<Subject, Truth> now) {
        for (RouterConfig router : facts.config.routers()) {
            if (!facts.isUp(router.name()) && facts.applies(RuleName.SESSION_DOWN, null, null, router, null)) {
                boolean alone = facts.config.routers().stream()
                        .noneMatch(other -> !other.equals(router)
                                && other.network().equals(router.network())
                                && facts.isUp(other.name()));
                Severity severity = facts.severity(RuleName.SESSION_DOWN, alone ? Severity.CRITICAL : Severity.WARNING);
                now.put(Subject.at(RuleName.SESSION_DOWN, null, router.name(), null, null), new Truth(severity, false));
            }
        }
    }
}
