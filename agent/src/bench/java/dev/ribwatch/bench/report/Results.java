package dev.ribwatch.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The values of all runs, in the order in which they were first measured. */
public final class Results {
    private final Map<Key, List<Double>> values = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    /**
     * What was measured.
     *
     * @param measurement its name
     * @param subject the daemon or program
     * @param of the case, for people, such as "4 x 1,200,000 routes"
     * @param x where it stands on a curve; 0 where it does not
     */
    public record Key(String measurement, String subject, String of, double x, Figure figure) {}

    public void add(Key key, double value) {
        if (!Double.isNaN(value)) {
            values.computeIfAbsent(key, first -> new ArrayList<>()).add(value);
        }
    }

    /** Something that could not be measured. */
    public void fail(String what) {
        failures.add(what);
    }

    public List<String> failures() {
        return failures;
    }

    public Set<Key> keys() {
        return values.keySet();
    }

    /** The value of each run. */
    public List<Double> runs(Key key) {
        return values.getOrDefault(key, List.of());
    }

    /** The median of the runs; NaN if there is none. */
    public double median(Key key) {
        double[] sorted =
                runs(key).stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return Arrays.stream(
                        sorted, Math.max(0, (sorted.length - 1) / 2), Math.min(sorted.length, sorted.length / 2 + 1))
                .average()
                .orElse(Double.NaN);
    }

    public Set<String> measurements() {
        Set<String> names = new LinkedHashSet<>();
        keys().forEach(key -> names.add(key.measurement()));
        return names;
    }

    public List<Key> of(String measurement) {
        return keys().stream()
                .filter(key -> key.measurement().equals(measurement))
                .toList();
    }

    /** The same quantity of another subject, such as {@code median(sibling(key, "bird"))}. */
    public static Key sibling(Key key, String subject) {
        return new Key(key.measurement(), subject, key.of(), key.x(), key.figure());
    }
}
