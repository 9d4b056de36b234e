package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.agent.rib.Convergence;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A router's session was established or lost more often within a window than allowed; until a whole window passes without
 * either. The first session of a router counts for nothing, a restart (RFC 4724) counts like any loss.
 *
 * <p>It rests on sessions, not on routes: it opens and closes whether or not the router has converged.
 */
final class SessionFlapping {
    /** So many transitions of a router are remembered, or one more than are allowed. */
    private static final int REMEMBERED = 32;

    private final RuleContext context;
    private final RuleSettings settings;
    private final long window;

    SessionFlapping(RuleContext context) {
        this.context = context;
        settings = context.intent.rule(RuleName.SESSION_FLAPPING);
        window = settings.within().toNanos();
    }

    /** The router is known from now on. */
    void attach(RouterView view) {
        view.established = isEstablished(view);
    }

    /**
     * A router's family moved to another state of convergence.
     *
     * @param counts whether this is one of what it does, and not of what it had done before
     */
    void changed(RouterView view, Convergence before, boolean counts) {
        boolean now = isEstablished(view);
        if (now == view.established) {
            return;
        }
        view.established = now;
        if (!counts || before == Convergence.NEVER_UP && !wasEstablished(view) || !applies(view)) {
            return;
        }
        ArrayDeque<Long> transitions = view.transitions;
        transitions.add(context.nanos.getAsLong());
        forget(transitions);
        judge(view, transitions.getLast());
    }

    /** Closes what has been quiet for a window. */
    void expire(long now) {
        for (RouterView view : context.views) {
            if (view != null && !view.transitions.isEmpty()) {
                judge(view, now);
            }
        }
    }

    private void judge(RouterView view, long now) {
        FindingKey key = key(view);
        boolean open = context.ledger.get(key) != null;
        Long last = view.transitions.peekLast();
        boolean quiet = last == null || now - last >= window;
        if (quiet) {
            view.transitions.clear();
        }
        int recent = 0;
        for (long at : view.transitions) {
            recent += now - at < window ? 1 : 0;
        }
        boolean holds = !quiet && applies(view) && (open || recent > settings.changes());
        if (holds || open) {
            context.publish(
                    settings,
                    key,
                    holds,
                    settings.name().severity(),
                    List.of(),
                    detail(view, recent),
                    "no session established or lost for a whole window");
        }
    }

    /** The worst that was seen, as far as it is remembered, and why the last session ended. */
    private Detail detail(RouterView view, int recent) {
        Finding before = context.ledger.get(key(view));
        int worst = before != null && before.detail() instanceof Detail.SessionFlaps was
                ? Math.max(was.transitions(), recent)
                : recent;
        return new Detail.SessionFlaps(worst, view.router.lastEnd());
    }

    /**
     * Takes over what another engine on the same table knows of sessions.
     *
     * @param views its routers
     */
    void inherit(List<@Nullable RouterView> views) {
        for (RouterView view : views) {
            RouterView ours = view == null ? null : context.views.get(view.router.index());
            if (view != null && ours != null) {
                ours.transitions.addAll(view.transitions);
                forget(ours.transitions);
            }
        }
    }

    /** More are remembered than this intent asks for: the next one may ask for more. */
    private void forget(ArrayDeque<Long> transitions) {
        int most = Math.max(REMEMBERED, settings.changes() + 1);
        while (transitions.size() > most) {
            transitions.remove();
        }
    }

    /** Takes over a finding of another engine; false if it has no subject here, or it has been quiet too long for this one. */
    boolean adopt(RouterView view, Finding finding) {
        Long last = view.transitions.peekLast();
        if (!applies(view) || last == null || context.nanos.getAsLong() - last >= window) {
            return false;
        }
        context.ledger.adopt(finding);
        return true;
    }

    private boolean applies(RouterView view) {
        return settings.isEnabled()
                && !settings.excepts(null, null, view.router.name(), view.router.configuredAs(), null);
    }

    /** Whether there was a session before this one, of another family perhaps. */
    private static boolean wasEstablished(RouterView view) {
        for (int i = 0; i < Family.count(); i++) {
            Convergence state = view.router.convergence(Family.of(i));
            if (state == Convergence.DOWN || state == Convergence.STALE) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEstablished(RouterView view) {
        for (int i = 0; i < Family.count(); i++) {
            Convergence state = view.router.convergence(Family.of(i));
            if (state == Convergence.SYNCING || state == Convergence.CONVERGED) {
                return true;
            }
        }
        return false;
    }

    private FindingKey key(RouterView view) {
        return FindingKey.of(settings.name(), view.router.name());
    }
}
