package dev.ribwatch.agent.rib;

import dev.ribwatch.config.value.Family;

/** Walks the paths of one prefix from one router: at most one without ADD-PATH. For use within one slice; reusable. */
public final class PathCursor {

    /** Starts before the first path. */
    public void reset(AdjRibIn router, Family family, int prefixId) {}

    /** Moves on; false at the end. */
    public boolean next() {
        return false;
    }

    /** Path Identifier (RFC 7911), 0 on a session without ADD-PATH. */
    public int pathId() {
        return 0;
    }

    /** The path's attributes. */
    public int attributeId() {
        return RouteChange.ABSENT;
    }

    /** When the route was last changed, epoch milliseconds at a resolution of 100; -1: as it was at convergence. */
    public long since() {
        return -1;
    }
}
