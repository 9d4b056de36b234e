package dev.ribwatch.agent.rib;

/**
 * The routes of one router and family: a column by prefix id where the router has a good part of the family's prefixes,
 * else, and always with ADD-PATH, a {@link PathMap}.
 *
 * <p>The form changes a few routes at a time. Meanwhile a new route goes to the form that is wanted, and every route is
 * in one of the two. A route's time stands beside it under the same number and is 0 unless it was changed after
 * convergence.
 *
 * <p>While a restart or a refresh runs, every route is stale but those that came since it began: one bit a route, under
 * the same number again, so that nothing needs to be written when it begins.
 */
final class FamilyRoutes {
    /** Instead of the attribute id before: the route could not be stored. */
    static final int BLOCKED = -1;

    /** A column pays from this many routes and this part of the family's prefixes on. */
    private static final int COLUMN_ROUTES = 512;

    private static final int COLUMN_PART = 8;
    /** Where a column is given up, both are smaller by this factor. */
    private static final int HYSTERESIS = 2;
    /** Routes that change form with each route that comes or goes. */
    private static final int STEP = 4;
    /** Changes from one decision on the form to the next. */
    private static final int DECIDED_EVERY = 64;
    /** Numbers looked at to find one of them. */
    private static final int SCAN = 64;

    private final PrefixTable prefixes;
    private final int most;
    private int limit;
    private final IntColumn column;
    private final IntColumn columnTimes;
    private final PathMap paths;
    /** While {@link #marking}: routes that are not stale. */
    private final BitColumn columnFresh;

    private final BitColumn nodeFresh;
    private boolean marking;

    private boolean addPath;
    private boolean columnWanted;
    /** Where the search for a route in the form that is not wanted, or for one to clear, goes on. */
    private int position;

    private int clearedPathId;
    /** Changes until it is decided again on the form. */
    private int undecided;

    FamilyRoutes(PrefixTable prefixes, int limit, PagePool pool, HashSeed seed) {
        this.prefixes = prefixes;
        this.most = limit;
        this.limit = limit;
        this.column = new IntColumn(pool);
        this.columnTimes = new IntColumn(pool);
        this.paths = new PathMap(pool, seed);
        this.columnFresh = new BitColumn(pool);
        this.nodeFresh = new BitColumn(pool);
    }

    /** Bounds what is held from now on; what is held already stays. */
    void limit(int paths) {
        limit = Math.min(most, paths);
    }

    /** Whether a new route finds no room. */
    boolean isFull() {
        return size() >= limit;
    }

    /** Starts a session; there must be no routes. */
    void start(boolean withPathIds) {
        addPath = withPathIds;
        columnWanted = false;
        position = 0;
        undecided = 0;
    }

    int size() {
        return column.size() + paths.size();
    }

    /** The attributes of the first path, or {@link RouteChange#ABSENT}. */
    int first(int prefixId) {
        int attributeId = column.get(prefixId);
        if (attributeId != RouteChange.ABSENT || paths.size() == 0) {
            return attributeId;
        }
        int node = paths.first(prefixId);
        return node < 0 ? RouteChange.ABSENT : paths.attributeId(node);
    }

    /** The attributes of one path, or {@link RouteChange#ABSENT}. */
    int get(int prefixId, int pathId) {
        int attributeId = column.get(prefixId);
        if (attributeId != RouteChange.ABSENT) {
            return pathId == 0 ? attributeId : RouteChange.ABSENT;
        }
        int node = paths.find(prefixId, pathId);
        return node < 0 ? RouteChange.ABSENT : paths.attributeId(node);
    }

    /** The time of one path; 0 if it has none or is not there. */
    int time(int prefixId, int pathId) {
        if (column.get(prefixId) != RouteChange.ABSENT) {
            return pathId == 0 ? columnTimes.get(prefixId) : 0;
        }
        int node = paths.find(prefixId, pathId);
        return node < 0 ? 0 : paths.time(node);
    }

