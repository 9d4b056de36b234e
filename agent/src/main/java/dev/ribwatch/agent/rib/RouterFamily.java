package dev.ribwatch.agent.rib;

import dev.ribwatch.config.value.Family;

/** What one router's family consists of: routes, convergence, counters. */
final class RouterFamily {
    final Family family;
    final PrefixTable prefixes;
    final FamilyRoutes routes;
    final ConvergenceGate gate = new ConvergenceGate();

    boolean negotiated;
    boolean addPath;
    boolean partial;

    long announced;
    long replaced;
    long repeated;
    long withdrawn;
    long unknownWithdrawn;
    long blocked;

    RouterFamily(Family family, PrefixTable prefixes, FamilyRoutes routes) {
        this.family = family;
        this.prefixes = prefixes;
        this.routes = routes;
    }

    /** A session starts; there must be no routes. */
    void start(boolean isNegotiated, boolean hasPathIds) {
        negotiated = isNegotiated;
        addPath = hasPathIds;
        partial = false;
        routes.start(hasPathIds);
    }

    /** A route could not be stored. */
    void block() {
        blocked++;
        partial = true;
    }
}
