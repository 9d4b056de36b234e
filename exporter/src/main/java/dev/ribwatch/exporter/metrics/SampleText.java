package dev.ribwatch.exporter.metrics;

import io.prometheus.client.Collector;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The text of one scrape as it grows: a part for each metric, since a format wants the samples of a metric side by side and
 * sources give them by router. A sample becomes text at once and is no object in between: with hundreds of routers those of
 * one scrape outlived the young space, and each scrape left megabytes of garbage among the tables.
 *
 * @param <O> what takes the text of a part
 */
final class SampleText<O extends OutputStream> {
    /** From here on, {@link Double#toString} writes exponents. */
    private static final double MOST_PLAIN = 1e7;

    private final boolean openMetrics;
    private final Set<String> names;
    private final Supplier<O> parts;
    private final Map<Metric, O> families = new LinkedHashMap<>();
    private byte[] line = new byte[256];
    private int length;

    /**
     * @param names of the samples wanted; empty: all
     */
    SampleText(boolean openMetrics, Set<String> names, Supplier<O> parts) {
        this.openMetrics = openMetrics;
        this.names = names;
        this.parts = parts;
    }

    /** Adds one sample, see {@link MetricSink#sample}. */
    void add(Metric metric, double value, String... labelValues) {
        List<String> labels = metric.labels();
        if (labelValues.length != labels.size()) {
            throw new IllegalArgumentException(
                    metric.fullName() + " has the labels " + labels + ", got " + labelValues.length + " values");
        }
        if (!names.isEmpty() && !names.contains(metric.fullName())) {
            return;
        }
        length = 0;
        put(metric.fullName());
        for (int i = 0; i < labelValues.length; i++) {
            put(i == 0 ? "{" : ",");
            put(labels.get(i));
            put("=\"");
            put(escaped(labelValues[i], true));
            put("\"");
        }
        if (labelValues.length > 0) {
            put(openMetrics ? "}" : ",}");
        }
        put(" ");
        number(value);
        put("\n");
        O family = families.get(metric);
        if (family == null) {
            family = parts.get();
            families.put(metric, family);
        }
        writeTo(family);
    }

    /** All parts, headings included, in the order in which they make the text. This object is done then. */
    List<O> finish() {
        List<O> whole = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            O family = families.get(metric);
            if (family != null) {
                O heading = parts.get();
                length = 0;
                heading(metric);
                writeTo(heading);
                whole.add(heading);
                whole.add(family);
            }
        }
        return whole;
    }

    private void writeTo(OutputStream part) {
        try {
            part.write(line, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to take text", e);
        }
    }

    private void heading(Metric metric) {
        String name = metric.fullName();
        String suffix = switch (metric.type()) {
            case GAUGE -> "";
            case COUNTER -> "_total";
            case INFO -> "_info";
        };
        String type = switch (metric.type()) {
            case GAUGE -> "gauge";
            case COUNTER -> "counter";
            case INFO -> openMetrics ? "info" : "gauge";
        };
        if (openMetrics) {
            name = name.substring(0, name.length() - suffix.length());
            put("# TYPE " + name + " " + type + "\n# HELP " + name + " " + escaped(metric.help(), true) + "\n");
        } else {
            put("# HELP " + name + " " + escaped(metric.help(), false) + "\n# TYPE " + name + " " + type + "\n");
        }
    }

    private static String escaped(String text, boolean quotes) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' || c == '\n' || c == '"' && quotes) {
                String escaped = text.replace("\\", "\\\\").replace("\n", "\\n");
                return quotes ? escaped.replace("\"", "\\\"") : escaped;
            }
        }
        return text;
    }

    private void number(double value) {
        long whole = (long) value;
        if (whole == value && Math.abs(value) < MOST_PLAIN && whole != 0) {
            put(Long.toString(whole));
            put(".0");
        } else {
            put(Collector.doubleToGoString(value));
        }
    }

    private void put(String text) {
        int end = length;
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                byte[] octets = text.getBytes(StandardCharsets.UTF_8);
                room(octets.length);
                System.arraycopy(octets, 0, line, length, octets.length);
                length += octets.length;
                return;
            }
            line[end++] = (byte) c;
        }
        length = end;
    }

    private void room(int octets) {
        if (line.length - length < octets) {
            line = Arrays.copyOf(line, Math.max(2 * line.length, length + octets));
        }
    }
}
