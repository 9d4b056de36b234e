package dev.ribwatch.agent.rib;

import dev.ribwatch.agent.session.RestartTerms;

/** How long, and until what, routes of one router's family are kept that may be no longer true; see {@link StaleRoutes}. */
final class Retention {
    /** Why there are stale routes. */
    enum Phase {
        NONE,
        /** The session is lost, the peer may be restarting (RFC 4724). */
        RESTARTING,
        /** It has been away for longer than it said, and may be for much longer (RFC 9494). */
        LONG_LIVED,
        /** It is back and tells its routes again. */
        RESYNCING,
        /** It tells its routes again within a session (RFC 7313). */
        REFRESHING
    }

    /** What is left to do with the routes, in slices. */
    enum Work {
        NONE,
        /** All go. */
        CLEAR,
        /** The stale ones go. */
        PURGE,
        /** Those go that must not be kept for long. */
        THIN
    }

    /** A refresh that we asked for. */
    enum Audit {
        NONE,
        ASKED,
        RUNNING
    }

    final RouteSweep sweep;
    /** Of the present or last session. */
    RestartTerms terms = RestartTerms.NONE;

    Phase phase = Phase.NONE;
    Work work = Work.NONE;
    /** When the phase ends by itself; means nothing in {@link Phase#NONE}. */
    long deadline;
    /** The present refresh is forgotten then, whatever still comes of it. */
    long refreshUntil;
    /** No route of before the first loss is kept after this, however often the session is lost again. */
    long bound;
    /** The peer was away for longer than its restart time, and has not told all again since; until then only this long. */
    boolean late;

    long lateUntil;
    /** End-of-RIB came on the present session, and when it last did. */
    boolean ended;

    long endedAt;

    Audit audit = Audit.NONE;
    /** Routes that the present purge took out. */
    int purged;
    /** Routes that the last audit of this session took out. */
    int phantoms;

    long leftovers;
    long cleanAudits;
    long phantomAudits;
    long unansweredAudits;

    Retention(FamilyRoutes routes) {
        this.sweep = new RouteSweep(routes);
    }
}
