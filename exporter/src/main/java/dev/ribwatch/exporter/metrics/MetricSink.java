package dev.ribwatch.exporter.metrics;

/** Takes the values of one scrape. */
@FunctionalInterface
public interface MetricSink {
    /**
     * One value.
     *
     * @param metric which
     * @param value in base units (seconds, bytes, a count)
     * @param labelValues as many as the metric has labels, in their order; from the configuration or fixed words, never
     *     text of a peer
     * @throws IllegalArgumentException if the number of label values is wrong
     */
    void sample(Metric metric, double value, String... labelValues);
}
