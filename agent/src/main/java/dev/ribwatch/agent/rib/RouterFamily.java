package dev.ribwatch.agent.rib;

import dev.ribwatch.config.value.Family;
import java.util.EnumSet;
import java.util.Set;

/** What one router's family consists of: routes, convergence, counters. */
final class RouterFamily {
    final Family family;
    final PrefixTable prefixes;
    final FamilyRoutes routes;
    final ConvergenceGate gate = new ConvergenceGate();
    final Retention retention;

    boolean negotiated;
    /** It was, until what it carried could not be read. */
    boolean disabled;

    boolean addPath;
    /** Why announcements of the present session were dropped; empty: none was. */
    final Set<Shortage> shortages = EnumSet.noneOf(Shortage.class);

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
        this.retention = new Retention(routes);
    }

    /** A session starts; routes that are there stay, and then path ids are as before. */
    void start(boolean isNegotiated, boolean hasPathIds) {
        negotiated = isNegotiated;
        disabled = false;
        addPath = hasPathIds;
        shortages.clear();
        if (routes.size() == 0) {
            routes.start(hasPathIds);
        }
    }

    /** A route could not be stored; true if that is news on this session. */
    boolean block() {
        blocked++;
        return shortages.add(routes.isFull() ? Shortage.PATHS : Shortage.MEMORY);
    }
}
