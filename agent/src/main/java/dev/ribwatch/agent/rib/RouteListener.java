package dev.ribwatch.agent.rib;

import dev.ribwatch.config.value.Family;

/**
 * What the table publishes. All calls come from the table thread, in the order of the changes, and must not keep the
 * {@link RouteChange}, which is reused.
 *
 * <p>Ids are dense and reused: a prefix id is valid from its first change until {@link #prefixFreed}, an attribute id
 * until {@link #attributesFreed}.
 */
public interface RouteListener {

    /** A router is known from now on, with no routes and no session. */
    void routerAdded(AdjRibIn router);

    /** A router is gone; its routes were withdrawn before. */
    void routerRemoved(AdjRibIn router);

    /** A route was added, replaced or withdrawn; identical announcements are not published. */
    void routeChanged(RouteChange change);

    /** The last router lost this prefix; its id may be given to another. Called after the change that caused it. */
    void prefixFreed(Family family, int prefixId);

    /** The last route with these attributes is gone; the id may be given to others. */
    void attributesFreed(int attributeId);

    /** A router's family moved to another state of convergence. */
    void convergenceChanged(AdjRibIn router, Family family, Convergence before, Convergence after);

    /** For the first time, or for another {@link Shortage}, an announcement of this session was dropped. */
    void viewBecamePartial(AdjRibIn router, Family family);

    /**
     * Routes with these attributes may be about to change: for whoever would wait for memory then, and can ask for it now.
     *
     * @param attributeIds valid ones, each once or more often; only during the call
     * @param count how many of them count
     */
    default void ahead(int[] attributeIds, int count) {}

    /** All that one UPDATE changes has been published. */
    default void updateTaken() {}

    /**
     * The router's session is up or lost, which may change no family's convergence; or why there is none is known better:
     * {@link AdjRibIn#isEstablished}, {@link AdjRibIn#failedAttempt}.
     */
    default void sessionChanged(AdjRibIn router) {}

    /** A refresh came to its end, so {@link AdjRibIn#phantoms} may have changed. */
    default void auditEnded(AdjRibIn router, Family family) {}
}
