package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Convergence;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.agent.rib.RouteListener;
import dev.ribwatch.config.value.Family;
import java.util.ArrayList;
import java.util.List;

/** What the table told, of IPv4 alone; {@code 3 gone} stands for three withdrawn routes in a row. */
final class TableStory implements RouteListener {
    final List<String> lines = new ArrayList<>();

    /** Called for each change of a route. */
    Runnable atChange = () -> {};

    /** Runs before a change of convergence is noted. */
    Runnable atConvergence = () -> {};

    private String gone = "";
    private int times;

    @Override
    public void routerAdded(AdjRibIn router) {
        add(router.name() + " added");
    }

    @Override
    public void routerRemoved(AdjRibIn router) {
        add(router.name() + " removed");
    }

    @Override
    public void routeChanged(RouteChange change) {
        atChange.run();
        String name = change.router().name();
        if (change.after() == RouteChange.ABSENT) {
            times = name.equals(gone) ? times + 1 : 1;
            if (times > 1) {
                lines.remove(lines.size() - 1);
            }
            lines.add(name + " " + times + " gone");
            gone = name;
        }
    }

    @Override
    public void prefixFreed(Family family, int prefixId) {}

    @Override
    public void attributesFreed(int attributeId) {}

    @Override
    public void convergenceChanged(AdjRibIn router, Family family, Convergence before, Convergence after) {
        atConvergence.run();
        if (family == Family.IPV4_UNICAST) {
            add(router.name() + " " + after);
        }
    }

    @Override
    public void viewBecamePartial(AdjRibIn router, Family family) {
        add(router.name() + " partial " + family);
    }

    private void add(String line) {
        lines.add(line);
        gone = "";
    }
}
