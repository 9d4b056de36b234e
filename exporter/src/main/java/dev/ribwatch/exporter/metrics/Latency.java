package dev.ribwatch.exporter.metrics;

import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * One latency, recorded by any thread without a lock and without allocation.
 *
 * <p>It is shown twice: as a summary whose quantiles cover the last five to ten minutes, and as a classic histogram since
 * the start, which can be added up over agents. Values are kept to two significant digits, from 1 microsecond to 1 hour;
 * what lies outside counts as the nearest bound.
 */
public final class Latency {
    private static final long HIGHEST_MICROSECONDS = 3_600_000_000L;
    private static final int DIGITS = 2;
    private static final long HALF_WINDOW_NANOS = 300_000_000_000L;

    /** Upper bounds of the classic histogram's buckets in seconds. */
    static final double[] BUCKETS = {
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120,
        300
    };

    private final String name;
    private final String help;
    private final Recorder recorder = new Recorder(HIGHEST_MICROSECONDS, DIGITS);

    // Touched by one scrape at a time.
    private Histogram interval;
    private Histogram older = new Histogram(HIGHEST_MICROSECONDS, DIGITS);
    private Histogram newer = new Histogram(HIGHEST_MICROSECONDS, DIGITS);
    private final long[] bucketCounts = new long[BUCKETS.length + 1];
    private long count;
    private double sumSeconds;
    private long turnedNanos;

    private Latency(String name, String help, long nowNanos) {
        this.name = name;
        this.help = help;
        this.turnedNanos = nowNanos;
        this.interval = recorder.getIntervalHistogram();
    }

    /** From an UPDATE's last byte read to the finding. */
    public static Latency detection(long nowNanos) {
        return new Latency("ribwatch_detection", "Time from an UPDATE read to the finding.", nowNanos);
    }

    /** From the finding to the receiver's 2xx, waiting that the operator asked for included. */
    public static Latency delivery(long nowNanos) {
        return new Latency(
                "ribwatch_delivery", "Time from a finding to the receiver's acceptance of its first alert.", nowNanos);
    }

    /** Records one duration; a negative one counts as none. */
    public void record(long nanos) {
        recorder.recordValue(Math.min(Math.max(nanos, 0) / 1_000, HIGHEST_MICROSECONDS));
    }

    String histogramName() {
        return name + "_histogram_seconds";
    }

    /** The state at one scrape, which moves the window. */
    synchronized Snapshot snapshot(long nowNanos) {
        interval = recorder.getIntervalHistogram(interval);
        if (nowNanos - turnedNanos >= HALF_WINDOW_NANOS) {
            boolean quiet = nowNanos - turnedNanos >= 2 * HALF_WINDOW_NANOS;
            Histogram free = older;
            older = newer;
            newer = free;
            newer.reset();
            if (quiet) {
                older.reset();
            }
            turnedNanos = nowNanos;
        }
        newer.add(interval);
        for (var value : interval.recordedValues()) {
            double seconds = interval.medianEquivalentValue(value.getValueIteratedTo()) / 1e6;
            long occurrences = value.getCountAddedInThisIterationStep();
            int bucket = 0;
            while (bucket < BUCKETS.length && seconds > BUCKETS[bucket]) {
                bucket++;
            }
            bucketCounts[bucket] += occurrences;
            count += occurrences;
            sumSeconds += seconds * occurrences;
        }
        Histogram window = newer.copy();
        window.add(older);
        return new Snapshot(
                name + "_seconds",
                histogramName(),
                help,
                window,
                Arrays.stream(bucketCounts).boxed().toList(),
                count,
                sumSeconds);
    }

    /**
     * @param window values of the last five to ten minutes, in microseconds
     * @param bucketCounts since the start, not cumulative, the last one above every bound
     */
    record Snapshot(
            String summaryName,
            String histogramName,
            String help,
            Histogram window,
            List<Long> bucketCounts,
            long count,
            double sumSeconds) {
        /** Seconds at this quantile of the window; NaN if it is empty. */
        double quantile(double quantile) {
            return window.getTotalCount() == 0 ? Double.NaN : window.getValueAtPercentile(quantile * 100) / 1e6;
        }
    }
}
