package dev.ribwatch.exporter.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.SampleNameFilter;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All metrics as text: those of the registered sources, the two latencies, and the Java runtime's. Rendering is for one
 * thread at a time; registering is for any.
 */
public final class Exposition {
    private static final Logger LOG = LoggerFactory.getLogger(Exposition.class);

    private final CopyOnWriteArrayList<MetricSource> sources = new CopyOnWriteArrayList<>();
    private final Set<MetricSource> failed = ConcurrentHashMap.newKeySet();
    private final CollectorRegistry registry = new CollectorRegistry();
    private final LatencyCollector latencies;
    private final Latency detection;
    private final Latency delivery;

    /**
     * @param monotonic the clock on which the window of the latencies moves
     */
    public Exposition(LongSupplier monotonic) {
        detection = Latency.detection(monotonic.getAsLong());
        delivery = Latency.delivery(monotonic.getAsLong());
        latencies = new LatencyCollector(monotonic, detection, delivery);
        registry.register(latencies);
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
     * The current values, in UTF-8. The classic histograms of the latencies stand in OpenMetrics, which is what Prometheus
     * asks for, and in plain text only if asked for by name: promtool's rules for plain text refuse the word in their names.
     *
     * @param contentType one that {@link #contentType} gave
     * @param names names of the samples wanted; empty: all
     * @param parts makes what takes a part of the text; the octets of a part come bit by bit
     * @return the parts whose texts, one after the other, are the text
     */
    public <O extends OutputStream> List<O> render(String contentType, Set<String> names, Supplier<O> parts) {
        boolean openMetrics = contentType.equals(TextFormat.CONTENT_TYPE_OPENMETRICS_100);
        SampleText<O> text = new SampleText<>(openMetrics, names, parts);
        for (MetricSource source : sources) {
            write(source, text);
        }
        List<O> whole = text.finish();
        O rest = parts.get();
        whole.add(rest);
        try (Writer writer = new OutputStreamWriter(rest, StandardCharsets.UTF_8)) {
            TextFormat.writeFormat(
                    contentType, writer, registry.filteredMetricFamilySamples(filter(openMetrics, names)));
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to take text", e);
        }
        return whole;
    }

    private void write(MetricSource source, SampleText<?> text) {
        try {
            source.write(text::add);
        } catch (RuntimeException e) {
            if (failed.add(source)) { // once: a scrape must not be a way to fill the log
                LOG.error("A source of metrics failed; the others are shown.", e);
            }
        }
    }

    private SampleNameFilter filter(boolean openMetrics, Set<String> names) {
        SampleNameFilter.Builder filter = new SampleNameFilter.Builder();
        if (!names.isEmpty()) {
            filter.nameMustBeEqualTo(names);
        } else if (!openMetrics) {
            filter.nameMustNotStartWith(latencies.histograms());
        }
        return filter.build();
    }
}
