package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.util.List;

/**
 * A router is not established, or not converged again. It opens at once; the grace time is its {@code for}. Critical if the
 * vantage is blind without it.
 */
final class SessionDown {
    /** For a router that was never established since the agent started. */
    private static final Duration FIRST_GRACE = Duration.ofMinutes(5);

    private final RuleContext context;
    private final RuleSettings settings;

    SessionDown(RuleContext context) {
        this.context = context;
        settings = context.intent.rule(RuleName.SESSION_DOWN);
    }

    /** Judges every router of a vantage: that one is down makes it worse for others. */
    void judgeVantage(int vantage) {
        for (RouterView view : context.views) {
            if (view != null && view.intent.vantage() == vantage) {
                judge(view);
            }
        }
    }

    /** Takes over a finding of another engine; false if it has no subject here. */
    boolean adopt(RouterView view, Finding finding) {
        if (!settings.isEnabled() || isExcepted(view)) {
            return false;
        }
        if (finding.detail() instanceof Detail.Session session) {
            view.neverSeen = session.neverConverged();
            view.routesLost = session.routes();
        }
        context.ledger.adopt(finding);
        return true;
    }

    /** The router is not there any more. */
    void forget(RouterView view, String reason) {
        context.ledger.close(key(view), reason);
    }

    /** Judges one router. */
    void judge(RouterView view) {
        Finding before = context.ledger.get(key(view));
        if (view.isUp()) {
            context.ledger.close(key(view), "established and converged");
            view.neverSeen = false;
            return;
        }
        if (!settings.isEnabled() || isExcepted(view)) {
            return;
        }
        boolean alone = isAlone(view);
        if (before == null) {
            view.neverSeen = view.isNeverUp();
        }
        Duration grace = view.neverSeen ? FIRST_GRACE : settings.forDurationOr(view.intent.downGrace());
        Severity severity = settings.severityOr(alone ? Severity.CRITICAL : Severity.WARNING);
        Detail detail = new Detail.Session(
                view.neverSeen,
                view.routesLost,
                alone,
                view.router.lastEnd(),
                view.router.failedAttempt(),
                view.silence());
        if (before != null) {
            context.ledger.change(
                    before.with(severity, grace, settings.keepFiringFor(), List.of(), List.of(), false, detail));
        } else {
            context.ledger.open(new Finding(
                    key(view),
                    severity,
                    context.wall.instant(),
                    context.nanos.getAsLong(),
                    grace,
                    settings.keepFiringFor(),
                    List.of(),
                    List.of(),
                    false,
                    detail));
        }
    }

    private boolean isAlone(RouterView view) {
        for (RouterView other : context.views) {
            if (other != null && other != view && other.intent.vantage() == view.intent.vantage() && other.isUp()) {
                return false;
            }
        }
        return true;
    }

    private boolean isExcepted(RouterView view) {
        return settings.excepts(null, null, view.router.name(), view.router.configuredAs(), null);
    }

    private FindingKey key(RouterView view) {
        return FindingKey.of(settings.name(), view.router.name());
    }
}
