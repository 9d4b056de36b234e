package dev.ribwatch.exporter.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.prometheus.client.Collector;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ExpositionTest {
    private static final String TEXT = Exposition.contentType(null);
    private static final String OPEN_METRICS =
            Exposition.contentType("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private long nanos = 1;
    private final Exposition exposition = new Exposition(() -> nanos);

    /** One sample of every metric there is. */
    private static void everything(MetricSink sink) {
        for (Metric metric : Metric.values()) {
            String[] values = new String[metric.labels().size()];
            Arrays.fill(values, "a\"b\\c\n");
            sink.sample(metric, 1, values);
        }
    }

    @Test
    void escapesLabelValues() {
        exposition.register(sink -> sink.sample(Metric.SESSION_UP, 1, "a\"b\\c\n"));
        assertThat(render(TEXT)).contains("ribwatch_session_up{router=\"a\\\"b\\\\c\\n\",} 1.0\n");
    }

    @Test
    void speaksOpenMetricsToThoseWhoAsk() {
        exposition.register(sink -> sink.sample(Metric.SESSION_FLAPS, 3, "edge1"));
        assertThat(render(OPEN_METRICS))
                .contains("# TYPE ribwatch_session_flaps counter\n")
                .contains("ribwatch_session_flaps_total{router=\"edge1\"} 3.0\n")
                .endsWith("# EOF\n");
        assertThat(render(TEXT)).contains("# TYPE ribwatch_session_flaps_total counter\n");
        assertThat(Exposition.contentType("text/html")).isEqualTo(TEXT).startsWith("text/plain; version=0.0.4");
    }

    /** The library that writes the rest is the oracle of what we write ourselves. */
    @Test
    void writesEachMetricAsSimpleclientDoes() throws Exception {
        double[] values = {
            0,
            -0.0,
            1,
            -3,
            0.003,
            9_999_999,
            1e7,
            12_345_678,
            1.7e9 + 0.25,
            -1e-9,
            1L << 53,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            Double.MAX_VALUE
        };
        String[] texts = {"edge1", "", "a\"b\\c\n", "\u00fcber \u20ac \ud83d\ude00"};
        String[] withLongOne = {"edge1", "x".repeat(40_000)}; // longer than a part; once, for it fills the heap
        exposition.register(sink -> {
            for (double value : values) {
                for (String text : value == 1 ? withLongOne : texts) { // across the metrics, as a source by router does
                    for (Metric metric : Metric.values()) {
                        String[] labels = new String[metric.labels().size()];
                        Arrays.fill(labels, text);
                        sink.sample(metric, value, labels);
                    }
                }
            }
        });
        for (String type : List.of(TEXT, OPEN_METRICS)) {
            StringWriter expected = new StringWriter();
            List<Collector.MetricFamilySamples> families = new ArrayList<>();
            for (Metric metric : Metric.values()) {
                List<Collector.MetricFamilySamples.Sample> samples = new ArrayList<>();
                for (double value : values) {
                    for (String text : value == 1 ? withLongOne : texts) {
                        samples.add(new Collector.MetricFamilySamples.Sample(
                                metric.fullName(),
                                metric.labels(),
                                metric.labels().stream().map(label -> text).toList(),
                                value));
                    }
                }
                families.add(new Collector.MetricFamilySamples(
                        metric.fullName().replaceAll("_(info|total)$", ""),
                        Collector.Type.valueOf(metric.type().name()),
                        metric.help(),
                        samples));
            }
            TextFormat.writeFormat(type, expected, Collections.enumeration(families));
            String ours = expected.toString().replace("# EOF\n", "");
            assertThat(render(type)).startsWith(ours);
        }
    }

    @Test
    void showsTheRuntimeToo() {
        assertThat(render(TEXT)).contains("jvm_memory_bytes_used").contains("process_cpu_seconds_total");
    }

    @Test
    void filtersByName() {
        exposition.register(ExpositionTest::everything);
        String text = render(exposition, TEXT, Set.of("ribwatch_session_up", "ribwatch_routes"));
        assertThat(text.lines().filter(line -> !line.startsWith("#"))).hasSize(2);
    }

    @Test
    void oneSourceThatFailsHidesNoOther() {
        exposition.register(sink -> sink.sample(Metric.SESSION_UP, 1));
        exposition.register(sink -> sink.sample(Metric.ROUTES, 7, "edge1", "ipv4-unicast"));
        assertThat(render(TEXT)).contains("ribwatch_routes{router=\"edge1\",family=\"ipv4-unicast\",} 7.0\n");
    }

    @Test
    void theLongestStepIsForgottenAtTheScrapeAndItsMaximumIsNot() {
        LongestStep step = LongestStep.ofTable();
        exposition.register(step);
        step.record(3_000_000);
        step.record(2_000_000);
        assertThat(render(TEXT))
                .contains("ribwatch_table_slice_seconds 0.003\n")
                .contains("ribwatch_table_slice_seconds_max 0.003\n");
        step.record(1_000_000);
        assertThat(render(TEXT))
                .contains("ribwatch_table_slice_seconds 0.001\n")
                .contains("ribwatch_table_slice_seconds_max 0.003\n");
    }

    @Test
    void latenciesAreASummaryOfTheLastMinutesAndAHistogramSinceTheStart() {
        for (int i = 1; i <= 1_000; i++) {
            exposition.detection().record(i * 1_000_000L); // 1 ms to 1 s
        }
        String first = render(OPEN_METRICS);
        assertThat(value(first, "ribwatch_detection_seconds{quantile=\"0.5\"}")).isCloseTo(0.5, within(0.005));
        assertThat(value(first, "ribwatch_detection_seconds{quantile=\"0.99\"}"))
                .isCloseTo(0.99, within(0.01));
        assertThat(value(first, "ribwatch_detection_seconds{quantile=\"0.999\"}"))
                .isCloseTo(0.999, within(0.01));
        assertThat(value(first, "ribwatch_detection_seconds_count")).isEqualTo(1_000);
        assertThat(value(first, "ribwatch_detection_seconds_sum")).isCloseTo(500.5, within(5.0));
        assertThat(value(first, "ribwatch_detection_histogram_seconds_bucket{le=\"0.1\"}"))
                .isCloseTo(100, within(2.0));
        assertThat(value(first, "ribwatch_detection_histogram_seconds_bucket{le=\"+Inf\"}"))
                .isEqualTo(1_000);

        exposition.detection().record(Duration.ofDays(1).toNanos());
        exposition.detection().record(-5);
        String second = render(OPEN_METRICS);
        assertThat(value(second, "ribwatch_detection_histogram_seconds_bucket{le=\"300.0\"}"))
                .isEqualTo(1_001);
        assertThat(value(second, "ribwatch_detection_histogram_seconds_bucket{le=\"+Inf\"}"))
                .isEqualTo(1_002);

        for (int minutes = 0; minutes < 11; minutes++) {
            nanos += Duration.ofMinutes(1).toNanos();
            render(OPEN_METRICS);
        }
        String later = render(OPEN_METRICS);
        assertThat(value(later, "ribwatch_detection_seconds{quantile=\"0.5\"}")).isNaN();
        assertThat(value(later, "ribwatch_detection_seconds_count")).isEqualTo(1_002);
    }

    @Test
    void promtoolFindsNothingToSay() throws Exception {
        Path promtool = List.of("/usr/bin/promtool", "/usr/local/bin/promtool").stream()
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        assertThat(promtool).as("promtool of the Debian package prometheus").isNotNull();
        exposition.register(ExpositionTest::everything);
        Process process = new ProcessBuilder(promtool.toString(), "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (var input = process.getOutputStream()) {
            input.write(render(TEXT).getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEmpty();
        assertThat(process.exitValue()).isZero();
    }

    private String render(String contentType) {
        return render(exposition, contentType, Set.of());
    }

    static String render(Exposition exposition, String contentType, Set<String> names) {
        return exposition.render(contentType, names, ByteArrayOutputStream::new).stream()
                .map(part -> part.toString(StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }

    private static double value(String text, String series) {
        return text.lines()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + series));
    }
}
