package dev.ribwatch.agent.report;

import dev.ribwatch.exporter.metrics.Metric;
import dev.ribwatch.exporter.metrics.MetricSink;
import dev.ribwatch.exporter.metrics.MetricSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Values that only one thread may read: it samples them now and then, a scrape shows the last sample. So a scrape never
 * waits for the table and never walks it.
 */
public final class SampledMetrics implements MetricSource {
    private final List<MetricSource> sources;
    private volatile List<Sample> samples = List.of();
    private volatile boolean shown;

    private record Sample(Metric metric, double value, List<String> labels) {}

    /**
     * @param sources may be read only by the thread that calls {@link #refresh}
     */
    public SampledMetrics(List<MetricSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /** Whether a scrape has seen the last sample: who looks often sees what is new. */
    public boolean wasShown() {
        return shown;
    }

    /** Takes a sample. */
    public void refresh() {
        shown = false;
        List<Sample> taken = new ArrayList<>(samples.size() + 16);
        MetricSink sink = (metric, value, labels) -> taken.add(new Sample(metric, value, List.of(labels)));
        for (MetricSource source : sources) {
            source.write(sink);
        }
        samples = taken;
    }

    @Override
    public void write(MetricSink sink) {
        shown = true;
        for (Sample sample : samples) {
            sink.sample(sample.metric, sample.value, sample.labels.toArray(String[]::new));
        }
    }
}