    PathMap paths() {
        return paths;
    }

    IntColumn column() {
        return column;
    }

    IntColumn columnTimes() {
        return columnTimes;
    }

    /** All routes are stale from now on, but those that are announced again. */
    void markStale() {
        columnFresh.clear();
        nodeFresh.clear();
        marking = true;
    }

    /** No route is stale any more. */
    void unmark() {
        columnFresh.clear();
        nodeFresh.clear();
        marking = false;
    }

    /** How many routes are stale. */
    int stale() {
        return marking ? size() - columnFresh.size() - nodeFresh.size() : 0;
    }

    /** Whether a route that is there is stale. */
    boolean isStale(int prefixId, int pathId) {
        if (!marking) {
            return false;
        }
        return column.get(prefixId) != RouteChange.ABSENT
                ? !columnFresh.has(prefixId)
                : !nodeFresh.has(paths.find(prefixId, pathId));
    }

    boolean isColumnFresh(int prefixId) {
        return columnFresh.has(prefixId);
    }

    boolean isNodeFresh(int node) {
        return nodeFresh.has(node);
    }

    /**
     * Sets the attributes of a route, and its time if they differ from those before.
     *
     * @return the attribute id before, {@link RouteChange#ABSENT} for a new route; {@link #BLOCKED} if a new route finds
     *     no room
     */
    int put(int prefixId, int pathId, int attributeId, int time) {
        int before = replace(prefixId, pathId, attributeId, time);
        return before == RouteChange.ABSENT ? add(prefixId, pathId, attributeId, time) : before;
    }

    /** As {@link #put}, but a route that is not there is not added. */
    int replace(int prefixId, int pathId, int attributeId, int time) {
        int before = column.get(prefixId);
        if (before != RouteChange.ABSENT) {
            if (before != attributeId) {
                setInColumn(prefixId, attributeId, time);
            }
            if (marking) {
                columnFresh.add(prefixId);
            }
            return before;
        }
        if (paths.size() != 0) {
            int node = paths.find(prefixId, pathId);
            if (node >= 0) {
                before = paths.setAttributeId(node, attributeId);
                if (before != attributeId) {
                    paths.setTime(node, time);
                }
                if (marking) {
                    nodeFresh.add(node);
                }
                return before;
            }
        }
        return RouteChange.ABSENT;
    }

    private int add(int prefixId, int pathId, int attributeId, int time) {
        if (isFull()) {
            return BLOCKED;
        }
        if (columnWanted) {
            setInColumn(prefixId, attributeId, time);
            if (marking) {
                columnFresh.add(prefixId);
            }
        } else {
            int node = paths.add(prefixId, pathId, attributeId);
            if (node < 0) {
                return BLOCKED;
            }
            paths.setTime(node, time);
            if (marking) {
                nodeFresh.add(node);
            }
        }
        adapt();
        return RouteChange.ABSENT;
    }

    /** Removes a route; its attribute id, or {@link RouteChange#ABSENT} if it is not there. */
    int remove(int prefixId, int pathId) {
        int before = take(prefixId, pathId);
        if (before != RouteChange.ABSENT) {
            adapt();
        }
        return before;
    }

    private int take(int prefixId, int pathId) {
        int before = column.get(prefixId);
        if (before != RouteChange.ABSENT) {
            setInColumn(prefixId, RouteChange.ABSENT, 0);
            if (marking) {
                columnFresh.remove(prefixId);
            }
            return before;
        }
        int node = paths.size() == 0 ? PathMap.NONE : paths.find(prefixId, pathId);
        if (node < 0) {
            return RouteChange.ABSENT;
        }
        before = paths.attributeId(node);
        paths.remove(node);
        if (marking) {
            nodeFresh.remove(node);
        }
        return before;
    }

    private void setInColumn(int prefixId, int attributeId, int time) {
        column.set(prefixId, attributeId);
        if (time != 0 || columnTimes.size() != 0) {
            columnTimes.set(prefixId, time);
        }
    }

