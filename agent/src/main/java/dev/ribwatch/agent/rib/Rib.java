package dev.ribwatch.agent.rib;

import dev.ribwatch.config.value.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The table of all routers. Table thread only. */
public final class Rib {
    private final List<AdjRibIn> routers = new ArrayList<>();
    private final List<RouteListener> listeners = new ArrayList<>();
    private final PrefixTable[] prefixes = new PrefixTable[Family.count()];
    private final AttributeStore attributes = new AttributeStore();

    /**
     * An empty table.
     *
     * @param limits hard bounds
     * @param random seeds the hashes, so that no peer can choose what collides
     * @param nowEpochMillis wall clock; route times are kept from here on
     */
    public Rib(TableLimits limits, RandomGenerator random, long nowEpochMillis) {
        for (int i = 0; i < prefixes.length; i++) {
            prefixes[i] = new PrefixTable(Family.of(i));
        }
    }

    /** Adds a listener; it hears changes from now on and looks up itself what is there. */
    public void addListener(RouteListener listener) {
        listeners.add(listener);
    }

    /** Removes a listener; nothing happens if it is not there. */
    public void removeListener(RouteListener listener) {
        listeners.remove(listener);
    }

    /** Makes a router known, with no routes and no session. */
    public AdjRibIn add(String name, String configuredAs) {
        AdjRibIn router = new AdjRibIn(routers.size(), name, configuredAs);
        routers.add(router);
        return router;
    }

    /**
     * Forgets a router.
     *
     * @throws IllegalStateException if it still holds routes, see {@link #clearSome}
     */
    public void remove(AdjRibIn router) {
        routers.remove(router);
    }

    /** The routers in no promised order; a read-only view. */
    public List<AdjRibIn> routers() {
        return routers;
    }

    /** The prefixes of a family. */
    public PrefixTable prefixes(Family family) {
        return prefixes[family.ordinal()];
    }

    /** The attribute sets. */
    public AttributeStore attributes() {
        return attributes;
    }

    /**
     * The session is established. The routes of the one before must have been cleared.
     *
     * @param families bit {@link Family#ordinal()}: negotiated
     * @param addPath bit {@link Family#ordinal()}: with ADD-PATH
     * @param expectEndOfRib the peer said that it sends End-of-RIB (RFC 4724)
     * @throws IllegalStateException if routes are left, see {@link #clearSome}
     */
    public void sessionUp(AdjRibIn router, int families, int addPath, boolean expectEndOfRib, long nowNanos) {}

    /** The session is lost: convergence falls to DOWN, the routes stay until {@link #clearSome} took them. */
    public void sessionDown(AdjRibIn router, long nowNanos) {}

    /** Withdraws up to {@code budget} routes of a router; true when none is left. 1,000 take well under 1 ms. */
    public boolean clearSome(AdjRibIn router, int budget) {
        return true;
    }

    /** Moves families whose End-of-RIB did not come to CONVERGED when they have been quiet; call it about once a second. */
    public void tick(long nowNanos) {}

    /** Bytes of the table's arrays by part. */
    public long bytes(TablePart part) {
        return 0;
    }
}
