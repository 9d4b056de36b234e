package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.rib.PathCursor;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.config.value.Family;
import java.util.Arrays;

/**
 * Turns changes of paths into what a network gains and loses: a prefix counts once for a network, however many paths of it a
 * router holds. Nothing is allocated.
 */
public final class RowReader {
    private static final int NOBODY = RuleContext.NOBODY;

    private final RuleContext context;
    private final RuleSet rules;
    private final PathCursor paths = new PathCursor();
    private int[] owners = new int[4];
    private boolean[] visible = new boolean[4];

    public RowReader(RuleContext context, RuleSet rules) {
        this.context = context;
        this.rules = rules;
    }

    /** A path was added, replaced or withdrawn; the table holds it already as it is after. */
    public void changed(RouterView view, RouteChange change) {
        Sight sight = view.sight(change.family());
        if (!sight.configured) {
            return; // of a session that ends in a moment
        }
        int id = change.prefixId();
        long high = change.high();
        long low = change.low();
        int length = change.length();
        int before = owner(sight, id, high, low, length, change.before());
        int objectedBefore = rules.routes.objections(sight, before, change.before());
        int after = owner(sight, id, high, low, length, change.after());
        int objected = rules.routes.objections(sight, after, change.after());
        boolean visibleBefore = before != NOBODY && !context.attribution.isBlackhole(change.before());
        boolean visibleAfter = after != NOBODY && !context.attribution.isBlackhole(change.after());
        if (sight.hasLegs) {
            rules.redundancy.before(sight, id, high, low, length, before, after);
        }
        if (before == after && visibleBefore == visibleAfter) {
            rules.changes.refreshed(sight, id, high, low, length, after);
        } else {
            int lost = before;
            int gained = after;
            int unseen = visibleBefore ? before : NOBODY;
            int seen = visibleAfter ? after : NOBODY;
            if (lost == gained) {
                lost = NOBODY;
                gained = NOBODY;
            }
            if (view.router.hasPathIds(sight.family)) {
                int pathId = change.pathId();
                lost = unlessOther(sight, id, high, low, length, lost, pathId, false);
                gained = unlessOther(sight, id, high, low, length, gained, pathId, false);
                unseen = unlessOther(sight, id, high, low, length, unseen, pathId, true);
                seen = unlessOther(sight, id, high, low, length, seen, pathId, true);
            }
            rules.changes.changed(sight, id, high, low, length, lost, gained, unseen, seen);
        }
        if (sight.hasLegs) {
            rules.redundancy.after(sight, high, low, length, before, after);
        }
        rules.routes.changed(sight, id, high, low, length, before, objectedBefore, after, objected);
        rules.attributesSeen(sight, change.after());
        rules.flapping.changed(sight, high, low, length, change.nanos());
    }

    private int owner(Sight sight, int id, long high, long low, int length, int attributes) {
        return attributes == RouteChange.ABSENT ? NOBODY : context.owner(sight, id, high, low, length, attributes);
    }

    private int unlessOther(
            Sight sight, int id, long high, long low, int length, int network, int pathId, boolean mustBeVisible) {
        return network != NOBODY && context.hasOtherPath(sight, id, high, low, length, network, pathId, mustBeVisible)
                ? NOBODY
                : network;
    }

    /** Looks at rows of a router that were there before. */
    public void catchUp(RouterView view, Slice slice) {
        while (!slice.isOver() && !view.caughtUp) {
            Sight sight = view.sight(Family.of(view.caughtUpFamilies));
            PrefixTable table = context.rib.prefixes(sight.family);
            if (!sight.configured || view.caughtUpIds >= table.idBound() || view.router.routes(sight.family) == 0) {
                view.caughtUpIds = 0;
                view.caughtUpFamilies++;
                view.caughtUp = view.caughtUpFamilies == Family.count();
                continue;
            }
            int id = view.caughtUpIds++;
            slice.spend(1);
            if (view.router.attributes(sight.family, id) != RouteChange.ABSENT) {
                read(sight, id, table.high(id), table.low(id), table.length(id));
            }
        }
    }

    private void read(Sight sight, int id, long high, long low, int length) {
        int count = 0;
        paths.reset(sight.view.router, sight.family, id);
        while (paths.next()) {
            int owner = context.owner(sight, id, high, low, length, paths.attributeId());
            boolean isVisible = !context.attribution.isBlackhole(paths.attributeId());
            boolean had = false;
            boolean hadVisible = false;
            for (int i = 0; i < count; i++) {
                had |= owners[i] == owner;
                hadVisible |= owners[i] == owner && visible[i];
            }
            if (count == owners.length) {
                owners = Arrays.copyOf(owners, 2 * count);
                visible = Arrays.copyOf(visible, 2 * count);
            }
            owners[count] = owner;
            visible[count++] = isVisible;
            if (sight.hasLegs) {
                rules.redundancy.before(sight, id, high, low, length, NOBODY, owner);
            }
            rules.changes.changed(
                    sight,
                    id,
                    high,
                    low,
                    length,
                    NOBODY,
                    had ? NOBODY : owner,
                    NOBODY,
                    isVisible && !hadVisible ? owner : NOBODY);
            if (sight.hasLegs) {
                rules.redundancy.after(sight, high, low, length, NOBODY, owner);
            }
            int objected = rules.routes.objections(sight, owner, paths.attributeId());
            rules.routes.changed(sight, id, high, low, length, NOBODY, 0, owner, objected);
            rules.attributesSeen(sight, paths.attributeId());
        }
    }
}