    /** The prefix id of some route, {@link PrefixTable#NONE} if there is none; see {@link #clearedPathId}. */
    int findToClear() {
        if (column.size() != 0) {
            clearedPathId = 0;
            position = wrapped(column.next(position, column.bound()), column.bound());
            return column.next(position, column.bound());
        }
        if (paths.size() == 0) {
            position = 0;
            return PrefixTable.NONE;
        }
        int bound = paths.nodeBound();
        position = wrapped(paths.nextNode(position, bound), bound);
        int node = paths.nextNode(position, bound);
        clearedPathId = paths.pathId(node);
        return paths.prefixId(node);
    }

    private static int wrapped(int found, int bound) {
        return found >= bound ? 0 : found;
    }

    /** The path id of the route that {@link #findToClear} found. */
    int clearedPathId() {
        return clearedPathId;
    }

    /** Removes a route; its attribute id. The form stays as it is for now. */
    int clear(int prefixId, int pathId) {
        return take(prefixId, pathId);
    }

    /** Decides on the form, and changes it by a step. */
    private void adapt() {
        if (!addPath) {
            if (--undecided <= 0) {
                decide();
            }
            if ((columnWanted ? paths.size() : column.size()) != 0) {
                move(STEP, SCAN);
            }
        }
    }

    /** Changes the form by a larger step, for when there are no changes to do it with. */
    void tidy(int routes) {
        if (!addPath) {
            decide();
            move(routes, SCAN);
        }
    }

    private void decide() {
        undecided = DECIDED_EVERY;
        long routes = size();
        boolean wanted = columnWanted;
        if (wanted) {
            wanted = routes * COLUMN_PART * HYSTERESIS >= prefixes.size() && routes * HYSTERESIS >= COLUMN_ROUTES;
        } else {
            wanted = routes * COLUMN_PART >= prefixes.size() && routes >= COLUMN_ROUTES;
        }
        if (wanted != columnWanted) {
            columnWanted = wanted;
            position = 0;
        }
    }

    private void move(int routes, int scan) {
        for (int i = 0; i < routes; i++) {
            if (columnWanted ? !moveToColumn(scan) : !moveToPaths(scan)) {
                return;
            }
        }
    }

    private boolean moveToColumn(int scan) {
        if (paths.size() == 0) {
            return false;
        }
        int bound = paths.nodeBound();
        int end = Math.min(bound, position + scan);
        int node = paths.nextNode(position, end);
        if (node < end) {
            int prefixId = paths.prefixId(node);
            setInColumn(prefixId, paths.attributeId(node), paths.time(node));
            paths.remove(node);
            if (marking && nodeFresh.has(node)) {
                nodeFresh.remove(node);
                columnFresh.add(prefixId);
            }
        }
        position = wrapped(node, bound);
        return true;
    }

    private boolean moveToPaths(int scan) {
        if (column.size() == 0) {
            return false;
        }
        int bound = column.bound();
        int end = Math.min(bound, position + scan);
        int prefixId = column.next(position, end);
        if (prefixId < end) {
            int node = paths.add(prefixId, 0, column.get(prefixId));
            if (node < 0) {
                return false;
            }
            paths.setTime(node, columnTimes.get(prefixId));
            setInColumn(prefixId, RouteChange.ABSENT, 0);
            if (marking && columnFresh.has(prefixId)) {
                columnFresh.remove(prefixId);
                nodeFresh.add(node);
            }
        }
        position = wrapped(prefixId, bound);
        return true;
    }

    /** Bytes of what leads from a prefix to its attributes. */
    long bytes() {
        return column.bytes() + paths.bytes() + columnFresh.bytes() + nodeFresh.bytes();
    }

    /** Bytes of the times. */
    long timeBytes() {
        return columnTimes.bytes() + paths.timeBytes();
    }
}
