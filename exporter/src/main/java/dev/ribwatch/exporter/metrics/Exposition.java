package dev.ribwatch.exporter.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.SampleNameFilter;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All metrics as text: those of the registered sources, the two latencies, and the Java runtime's. Rendering is for one
 * thread at a time; registering is for any.
 */
public final class Exposition {
    private static final int SMALLEST = 32 * 1024;

    private final CollectorRegistry registry = new CollectorRegistry();
    private final SourceCollector sources;
    private final Latency detection;
    private final Latency delivery;
    /** Of the text before, which the next resembles: with many routers it is megabytes, and growing copies it each time. */
    private int lastLength;

    /**
     * @param monotonic the clock on which the window of the latencies moves
     */
    public Exposition(LongSupplier monotonic) {
        detection = Latency.detection(monotonic.getAsLong());
        delivery = Latency.delivery(monotonic.getAsLong());
        sources = new SourceCollector(monotonic, detection, delivery);
        registry.register(sources);
        DefaultExports.register(registry);
    }

    /** Adds a source for good. */
    public void register(MetricSource source) {
        sources.add(source);
    }

    /** From an UPDATE read to the finding. */
    public Latency detection() {
        return detection;
    }

    /** From the finding to the receiver's acceptance. */
    public Latency delivery() {
        return delivery;
    }

    /** The content type that this {@code Accept} header prefers; OpenMetrics only if it asks for it. */
    public static String contentType(@Nullable String accept) {
        return TextFormat.chooseContentType(accept);
    }

    /**
     * The current values. The classic histograms of the latencies stand in OpenMetrics, which is what Prometheus asks for,
     * and in plain text only if asked for by name: promtool's rules for plain text refuse the word in their names.
     *
     * @param contentType one that {@link #contentType} gave
     * @param names names of the samples wanted; empty: all
     */
    public String render(String contentType, Set<String> names) {
        StringWriter text = new StringWriter(Math.max(SMALLEST, lastLength + lastLength / 16));
        SampleNameFilter.Builder filter = new SampleNameFilter.Builder();
        if (!names.isEmpty()) {
            filter.nameMustBeEqualTo(names);
        } else if (!contentType.equals(TextFormat.CONTENT_TYPE_OPENMETRICS_100)) {
            filter.nameMustNotStartWith(sources.histograms());
        }
        try {
            TextFormat.writeFormat(contentType, text, registry.filteredMetricFamilySamples(filter.build()));
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to take text", e);
        }
        lastLength = text.getBuffer().length();
        return text.toString();
    }
}
