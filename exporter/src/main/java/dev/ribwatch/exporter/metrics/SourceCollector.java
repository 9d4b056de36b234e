package dev.ribwatch.exporter.metrics;

import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all sources at a scrape and sorts their values into metric families. */
final class SourceCollector extends Collector {
    private static final Logger LOG = LoggerFactory.getLogger(SourceCollector.class);
    private static final double[] QUANTILES = {0.5, 0.99, 0.999};

    private final CopyOnWriteArrayList<MetricSource> sources = new CopyOnWriteArrayList<>();
    private final Set<MetricSource> failed = ConcurrentHashMap.newKeySet();
    private final LongSupplier monotonic;
    private final List<Latency> latencies;

    SourceCollector(LongSupplier monotonic, Latency... latencies) {
        this.monotonic = monotonic;
        this.latencies = List.of(latencies);
    }

    void add(MetricSource source) {
        sources.add(source);
    }

    /** Names of the classic histograms. */
    List<String> histograms() {
        return latencies.stream().map(Latency::histogramName).toList();
    }

    @Override
    public List<MetricFamilySamples> collect() {
        Map<Metric, List<MetricFamilySamples.Sample>> samples = new EnumMap<>(Metric.class);
        for (MetricSource source : sources) {
            try {
                source.write((metric, value, labelValues) -> samples.computeIfAbsent(metric, first -> new ArrayList<>())
                        .add(sample(metric, value, labelValues)));
            } catch (RuntimeException e) {
                if (failed.add(source)) { // once: a scrape must not be a way to fill the log
                    LOG.error("A source of metrics failed; the others are shown.", e);
                }
            }
        }
        List<MetricFamilySamples> families = new ArrayList<>();
        samples.forEach((metric, values) ->
                families.add(new MetricFamilySamples(family(metric), type(metric), metric.help(), values)));
        long now = monotonic.getAsLong();
        for (Latency latency : latencies) {
            Latency.Snapshot snapshot = latency.snapshot(now);
            families.add(summary(snapshot));
            families.add(histogram(snapshot));
        }
        return families;
    }

    private static MetricFamilySamples.Sample sample(Metric metric, double value, String... labelValues) {
        if (labelValues.length != metric.labels().size()) {
            throw new IllegalArgumentException(metric.fullName() + " has the labels " + metric.labels() + ", got "
                    + labelValues.length + " values");
        }
        return new MetricFamilySamples.Sample(metric.fullName(), metric.labels(), List.of(labelValues), value);
    }

    private static String family(Metric metric) {
        return metric.type() == Metric.Type.INFO
                ? metric.fullName().substring(0, metric.fullName().length() - "_info".length())
                : metric.fullName();
    }

    private static Type type(Metric metric) {
        return switch (metric.type()) {
            case GAUGE -> Type.GAUGE;
            case COUNTER -> Type.COUNTER;
            case INFO -> Type.INFO;
        };
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
