package dev.ribwatch.agent.report;

import dev.ribwatch.exporter.metrics.Metric;
import dev.ribwatch.exporter.metrics.MetricSink;
import dev.ribwatch.exporter.metrics.MetricSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Values that only one thread may read: it samples them now and then, a scrape shows the last sample. So a scrape never
 * waits for the table and never walks it. The arrays of one sample serve for the next: each second's would live just long
 * enough to leave the young space.
 */
public final class SampledMetrics implements MetricSource {
    private final List<MetricSource> sources;
    /** Null while a scrape reads it. */
    private final AtomicReference<@Nullable Samples> last = new AtomicReference<>(new Samples());

    private Samples next = new Samples();
    private volatile boolean shown;

    private static final class Samples {
        private Metric[] metrics = new Metric[16];
        private double[] values = new double[16];
        private String[][] labels = new String[16][];
        private int size;

        private void add(Metric metric, double value, String... labelValues) {
            if (size == metrics.length) {
                metrics = Arrays.copyOf(metrics, 2 * size);
                values = Arrays.copyOf(values, 2 * size);
                labels = Arrays.copyOf(labels, 2 * size);
            }
            metrics[size] = metric;
            values[size] = value;
            if (!Arrays.equals(labels[size], labelValues)) { // nearly always those of the sample before
                labels[size] = labelValues;
            }
            size++;
        }

        private void clear() {
            size = 0;
        }

        private void write(MetricSink sink) {
            for (int i = 0; i < size; i++) {
                sink.sample(metrics[i], values[i], labels[i]);
            }
        }
    }

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
        Samples taken = next;
        taken.clear();
        for (MetricSource source : sources) {
            source.write(taken::add);
        }
        Samples before = last.getAndSet(taken);
        next = before == null ? new Samples() : before;
    }

    /** One thread at a time. */
    @Override
    public void write(MetricSink sink) {
        shown = true;
        Samples samples = last.getAndSet(null);
        if (samples != null) {
            try {
                samples.write(sink);
            } finally {
                last.compareAndSet(null, samples);
            }
        }
    }
}
