package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.PolicyCounts.Reason;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Convergence;
import dev.ribwatch.agent.rib.Shortage;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.time.Duration;
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

    /** How long nothing of a family must have come, nanoseconds: longer than a busy router takes to begin. */
    static final long SILENCE = Duration.ofSeconds(60).toNanos();

    /** Looked up in one step at most, some milliseconds; with more of them a round takes several seconds. */
    private static final int CANARIES_A_SECOND = 10_000;

    private static final String LEFT_OUT = "the session goes without the family";

    private final RuleContext context;
    private final RuleSettings settings;
    /** The router that was watched last. */
    private int watched;

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
        watch(view, context.nanos.getAsLong());
    }

    /** Publishes what no change of a session tells, of all routers or as many as there is time for: to be called once a second. */
    void watch(long now) {
        int looked = 0;
        for (int i = context.views.size(); i > 0 && looked < CANARIES_A_SECOND; i--) {
            watched = watched + 1 < context.views.size() ? watched + 1 : 0;
            RouterView view = context.views.get(watched);
            if (view != null) {
                looked += watch(view, now);
            }
        }
    }

    /** How many canaries were looked up. */
    private int watch(RouterView view, long now) {
        int looked = 0;
        for (int i = 0; i < Family.count(); i++) {
            Sight sight = view.sight(Family.of(i));
            judgeCanaries(sight, now);
            judgeSilence(sight, now);
            looked += sight.canaries.count();
        }
        return looked;
    }

    private void judgeCanaries(Sight sight, long now) {
        Canaries canaries = sight.canaries;
        if (canaries.count() == 0 && !canaries.told) {
            return;
        }
        boolean whole = sight.view.router.convergence(sight.family).isJudged();
        if (!whole && !isLeftOut(sight)) {
            canaries.forget();
            doubt(sight, Reason.CANARY_MISSING, canaries.told);
            return;
        }
        List<Prefix> missing = whole ? canaries.missing(context, sight, now) : List.of();
        if (missing.isEmpty() && !canaries.told) {
            return; // nearly always
        }
        if (!missing.isEmpty() && sight.isPartial()) { // it may have been dropped here
            doubt(sight, Reason.CANARY_MISSING, canaries.told);
            return;
        }
        canaries.told = !missing.isEmpty() && canaries.isLasting(now) && applies(sight.view);
        publish(
                sight,
                Reason.CANARY_MISSING,
                canaries.told,
                new Detail.Canaries(canaries.count(), missing),
                canaries.count() == 0 ? "it has no canaries" : isLeftOut(sight) ? LEFT_OUT : "all canaries are there");
    }

    /** Unlike all else it is judged before the router has converged: that nothing comes is why it does not. */
    private void judgeSilence(Sight sight, long now) {
        AdjRibIn router = sight.view.router;
        boolean silent = router.isSilent(sight.family);
        if (!silent && !sight.silenceTold) {
            return;
        }
        Convergence state = router.convergence(sight.family);
        boolean up = state == Convergence.SYNCING || state == Convergence.CONVERGED;
        boolean early = silent && now - router.silentSinceNanos(sight.family) < SILENCE;
        if (early || !up && !isLeftOut(sight)) {
            doubt(sight, Reason.SILENT, sight.silenceTold);
            return;
        }
        sight.silenceTold = silent && applies(sight.view);
        publish(
                sight,
                Reason.SILENT,
                sight.silenceTold,
                Detail.None.NONE,
                isLeftOut(sight) ? LEFT_OUT : "something of the family came");
    }

    /** Whether the router is up without this family: another reason says so. */
    private static boolean isLeftOut(Sight sight) {
        return !sight.view.router.isNegotiated(sight.family) && sight.view.isUp();
    }

    private void doubt(Sight sight, Reason reason, boolean told) {
        if (told) {
            context.doubt(key(sight, reason));
        }
    }

    private void publish(Sight sight, Reason reason, boolean holds, Detail detail, String end) {
        context.publish(settings, key(sight, reason), holds, settings.name().severity(), List.of(), detail, end);
    }

    private FindingKey key(Sight sight, Reason reason) {
        return FindingKey.ofReason(settings.name(), sight.router(), sight.family, reason.text());
    }

    private void judge(Sight sight, Reason reason, boolean up) {
        if (!up) {
            doubt(sight, reason, true);
            return;
        }
        publish(sight, reason, applies(sight.view) && holds(sight, reason), detail(sight, reason), "the view is whole");
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
        if (family != null) {
            Sight sight = view.sight(family);
            String reason = finding.key().reason();
            sight.canaries.told |= Reason.CANARY_MISSING.text().equals(reason);
            sight.silenceTold |= Reason.SILENT.text().equals(reason);
        }
        context.ledger.adopt(finding);
        return true;
    }

    private boolean applies(RouterView view) {
        return settings.isEnabled()
                && !settings.excepts(null, null, view.router.name(), view.router.configuredAs(), null);
    }
}
