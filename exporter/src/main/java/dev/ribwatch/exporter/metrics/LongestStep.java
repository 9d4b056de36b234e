package dev.ribwatch.exporter.metrics;

import java.util.concurrent.atomic.AtomicLong;

/** The longest step of a loop, since the last scrape and since the start. Any thread may record. */
public final class LongestStep implements MetricSource {
    private final Metric recent;
    private final Metric ever;
    private final AtomicLong recentNanos = new AtomicLong();
    private final AtomicLong everNanos = new AtomicLong();

    private LongestStep(Metric recent, Metric ever) {
        this.recent = recent;
        this.ever = ever;
    }

    /** Steps of the table thread. */
    public static LongestStep ofTable() {
        return new LongestStep(Metric.TABLE_SLICE, Metric.TABLE_SLICE_MAX);
    }

    /** Steps of the BGP I/O loops. */
    public static LongestStep ofLoops() {
        return new LongestStep(Metric.LOOP_STEP, Metric.LOOP_STEP_MAX);
    }

    /** Records the duration of one step. */
    public void record(long nanos) {
        raise(recentNanos, nanos);
    }

    private static void raise(AtomicLong longest, long nanos) {
        long known = longest.get();
        while (nanos > known && !longest.compareAndSet(known, nanos)) {
            known = longest.get();
        }
    }

    @Override
    public void write(MetricSink sink) {
        long nanos = recentNanos.getAndSet(0);
        raise(everNanos, nanos);
        sink.sample(recent, nanos / 1e9);
        sink.sample(ever, everNanos.get() / 1e9);
    }
}
