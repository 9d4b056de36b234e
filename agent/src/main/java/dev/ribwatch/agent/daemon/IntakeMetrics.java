package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.wire.message.Oddity;
import dev.ribwatch.exporter.metrics.Metric;
import dev.ribwatch.exporter.metrics.MetricSink;
import dev.ribwatch.exporter.metrics.MetricSource;

/** Malformed UPDATEs by router and what followed (RFC 7606), and what nobody asked for. Table thread only. */
final class IntakeMetrics implements MetricSource {
    private final LaneIntake intake;

    IntakeMetrics(LaneIntake intake) {
        this.intake = intake;
    }

    @Override
    public void write(MetricSink sink) {
        for (RouterIntake router : intake.routers()) {
            String name = router.routes.name();
            sink.sample(Metric.UPDATE_ERRORS, router.attributesDiscarded, name, "discard");
            sink.sample(Metric.UPDATE_ERRORS, router.treatedAsWithdraw, name, "withdraw");
            sink.sample(Metric.UPDATE_ERRORS, router.familiesDisabled, name, "disable");
            sink.sample(Metric.UPDATE_ERRORS, router.resets, name, "reset");
            sink.sample(Metric.UNNEGOTIATED_NLRI, router.unnegotiated, name);
            for (int i = 0; i < Oddity.count(); i++) {
                sink.sample(
                        Metric.ROUTE_ODDITIES,
                        router.oddities[i],
                        name,
                        Oddity.of(i).label());
            }
        }
    }
}
