package dev.ribwatch.agent.daemon;

import dev.ribwatch.exporter.metrics.Metric;
import dev.ribwatch.exporter.metrics.MetricSink;
import dev.ribwatch.exporter.metrics.MetricSource;

/** What runs. */
final class BuildMetrics implements MetricSource {
    @Override
    public void write(MetricSink sink) {
        sink.sample(Metric.BUILD_INFO, 1, BuildInfo.version(), System.getProperty("java.version", "?"));
    }
}
