package dev.ribwatch.agent.rib;

import dev.ribwatch.agent.rib.Retention.Audit;
import dev.ribwatch.agent.rib.Retention.Phase;
import dev.ribwatch.agent.rib.Retention.Work;
import dev.ribwatch.agent.session.RestartTerms;
import dev.ribwatch.agent.wire.attribute.AttributeCursor;
import dev.ribwatch.agent.wire.attribute.WellKnownCommunity;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the routes of routers that restart, as a receiving speaker does, and takes out those that do not come again. What
 * takes long is left as {@link Work} for {@link #work}.
 *
 * <pre>
 *                    restart time over                 stale time over
 *   RESTARTING ------------------------> LONG_LIVED ------------------> all go
 *     ^      |     (RFC 9494, else all go)      |
 *     | lost | back, forwarding                 | back, forwarding
 *     |      v                                  v
 *     +--- RESYNCING <--------------------------+
 *            | End-of-RIB, or the stale timer
 *            v
 *          what is still stale goes
 *
 *   REFRESHING: from BoRR to EoRR, then what is still stale goes (RFC 7313)
 * </pre>
 */
final class StaleRoutes {
    /**
     * A refresh without an end is forgotten when no UPDATE of its family came for so long, nanoseconds: only EoRR says what is
     * gone. A large table through a slow peer may take longer than that, and is still coming.
     */
    static final long REFRESH_QUIET = TimeUnit.MINUTES.toNanos(10);

    /**
     * And after this in any case, for changes go on after a refresh that nobody ended: its marks would keep the family from
     * being audited for as long as the session lives. A million routes take it at fewer than 300 a second.
     */
    static final long REFRESH_LONGEST = TimeUnit.HOURS.toNanos(1);

    /** So much is done at once: a route out, or a few looked at. The rest comes in slices. */
    private static final int AT_ONCE = 256;
    /** Numbers looked at for the cost of one route. */
    private static final int LOOKS = 64;

    private final RouteIngest ingest;
    private final AttributeStore attributes;
    private final Listeners listeners;
    private final AttributeCursor attribute = new AttributeCursor();
    private long staleTime = TimeUnit.MINUTES.toNanos(3);
    private long longestStale = TimeUnit.DAYS.toNanos(1);

    StaleRoutes(RouteIngest ingest, AttributeStore attributes, Listeners listeners) {
        this.ingest = ingest;
        this.attributes = attributes;
        this.listeners = listeners;
    }

    /** The stale timer of RFC 8538 section 4.1, from now on. */
    void setStaleTime(long nanos) {
        staleTime = nanos;
    }

    /** The most that a long-lived stale time may be, whatever a peer asks for (RFC 9494 section 4.2), from now on. */
    void setLongestStale(long nanos) {
        longestStale = nanos;
    }

    // Sessions come and go.

    /** A session is lost; the state that the family falls to. */
    Convergence lost(RouterFamily family, boolean graceful, long now) {
        Retention kept = family.retention;
        boolean over = kept.work == Work.PURGE; // its end was told: the stale routes are not true
        kept.audit = Audit.NONE;
        long restart = kept.terms.restartNanos(family.family);
        long longLived = longLived(family);
        if (!graceful || restart + longLived == 0 || family.routes.size() == 0) {
            drop(family);
            return Convergence.DOWN;
        }
        boolean again = kept.phase == Phase.RESYNCING && !over && family.routes.stale() != 0;
        // Whoever restarts again and again keeps what it told last, and no more (RFC 4724 section 4.2).
        boolean purge = over || again && !kept.late && !kept.terms.notification() && longLived == 0;
        if (purge && family.routes.stale() == family.routes.size()) {
            drop(family);
            return Convergence.DOWN;
        }
        if (!again) {
            kept.bound = now + restart + longLived + staleTime;
            kept.late = false;
        }
        if (kept.late) {
            family.routes.markStale();
            beginLongLived(family, kept.lateUntil);
            return Convergence.STALE;
        }
        kept.phase = Phase.RESTARTING;
        kept.deadline = earlier(now + restart, kept.bound);
        if (purge) {
            begin(family, Work.PURGE);
        } else {
            family.routes.markStale();
            kept.work = Work.NONE;
        }
        return Convergence.STALE;
    }

    /** No route of the family is kept any longer. */
    void drop(RouterFamily family) {
        Retention kept = family.retention;
        kept.phase = Phase.NONE;
        kept.late = false;
        kept.audit = Audit.NONE;
        family.routes.unmark();
        kept.work = family.routes.size() == 0 ? Work.NONE : Work.CLEAR;
    }

    /** Whether routes that are kept stay with the session that begins: else they go before it does. */
    static boolean outlive(RouterFamily family, boolean negotiated, boolean addPath, RestartTerms next) {
        Phase phase = family.retention.phase;
        return negotiated
                && addPath == family.addPath
                && (phase == Phase.RESTARTING || phase == Phase.LONG_LIVED)
                && next.isForwarding(family.family, phase == Phase.LONG_LIVED);
    }

    /** A session begins. */
    void up(RouterFamily family, RestartTerms terms, long now) {
        Retention kept = family.retention;
        kept.terms = terms;
        kept.ended = false;
        kept.audit = Audit.NONE;
        kept.phantoms = 0;
        if (family.routes.size() == 0) {
            kept.phase = Phase.NONE;
            kept.late = false;
            family.routes.unmark();
            return;
        }
        kept.phase = Phase.RESYNCING;
        kept.deadline = earlier(now + staleTime, kept.bound);
        if (kept.late) {
            kept.deadline = earlier(kept.deadline, kept.lateUntil);
        }
    }

    // What the peer says of them.

    /** End-of-RIB came: what was not told again goes, and then the family has converged. */
    void endOfRib(AdjRibIn router, RouterFamily family, long now) {
        Retention kept = family.retention;
        kept.ended = true;
        kept.endedAt = now;
        if (kept.phase == Phase.RESYNCING) {
            kept.late = false;
            purge(router, family);
        } else {
            converge(router, family);
        }
    }

    private void converge(AdjRibIn router, RouterFamily family) {
        if (family.gate.endOfRib(family.retention.endedAt)) {
            listeners.convergenceChanged(router, family, Convergence.SYNCING);
        }
    }

    /** BoRR came. With graceful restart it means nothing before End-of-RIB (RFC 7313 section 4), nor while a purge runs. */
    void refreshBegins(RouterFamily family, long now) {
        Retention kept = family.retention;
        if (!family.gate.isUp()
                || kept.phase == Phase.RESYNCING
                || kept.work != Work.NONE
                || kept.terms.endOfRib() && !kept.ended) {
            return;
        }
        family.routes.markStale();
        kept.phase = Phase.REFRESHING;
        kept.deadline = now + REFRESH_QUIET;
        kept.refreshUntil = now + REFRESH_LONGEST;
        if (kept.audit == Audit.ASKED) {
            kept.audit = Audit.RUNNING;
        }
    }

    /** EoRR came; alone it means nothing. */
    void refreshEnds(AdjRibIn router, RouterFamily family) {
        Retention kept = family.retention;
        if (family.gate.isUp() && kept.phase == Phase.REFRESHING && kept.work == Work.NONE) {
            purge(router, family);
        }
    }

    private void purge(AdjRibIn router, RouterFamily family) {
        if (family.retention.work != Work.PURGE) { // else whoever says it again and again makes a long step
            begin(family, Work.PURGE);
            work(router, family, AT_ONCE);
        }
    }

    // What the clock says.

    /** Ends a phase whose time is over. */
    void tick(AdjRibIn router, RouterFamily family, long now) {
        Retention kept = family.retention;
        if (kept.phase == Phase.NONE || kept.work != Work.NONE || now - kept.deadline < 0) {
            return;
        }
        switch (kept.phase) {
            case NONE -> {}
            case RESTARTING -> {
                long longLived = longLived(family);
                if (longLived > 0) {
                    beginLongLived(family, earlier(kept.deadline + longLived, kept.bound));
                } else {
                    giveUp(router, family, now);
                }
            }
            case LONG_LIVED -> giveUp(router, family, now);
            case RESYNCING -> {
                kept.late = false;
                begin(family, Work.PURGE);
            }
            case REFRESHING -> {
                kept.deadline = earlier(family.gate.heardAt() + REFRESH_QUIET, kept.refreshUntil);
                if (now - kept.deadline >= 0) {
                    endRefresh(router, family);
                }
            }
        }
    }

    private static void beginLongLived(RouterFamily family, long until) {
        Retention kept = family.retention;
        kept.phase = Phase.LONG_LIVED;
        kept.late = true;
        kept.lateUntil = until;
        kept.deadline = until;
        begin(family, Work.THIN);
    }

    /** The peer did not come back in time. */
    void giveUp(AdjRibIn router, RouterFamily family, long now) {
        drop(family);
        if (family.gate.state() == Convergence.STALE) {
            family.gate.down(Convergence.DOWN, now);
            listeners.convergenceChanged(router, family, Convergence.STALE);
        }
    }

    private static void begin(RouterFamily family, Work work) {
        family.retention.work = work;
        family.retention.purged = 0;
        family.retention.sweep.begin();
    }

    // What is left to do.

    /** Does some of it; what it cost of the budget, a route each. */
    int work(AdjRibIn router, RouterFamily family, int budget) {
        Retention kept = family.retention;
        if (kept.work == Work.NONE) {
            return 0;
        }
        if (kept.work == Work.CLEAR) {
            int cleared = ingest.clear(router, family, budget);
            if (family.routes.size() == 0) {
                kept.work = Work.NONE;
            }
            return cleared;
        }
        boolean purging = kept.work == Work.PURGE;
        int spent = 0;
        while (spent < budget && kept.work != Work.NONE) {
            spent++;
            int prefixId = kept.sweep.next(LOOKS, purging);
            if (prefixId >= 0) {
                sweep(router, family, prefixId, kept.sweep.pathId(), purging);
            }
            if (purging && family.routes.stale() == 0 || !purging && prefixId == RouteSweep.OVER) {
                finish(router, family);
            } else if (prefixId == RouteSweep.OVER) {
                kept.sweep.begin(); // what is left has changed its form meanwhile
            }
        }
        return spent;
    }

    private void sweep(AdjRibIn router, RouterFamily family, int prefixId, int pathId, boolean purging) {
        if (purging || mustNotStay(family.routes.get(prefixId, pathId))) {
            family.retention.purged++;
            ingest.takeOut(router, family, prefixId, pathId);
        }
    }

    private boolean mustNotStay(int attributeId) {
        attributes.reset(attribute, attributeId);
        return WellKnownCommunity.isIn(attribute, WellKnownCommunity.NO_LLGR);
    }

    private void finish(AdjRibIn router, RouterFamily family) {
        Retention kept = family.retention;
        kept.work = Work.NONE;
        switch (kept.phase) {
            case NONE, LONG_LIVED -> {}
            case RESTARTING -> family.routes.markStale(); // what it told between two losses
            case RESYNCING -> {
                family.routes.unmark();
                kept.phase = Phase.NONE;
                if (kept.ended) {
                    converge(router, family);
                }
            }
            case REFRESHING -> {
                kept.leftovers += kept.purged;
                if (kept.audit == Audit.RUNNING) {
                    kept.audit = Audit.NONE;
                    kept.phantoms = kept.purged;
                    if (kept.purged == 0) {
                        kept.cleanAudits++;
                    } else {
                        kept.phantomAudits++;
                    }
                } else if (kept.purged == 0) {
                    kept.phantoms = 0; // nobody asked, and all the same both hold the same
                }
                endRefresh(router, family);
            }
        }
    }

    private void endRefresh(AdjRibIn router, RouterFamily family) {
        Retention kept = family.retention;
        family.routes.unmark();
        kept.phase = Phase.NONE;
        if (kept.audit == Audit.RUNNING) {
            kept.audit = Audit.NONE;
            kept.unansweredAudits++;
        }
        listeners.auditEnded(router, family);
    }

    /** We asked for a refresh. */
    void ask(RouterFamily family) {
        family.retention.audit = Audit.ASKED;
    }

    /** Nobody waits for the answer any more: where it has not begun, what comes later is a refresh like any other. */
    void waitNoLonger(RouterFamily family) {
        if (family.retention.audit == Audit.ASKED) {
            family.retention.audit = Audit.NONE;
            family.retention.unansweredAudits++;
        }
    }

    /** Audits and what they found count no more: there are none from now on that could find otherwise. */
    void forgetAudits(AdjRibIn router, RouterFamily family) {
        family.retention.audit = Audit.NONE;
        if (family.retention.phantoms != 0) {
            family.retention.phantoms = 0;
            listeners.auditEnded(router, family);
        }
    }

    private long longLived(RouterFamily family) {
        return Math.min(family.retention.terms.longLivedNanos(family.family), longestStale);
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }
}
