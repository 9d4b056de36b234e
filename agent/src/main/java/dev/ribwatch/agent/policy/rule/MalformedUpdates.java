package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.agent.rib.Convergence;
import dev.ribwatch.agent.rib.UpdateFaults;
import dev.ribwatch.agent.wire.attribute.AttributeCatalogue;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import java.time.Duration;
import java.util.List;

/**
 * RFC 7606 made us leave out an attribute of a router's UPDATEs, or withdraw their routes; until none came for a while. A
 * reset needs no finding of its own: the session is down.
 */
final class MalformedUpdates {
    /** How long none must come, with the session up, nanoseconds. */
    static final long QUIET = Duration.ofMinutes(10).toNanos();

    /** Stands for what is wrong in no single attribute. */
    private static final String NONE = "none";

    private final RuleContext context;
    private final RuleSettings settings;

    MalformedUpdates(RuleContext context) {
        this.context = context;
        settings = context.intent.rule(RuleName.MALFORMED_UPDATES);
    }

    /** Publishes what is true of all routers. */
    void judgeAll(long now) {
        for (RouterView view : context.views) {
            if (view != null) {
                judge(view, now);
            }
        }
    }

    /** Publishes what is true of a router. */
    void judge(RouterView view, long now) {
        UpdateFaults faults = view.router.faults();
        if (faults == null) {
            return;
        }
        for (int code = faults.next(0); code != UpdateFaults.NONE; code = faults.next(code + 1)) {
            boolean recent = now - faults.lastNanos(code) < QUIET;
            if (recent || view.malformed.get(code)) {
                judge(view, faults, code, recent, now);
            }
        }
    }

    private void judge(RouterView view, UpdateFaults faults, int code, boolean recent, long now) {
        FindingKey key = key(view, code);
        if (!view.isUp()) {
            context.doubt(key);
            return;
        }
        boolean holds = applies(view) && (recent || now - upSince(view) < QUIET);
        view.malformed.set(code, holds);
        context.publish(
                settings,
                key,
                holds,
                settings.name().severity(),
                List.of(),
                new Detail.Malformed(faults.discarded(code), faults.withdrawn(code)),
                "none for ten minutes");
    }

    /** What a router sent while it was down was not seen, so it has not been quiet. */
    private static long upSince(RouterView view) {
        long since = Long.MIN_VALUE;
        for (int i = 0; i < Family.count(); i++) {
            Family family = Family.of(i);
            if (view.router.convergence(family) == Convergence.CONVERGED) {
                long at = view.router.convergenceSinceNanos(family);
                since = since == Long.MIN_VALUE || at - since > 0 ? at : since;
            }
        }
        return since;
    }

    /** Takes over a finding of another engine; false if it has no subject here. */
    boolean adopt(RouterView view, Finding finding) {
        UpdateFaults faults = view.router.faults();
        if (faults == null || !applies(view)) {
            return false;
        }
        for (int code = faults.next(0); code != UpdateFaults.NONE; code = faults.next(code + 1)) {
            if (key(view, code).equals(finding.key())) {
                view.malformed.set(code);
                context.ledger.adopt(finding);
                return true;
            }
        }
        return false;
    }

    private boolean applies(RouterView view) {
        return settings.isEnabled()
                && !settings.excepts(null, null, view.router.name(), view.router.configuredAs(), null);
    }

    private FindingKey key(RouterView view, int code) {
        String attribute = code == 0 ? NONE : AttributeCatalogue.name(code);
        return FindingKey.ofAttribute(settings.name(), view.router.name(), attribute);
    }
}
