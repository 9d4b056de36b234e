package dev.ribwatch.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The figures as one JSON document, see the package of {@code Benchmark}. */
public final class JsonFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonFile() {}

    /**
     * Writes the file.
     *
     * @param about what was asked for, and of what machine and programs
     */
    public static void write(Path file, Results results, Map<String, Object> about, List<String> rivals)
            throws IOException {
        ObjectNode document = JSON.createObjectNode();
        document.put("schema", 1);
        about.forEach((name, value) -> document.set(name, JSON.valueToTree(value)));
        ArrayNode figures = document.putArray("figures");
        for (Results.Key key : results.keys()) {
            ObjectNode figure = figures.addObject();
            figure.put("measurement", key.measurement());
            figure.put("subject", key.subject());
            figure.put("case", key.of());
            if (key.x() != 0) {
                figure.put("x", key.x());
            }
            figure.put("figure", key.figure().name());
            figure.put("unit", key.figure().unit());
            figure.put("median", results.median(key));
            ArrayNode runs = figure.putArray("runs");
            results.runs(key).forEach(runs::add);
            double ratio = Text.ratio(results, key, rivals);
            if (key.subject().equals("ribwatch") && !Double.isNaN(ratio)) {
                figure.put("ratio", ratio);
            }
        }
        ArrayNode failures = document.putArray("failures");
        results.failures().forEach(failures::add);
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), document);
    }
}
