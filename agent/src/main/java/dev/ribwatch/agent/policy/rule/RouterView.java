package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.PolicyCounts.Reason;
import dev.ribwatch.agent.policy.intent.RouterIntent;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Convergence;
import dev.ribwatch.config.value.Family;
import java.util.ArrayDeque;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A router as the rules see it. */
public final class RouterView {
    final AdjRibIn router;
    final RouterIntent intent;
    private final Sight[] sights = new Sight[Family.count()];
    /** How far catching up with this router came: everything, or all families before one and all ids below one. */
    boolean caughtUp;

    int caughtUpFamilies;
    int caughtUpIds;
    /** Of SessionDown: opened when it had never been established. */
    boolean neverSeen;
    /** Of SessionDown: routes held when the session was lost. */
    int routesLost;
    /** Of SessionFlapping: a family is up, as far as it knows. */
    boolean established;
    /** Of SessionFlapping: when that changed last, monotonic. */
    final ArrayDeque<Long> transitions = new ArrayDeque<>();
    /** Of MalformedUpdates: attribute codes that have a finding. */
    final BitSet malformed = new BitSet();

    RouterView(RuleContext context, AdjRibIn router, RouterIntent intent) {
        this.router = router;
        this.intent = intent;
        for (int i = 0; i < sights.length; i++) {
            sights[i] = new Sight(context, this, Family.of(i));
        }
    }

    Sight sight(Family family) {
        return sights[family.ordinal()];
    }

    /** Nothing of this router was there before. */
    public void setCaughtUp() {
        caughtUp = true;
    }

    /** Whether every row of this router has been looked at. */
    public boolean isCaughtUp() {
        return caughtUp;
    }

    /** Whether changes of this row are followed: it is behind the place that catching up has reached. */
    public boolean follows(Family family, int prefixId) {
        return caughtUp
                || family.ordinal() < caughtUpFamilies
                || family.ordinal() == caughtUpFamilies && prefixId < caughtUpIds;
    }

    /** Whether every negotiated family has converged, and there is one. */
    boolean isUp() {
        boolean any = false;
        for (Sight sight : sights) {
            Convergence state = router.convergence(sight.family);
            if (state == Convergence.SYNCING) {
                return false;
            }
            any |= state == Convergence.CONVERGED;
        }
        return any;
    }

    /** Why a session that is up has no family, so that nothing comes of it; null if it has one, or there is none. */
    @Nullable
    Reason silence() {
        if (!router.isEstablished()) {
            return null;
        }
        Reason reason = null;
        for (Sight sight : sights) {
            if (router.isNegotiated(sight.family)) {
                return null;
            }
            if (router.isDisabled(sight.family)) {
                reason = Reason.FAMILY_DISABLED;
            } else if (reason == null && router.isRefused(sight.family)) {
                reason = Reason.FAMILY_NOT_NEGOTIATED;
            }
        }
        return reason;
    }

    /** Whether it was never established since the agent started. */
    boolean isNeverUp() {
        for (Sight sight : sights) {
            if (router.convergence(sight.family) != Convergence.NEVER_UP) {
                return false;
            }
        }
        return true;
    }
}
