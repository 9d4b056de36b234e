package dev.ribwatch.exporter.metrics;

/** A stage that offers values to a scrape. */
@FunctionalInterface
public interface MetricSource {
    /**
     * Writes all current values. Called on the scrape's thread, at most once at a time: it reads values that others
     * write, takes no lock that the hot path holds, and walks no table.
     */
    void write(MetricSink sink);
}
