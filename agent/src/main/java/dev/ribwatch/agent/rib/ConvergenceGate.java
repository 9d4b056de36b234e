package dev.ribwatch.agent.rib;

/**
 * Tells when the view of one router's family is whole: at End-of-RIB (RFC 4724), or, as some routers never send it, when
 * the session has been quiet for a while after the family's first UPDATE.
 */
final class ConvergenceGate {
    private static final long SECOND = 1_000_000_000L;
    /** No UPDATE for this long, nanoseconds. */
    static final long QUIET = 10 * SECOND;
    /** Not sooner than this after the session came up. */
    static final long EARLIEST = 30 * SECOND;
    /** Not later than this. */
    static final long LATEST = 300 * SECOND;

    private Convergence state = Convergence.NEVER_UP;
    private long upAt;
    private long changedAt;
    private boolean updated;
    private long heardAt;

    Convergence state() {
        return state;
    }

    /** When the state last changed; meaningless if it never did. */
    long changedAt() {
        return changedAt;
    }

    /** Whether the family is part of an established session. */
    boolean isUp() {
        return state == Convergence.SYNCING || state == Convergence.CONVERGED;
    }

    void up(long nowNanos) {
        state = Convergence.SYNCING;
        upAt = nowNanos;
        changedAt = nowNanos;
        heardAt = nowNanos;
        updated = false;
    }

    /** Not up any more: DOWN or STALE. */
    void down(Convergence to, long nowNanos) {
        changedAt = nowNanos;
        state = to;
    }

    /** An UPDATE had prefixes of the family. */
    void update(long nowNanos) {
        updated = true;
        heardAt = nowNanos;
    }

    /** Whether an UPDATE had prefixes of the family on the present or last session. */
    boolean isUpdated() {
        return updated;
    }

    /** When something of the family last came on the present session, or may have waited; its start before that. */
    long heardAt() {
        return heardAt;
    }

    /** Something may wait that we have not seen: this is not quiet. */
    void deaf(long nowNanos) {
        heardAt = nowNanos;
    }

    /** End-of-RIB came; true if that changed the state. */
    boolean endOfRib(long nowNanos) {
        if (state != Convergence.SYNCING) {
            return false;
        }
        state = Convergence.CONVERGED;
        changedAt = nowNanos;
        return true;
    }

    /** Judges the fallback; true if the state changed. */
    boolean tick(long nowNanos) {
        if (state != Convergence.SYNCING) {
            return false;
        }
        long up = nowNanos - upAt;
        boolean quiet = updated && nowNanos - heardAt >= QUIET;
        if (up < LATEST && !(quiet && up >= EARLIEST)) {
            return false;
        }
        state = Convergence.CONVERGED;
        changedAt = nowNanos;
        return true;
    }
}
