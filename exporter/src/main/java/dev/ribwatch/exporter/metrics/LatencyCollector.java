package dev.ribwatch.exporter.metrics;

import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** The latencies, each as a summary and as a classic histogram. */
final class LatencyCollector extends Collector {
    private static final double[] QUANTILES = {0.5, 0.99, 0.999};

    private final LongSupplier monotonic;
    private final List<Latency> latencies;

    LatencyCollector(LongSupplier monotonic, Latency... latencies) {
        this.monotonic = monotonic;
        this.latencies = List.of(latencies);
    }

    /** Names of the classic histograms. */
    List<String> histograms() {
        return latencies.stream().map(Latency::histogramName).toList();
    }

    @Override
    public List<MetricFamilySamples> collect() {
        List<MetricFamilySamples> families = new ArrayList<>();
        long now = monotonic.getAsLong();
        for (Latency latency : latencies) {
            Latency.Snapshot snapshot = latency.snapshot(now);
            families.add(summary(snapshot));
            families.add(histogram(snapshot));
        }
        return families;
    }

    private static MetricFamilySamples summary(Latency.Snapshot snapshot) {
        String name = snapshot.summaryName();
        List<MetricFamilySamples.Sample> samples = new ArrayList<>();
        for (double quantile : QUANTILES) {
            samples.add(new MetricFamilySamples.Sample(
                    name, List.of("quantile"), List.of(doubleToGoString(quantile)), snapshot.quantile(quantile)));
        }
        return totalled(name, Type.SUMMARY, snapshot, samples);
    }

    private static MetricFamilySamples histogram(Latency.Snapshot snapshot) {
        String name = snapshot.histogramName();
        List<MetricFamilySamples.Sample> samples = new ArrayList<>();
        long below = 0;
        for (int i = 0; i <= Latency.BUCKETS.length; i++) {
            below += snapshot.bucketCounts().get(i);
            double bound = i < Latency.BUCKETS.length ? Latency.BUCKETS[i] : Double.POSITIVE_INFINITY;
            samples.add(new MetricFamilySamples.Sample(
                    name + "_bucket", List.of("le"), List.of(doubleToGoString(bound)), below));
        }
        return totalled(name, Type.HISTOGRAM, snapshot, samples);
    }

    private static MetricFamilySamples totalled(
            String name, Type type, Latency.Snapshot snapshot, List<MetricFamilySamples.Sample> samples) {
        samples.add(new MetricFamilySamples.Sample(name + "_count", List.of(), List.of(), snapshot.count()));
        samples.add(new MetricFamilySamples.Sample(name + "_sum", List.of(), List.of(), snapshot.sumSeconds()));
        return new MetricFamilySamples(name, type, snapshot.help(), samples);
    }
}
