package dev.ribwatch.agent.rib;

/**
 * How far what we hold of a router's family can be trusted (RFC 4724 section 2, End-of-RIB).
 *
 * <pre>
 * DOWN, STALE --session up--> SYNCING --End-of-RIB or fallback--> CONVERGED
 *   ^                                                               |
 *   +---------------------- session down ---------------------------+
 * </pre>
 */
public enum Convergence {
    /** Never established since the agent started: nothing is known. */
    NEVER_UP,
    /** The session is lost. */
    DOWN,
    /** The session is lost; the routes of a router that may be restarting are kept, but nothing is judged by them. */
    STALE,
    /** Established, the initial transfer is not over. */
    SYNCING,
    /** The view is whole; absence can be told. */
    CONVERGED;

    /** Whether presence and absence may be judged. */
    public boolean isJudged() {
        return this == CONVERGED;
    }
}
