package dev.ribwatch.agent.report;

import dev.ribwatch.agent.transport.Refusal;
import dev.ribwatch.exporter.metrics.Metric;
import dev.ribwatch.exporter.metrics.MetricSink;
import dev.ribwatch.exporter.metrics.MetricSource;
import java.util.function.ToLongFunction;

/** BGP connections that were closed at once, by reason. */
public final class RefusalMetrics implements MetricSource {
    private static final Refusal[] REASONS = Refusal.values();

    private final ToLongFunction<Refusal> counts;

    /**
     * @param counts how often a reason occurred; called on a scrape
     */
    public RefusalMetrics(ToLongFunction<Refusal> counts) {
        this.counts = counts;
    }

    @Override
    public void write(MetricSink sink) {
        for (Refusal reason : REASONS) {
            sink.sample(Metric.CONNECTIONS_REFUSED, counts.applyAsLong(reason), reason.label());
        }
    }
}
