package dev.ribwatch.exporter.alert;

import dev.ribwatch.exporter.metrics.Metric;
import dev.ribwatch.exporter.metrics.MetricSink;
import dev.ribwatch.exporter.metrics.MetricSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** How many alerts fire, by rule and severity. Written by the pipeline, read by scrapes. */
final class AlertCounts implements MetricSource {
    private final Map<Kind, AtomicLong> firing = new ConcurrentHashMap<>();
    private final AtomicLong refused = new AtomicLong();

    private record Kind(String rule, String severity) {}

    void add(String rule, String severity, int change) {
        firing.computeIfAbsent(new Kind(rule, severity), kind -> new AtomicLong())
                .addAndGet(change);
    }

    void refused() {
        refused.incrementAndGet();
    }

    @Override
    public void write(MetricSink sink) {
        firing.forEach(
                (kind, count) -> sink.sample(Metric.ALERTS_FIRING, count.doubleValue(), kind.rule(), kind.severity()));
        sink.sample(Metric.ALERTS_REFUSED, refused.doubleValue());
    }
}
