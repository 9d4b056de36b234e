package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.PolicyCounts.Reason;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.agent.rib.Shortage;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A router is up and converged, but what we hold of it is not all there is. While it is down SessionDown says so, and
 * what was open here is unknown.
 */
final class ViewPartial {
    /** Why absence, or communities, or everything, cannot be judged. */
    private static final List<Reason> BLIND = List.of(
            Reason.FAMILY_NOT_NEGOTIATED,
            Reason.FAMILY_DISABLED,
            Reason.LIMIT_BLOCKED,
            Reason.MEMORY_BUDGET,
            Reason.NO_COMMUNITIES);

    /** Why the view is partial. Phantoms are gone as soon as they are found; that they were there says the next may be. */
    private static final List<Reason> REASONS = List.of(
            Reason.FAMILY_NOT_NEGOTIATED,
            Reason.FAMILY_DISABLED,
            Reason.LIMIT_BLOCKED,
            Reason.MEMORY_BUDGET,
            Reason.REFRESH_PHANTOMS,
            Reason.NO_COMMUNITIES);

    private final RuleContext context;
    private final RuleSettings settings;

    ViewPartial(RuleContext context) {
        this.context = context;
        settings = context.intent.rule(RuleName.VIEW_PARTIAL);
    }

    /** Publishes what is true of a router. */
    void judge(RouterView view) {
        boolean up = view.isUp();
        for (int i = 0; i < Family.count(); i++) {
            for (Reason reason : REASONS) {
                judge(view.sight(Family.of(i)), reason, up);
            }
        }
    }

    private void judge(Sight sight, Reason reason, boolean up) {
        FindingKey key = FindingKey.ofReason(settings.name(), sight.router(), sight.family, reason.text());
        if (!up) {
            context.doubt(key);
            return;
        }
        context.publish(
                settings,
                key,
                applies(sight.view) && holds(sight, reason),
                settings.name().severity(),
                List.of(),
                detail(sight, reason),
                "the view is whole");
    }

    private static Detail detail(Sight sight, Reason reason) {
        return switch (reason) {
            case REFRESH_PHANTOMS -> new Detail.Phantoms(sight.view.router.phantoms(sight.family));
            case NO_COMMUNITIES -> Detail.None.NONE; // nothing is missing
            default -> new Detail.View(sight.view.router.routes(sight.family));
        };
    }

    private static boolean holds(Sight sight, Reason reason) {
        return switch (reason) {
            case FAMILY_NOT_NEGOTIATED -> sight.configured && sight.view.router.isRefused(sight.family);
            case FAMILY_DISABLED -> sight.view.router.isDisabled(sight.family);
            case LIMIT_BLOCKED -> sight.view.router.isPartial(sight.family, Shortage.PATHS);
            case MEMORY_BUDGET -> sight.view.router.isPartial(sight.family, Shortage.MEMORY);
            case REFRESH_PHANTOMS -> sight.view.router.phantoms(sight.family) > 0;
            case NO_COMMUNITIES -> sight.lackingCommunities;
            default -> false;
        };
    }

    /** The first reason for which findings are frozen although the router is up; null if none are. */
    static @Nullable Reason reason(Sight sight) {
        for (Reason reason : BLIND) {
            if (holds(sight, reason)) {
                return reason;
            }
        }
        return null;
    }

    /** Takes over a finding of another engine; false if it has no subject here. */
    boolean adopt(RouterView view, Finding finding) {
        Family family = finding.key().family();
        if (!applies(view) || family != null && !view.sight(family).configured) {
            return false;
        }
        context.ledger.adopt(finding);
        return true;
    }

    private boolean applies(RouterView view) {
        return settings.isEnabled()
                && !settings.excepts(null, null, view.router.name(), view.router.configuredAs(), null);
    }
}
