/**
 * What Prometheus sees.
 *
 * <p>Each stage owns its counters and offers them as a {@link dev.ribwatch.exporter.metrics.MetricSource}; at a scrape
 * all sources are read once, in one pass, and nothing walks a table. Which metrics there are, with their labels, stands
 * in one place: {@link dev.ribwatch.exporter.metrics.Metric}. Label values come from the configuration and from fixed
 * words alone, so the number of series is bounded by the configuration.
 */
@NullMarked
package dev.ribwatch.exporter.metrics;

import org.jspecify.annotations.NullMarked;
