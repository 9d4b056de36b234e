package dev.ribwatch.agent.rib;

/**
 * Finds the routes of one router and family one after another, a few numbers at a time. Routes that come meanwhile may be
 * missed, as may those that change form: who must find every one begins again until there is none.
 */
final class RouteSweep {
    /** As many numbers were looked at as may be. */
    static final int PAUSED = -2;
    /** All were looked at. */
    static final int OVER = -1;

    private final FamilyRoutes routes;
    private boolean columnDone;
    private int position;
    private int looked;
    private int pathId;

    RouteSweep(FamilyRoutes routes) {
        this.routes = routes;
    }

    /** Begins at the first. */
    void begin() {
        columnDone = false;
        position = 0;
    }

    /** Numbers that the last {@link #next} looked at. */
    int looked() {
        return looked;
    }

    /** The prefix id of the next route, or {@link #PAUSED} after about {@code most} numbers, or {@link #OVER}. */
    int next(int most, boolean staleOnly) {
        looked = 0;
        while (looked < most) {
            int bound =
                    columnDone ? routes.paths().nodeBound() : routes.column().bound();
            if (position >= bound) {
                if (columnDone) {
                    return OVER;
                }
                columnDone = true;
                position = 0;
                continue;
            }
            int from = position;
            int until = Math.min(bound, from + most - looked);
            int found = columnDone
                    ? routes.paths().nextNode(from, until)
                    : routes.column().next(from, until);
            position = found < until ? found + 1 : until;
            looked += Math.max(1, position - from);
            if (found < until && !(staleOnly && isFresh(found))) {
                pathId = columnDone ? routes.paths().pathId(found) : 0;
                return columnDone ? routes.paths().prefixId(found) : found;
            }
        }
        return PAUSED;
    }

    private boolean isFresh(int number) {
        return columnDone ? routes.isNodeFresh(number) : routes.isColumnFresh(number);
    }

    /** The path id of the route that {@link #next} found. */
    int pathId() {
        return pathId;
    }
}
