package dev.ribwatch.agent.rib;

import dev.ribwatch.config.value.Family;

/** Hears everything and does nothing; tests override what they look at. */
public class SilentListener implements RouteListener {
    @Override
    public void routerAdded(AdjRibIn router) {}

    @Override
    public void routerRemoved(AdjRibIn router) {}

    @Override
    public void routeChanged(RouteChange change) {}

    @Override
    public void prefixFreed(Family family, int prefixId) {}

    @Override
    public void attributesFreed(int attributeId) {}

    @Override
    public void convergenceChanged(AdjRibIn router, Family family, Convergence before, Convergence after) {}

    @Override
    public void viewBecamePartial(AdjRibIn router, Family family) {}
}
