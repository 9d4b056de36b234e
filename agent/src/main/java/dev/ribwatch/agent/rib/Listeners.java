package dev.ribwatch.agent.rib;

import dev.ribwatch.config.value.Family;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Passes on what happens to every listener; in practice there are one or two. */
final class Listeners implements PrefixTable.FreedListener, AttributeStore.FreedListener {
    private RouteListener[] all = {};

    void add(RouteListener listener) {
        RouteListener[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = listener;
        all = more;
    }

    void remove(RouteListener listener) {
        List<RouteListener> fewer = new ArrayList<>(Arrays.asList(all));
        fewer.removeIf(other -> other == listener);
        all = fewer.toArray(new RouteListener[0]);
    }

    boolean isEmpty() {
        return all.length == 0;
    }

    void routerAdded(AdjRibIn router) {
        for (RouteListener listener : all) {
            listener.routerAdded(router);
        }
    }

    void routerRemoved(AdjRibIn router) {
        for (RouteListener listener : all) {
            listener.routerRemoved(router);
        }
    }

    void routeChanged(RouteChange change) {
        for (RouteListener listener : all) {
            listener.routeChanged(change);
        }
    }

    void ahead(int[] attributeIds, int count) {
        for (RouteListener listener : all) {
            listener.ahead(attributeIds, count);
        }
    }

    void updateTaken() {
        for (RouteListener listener : all) {
            listener.updateTaken();
        }
    }

    @Override
    public void prefixFreed(Family family, int prefixId) {
        for (RouteListener listener : all) {
            listener.prefixFreed(family, prefixId);
        }
    }

    @Override
    public void attributesFreed(int attributeId) {
        for (RouteListener listener : all) {
            listener.attributesFreed(attributeId);
        }
    }

    void viewBecamePartial(AdjRibIn router, RouterFamily family) {
        for (RouteListener listener : all) {
            listener.viewBecamePartial(router, family.family);
        }
    }

    void sessionChanged(AdjRibIn router) {
        for (RouteListener listener : all) {
            listener.sessionChanged(router);
        }
    }

    void auditEnded(AdjRibIn router, RouterFamily family) {
        for (RouteListener listener : all) {
            listener.auditEnded(router, family.family);
        }
    }

    void convergenceChanged(AdjRibIn router, RouterFamily family, Convergence before) {
        for (RouteListener listener : all) {
            listener.convergenceChanged(router, family.family, before, family.gate.state());
        }
    }
}
