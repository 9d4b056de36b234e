package dev.ribwatch.agent.report;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Convergence;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.TablePart;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.exporter.metrics.Metric;
import dev.ribwatch.exporter.metrics.MetricSink;
import dev.ribwatch.exporter.metrics.MetricSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the table holds and costs. Table thread only. */
public final class TableMetrics implements MetricSource {
    private final Rib rib;
    private final Function<String, @Nullable RouterConfig> configured;

    /**
     * @param configured the entry of this name in the configuration, or null
     */
    public TableMetrics(Rib rib, Function<String, @Nullable RouterConfig> configured) {
        this.rib = rib;
        this.configured = configured;
    }

    @Override
    public void write(MetricSink sink) {
        for (AdjRibIn router : rib.routers()) {
            RouterConfig entry = configured.apply(router.configuredAs());
            for (int i = 0; entry != null && i < Family.count(); i++) {
                Family family = Family.of(i);
                if (!entry.families().contains(family)) {
                    continue;
                }
                String name = router.name();
                String text = family.text();
                boolean converged = router.convergence(family) == Convergence.CONVERGED;
                sink.sample(Metric.SESSION_CONVERGED, converged ? 1 : 0, name, text);
                sink.sample(Metric.ROUTES, router.routes(family), name, text);
                sink.sample(Metric.STALE_ROUTES, router.stale(family), name, text);
                sink.sample(Metric.REFRESH_PHANTOMS, router.refreshLeftovers(family), name, text);
                sink.sample(Metric.REFRESH_AUDITS, router.cleanAudits(family), name, text, "clean");
                sink.sample(Metric.REFRESH_AUDITS, router.phantomAudits(family), name, text, "phantoms");
                sink.sample(Metric.REFRESH_AUDITS, router.unansweredAudits(family), name, text, "unanswered");
                Integer limit = entry.maxPrefixes().get(family);
                if (limit != null) {
                    sink.sample(Metric.PREFIX_LIMIT, limit, name, text);
                }
                sink.sample(Metric.ROUTES_BLOCKED, router.blocked(family), name, text);
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
