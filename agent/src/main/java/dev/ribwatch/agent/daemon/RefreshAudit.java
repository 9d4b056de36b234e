package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Convergence;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.config.value.Family;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks routers for all their routes again from time to time, one family of one router at a time: what we hold and they do
 * not tell is there no more, and nobody told us (a withdrawal that was lost stays lost for as long as the session lives). Only
 * where the answer has a begin and an end (RFC 7313), and only families that have converged. Who does not answer in time is asked
 * less often, so that its turns do not put off those of others. Table thread only.
 */
final class RefreshAudit {
    /**
     * Whoever has not answered in full by then has lost its turn, nanoseconds. An answer that has begun still counts when it
     * comes to its end.
     */
    static final long PATIENCE = TimeUnit.MINUTES.toNanos(10);

    private static final long LOOK = TimeUnit.SECONDS.toNanos(1);
    /** The least share of the interval after which a family is asked again: routers must not come to be asked in step. */
    private static final double LEAST_JITTER = 0.75;

    /** The interval doubles with each audit in a row that is not answered, so often at most. */
    private static final int DOUBLINGS = 3;

    private final Rib rib;
    private final RandomGenerator random;
    private long interval;
    private long nextLook;
    private @Nullable RouterIntake asked;
    private Family askedFamily = Family.IPV4_UNICAST;
    private int askedGeneration;
    private long askedAt;
    private long unansweredBefore;

    /**
     * @param interval nanoseconds from one audit of a family to the next, shortened at random by up to a quarter; 0: none
     */
    RefreshAudit(Rib rib, RandomGenerator random, long interval) {
        this.rib = rib;
        this.random = random;
        this.interval = interval;
    }

    /** Another interval; what was put off by the old one is put off anew. */
    void setInterval(long nanos, Collection<RouterIntake> routers) {
        if (nanos != interval) {
            interval = nanos;
            routers.forEach(RouterIntake::forgetAudits);
        }
        if (nanos == 0) {
            asked = null;
            routers.forEach(router -> rib.forgetAudits(router.routes));
        }
    }

    /** Ends the present turn if it is over, and gives the next. */
    void tick(Collection<RouterIntake> routers, long now) {
        if (now - nextLook < 0) {
            return;
        }
        nextLook = now + LOOK;
        RouterIntake present = asked;
        if (present != null) {
            if (!isOver(present, now)) {
                return;
            }
            rib.giveUpAudit(present.routes, askedFamily);
            boolean answered = present.routes.unansweredAudits(askedFamily) == unansweredBefore
                    && !present.routes.isAudited(askedFamily);
            int inARow = answered ? 0 : present.unanswered[askedFamily.ordinal()] + 1;
            present.unanswered[askedFamily.ordinal()] = Math.min(inARow, DOUBLINGS);
            put(present, askedFamily, now);
            asked = null;
        }
        if (interval != 0) {
            ask(routers, now);
        }
    }

    private boolean isOver(RouterIntake router, long now) {
        return router.session == null
                || router.generation != askedGeneration
                || !router.routes.isAudited(askedFamily)
                || now - askedAt >= PATIENCE;
    }

    private void ask(Collection<RouterIntake> routers, long now) {
        RouterIntake next = null;
        for (RouterIntake router : routers) {
            for (int i = 0; i < Family.count(); i++) {
                Family family = Family.of(i);
                if (!mayBeAsked(router, family)) {
                    router.auditAt[i] = RouterIntake.NOT_YET;
                    router.unanswered[i] = 0;
                } else if (router.auditAt[i] == RouterIntake.NOT_YET) {
                    put(router, family, now);
                } else if (now - router.auditAt[i] >= 0
                        && !router.routes.isRefreshing(family)
                        && (next == null || router.auditAt[i] - next.auditAt[askedFamily.ordinal()] < 0)) {
                    next = router;
                    askedFamily = family;
                }
            }
        }
        if (next != null && next.lane != null) {
            asked = next;
            askedGeneration = next.generation;
            askedAt = now;
            unansweredBefore = next.routes.unansweredAudits(askedFamily);
            rib.beginAudit(next.routes, askedFamily);
            next.lane.refresh(next.generation, askedFamily);
        }
    }

    private static boolean mayBeAsked(RouterIntake router, Family family) {
        if (router.session == null
                || !router.session.routeRefresh()
                || !router.session.enhancedRouteRefresh()
                || router.routes.awaitsEndOfRib(family)) {
            return false;
        }
        AdjRibIn routes = router.routes;
        for (int i = 0; i < Family.count(); i++) {
            if (routes.convergence(Family.of(i)) == Convergence.SYNCING) {
                return false; // first things first
            }
        }
        return routes.convergence(family) == Convergence.CONVERGED;
    }

    private void put(RouterIntake router, Family family, long now) {
        double share = LEAST_JITTER + (1 - LEAST_JITTER) * random.nextDouble();
        long at = now + (long) (interval * share * (1 << router.unanswered[family.ordinal()]));
        router.auditAt[family.ordinal()] = at == RouterIntake.NOT_YET ? at + 1 : at;
    }
}
