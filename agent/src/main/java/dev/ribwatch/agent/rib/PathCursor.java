package dev.ribwatch.agent.rib;

import dev.ribwatch.config.value.Family;
import org.jspecify.annotations.Nullable;

/** Walks the paths of one prefix from one router: at most one without ADD-PATH. For use within one slice; reusable. */
public final class PathCursor {
    private @Nullable PathMap paths;
    private int node = PathMap.NONE;
    private boolean ahead;
    private int pathId;
    private int attributeId;

    /** Starts before the first path. */
    public void reset(AdjRibIn router, Family family, int prefixId) {
        FamilyRoutes routes = router.of(family).routes;
        paths = routes.paths();
        node = paths.size() == 0 ? PathMap.NONE : paths.first(prefixId);
        pathId = 0;
        attributeId = node >= 0 ? RouteChange.ABSENT : routes.first(prefixId);
        ahead = node >= 0 || attributeId != RouteChange.ABSENT;
    }

    /** Moves on; false at the end. */
    public boolean next() {
        if (!ahead) {
            return false;
        }
        ahead = false;
        if (paths != null && node >= 0) {
            pathId = paths.pathId(node);
            attributeId = paths.attributeId(node);
            node = paths.next(node);
            ahead = node >= 0;
        }
        return true;
    }

    /** Path Identifier (RFC 7911), 0 on a session without ADD-PATH. */
    public int pathId() {
        return pathId;
    }

    /** The path's attributes. */
    public int attributeId() {
        return attributeId;
    }
}
