package dev.ribwatch.agent.report;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Convergence;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.TablePart;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.exporter.metrics.Metric;
import dev.ribwatch.exporter.metrics.MetricSink;
import dev.ribwatch.exporter.metrics.MetricSource;

/** What the table holds and costs. Table thread only. */
public final class TableMetrics implements MetricSource {
    private final Rib rib;

    public TableMetrics(Rib rib) {
        this.rib = rib;
    }

    @Override
    public void write(MetricSink sink) {
        for (AdjRibIn router : rib.routers()) {
            for (int i = 0; i < Family.count(); i++) {
                Family family = Family.of(i);
                String name = router.name();
                String text = family.text();
                boolean converged = router.convergence(family) == Convergence.CONVERGED;
                sink.sample(Metric.SESSION_CONVERGED, converged ? 1 : 0, name, text);
                sink.sample(Metric.ROUTES, router.routes(family), name, text);
                sink.sample(Metric.ROUTE_CHANGES, router.announced(family), name, text, "announce");
                sink.sample(Metric.ROUTE_CHANGES, router.replaced(family), name, text, "replace");
                sink.sample(Metric.ROUTE_CHANGES, router.withdrawn(family), name, text, "withdraw");
            }
        }
        for (TablePart part : TablePart.values()) {
            sink.sample(Metric.TABLE_MEMORY, rib.bytes(part), part.label());
        }
    }
}
