package dev.ribwatch.config.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects problems and warnings over all files of one configuration; keeps at most 1,000 of each. */
public final class Problems {
    private static final int MOST = 1_000;

    private final Map<String, Integer> files = new LinkedHashMap<>();
    private final Set<Path> read = new LinkedHashSet<>();
    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private boolean failed;

    /** Files are reported in the order in which they are named here. */
    public void file(String file) {
        files.putIfAbsent(file, files.size());
    }

    /** A file is about to be read, or a directory searched. */
    public void reads(Path path) {
        read.add(path);
    }

    /** What was read, in that order. */
    public List<Path> read() {
        return List.copyOf(read);
    }

    public void error(Problem problem) {
        failed = true;
        add(errors, problem);
    }

    public void warning(Problem problem) {
        add(warnings, problem);
    }

    private void add(List<Problem> list, Problem problem) {
        file(problem.file());
        if (list.size() < MOST) {
            list.add(problem);
        }
    }

    /** Whether there is any error. */
    public boolean failed() {
        return failed;
    }

    /** Whether an error was reported at a key of a value, or below it. */
    public boolean reported(Place owner, String key) {
        String path = owner.path().equals(Place.DOCUMENT) ? key : owner.path() + '.' + key;
        return errors.stream()
                .filter(problem ->
                        problem.file().equals(owner.file()) && problem.path().startsWith(path))
                .map(problem -> problem.path().substring(path.length()))
                .anyMatch(rest -> rest.isEmpty() || rest.charAt(0) == '.' || rest.charAt(0) == '[');
    }

    /** By file, line, column. */
    public List<Problem> errors() {
        return sorted(errors);
    }

    /** By file, line, column. */
    public List<Problem> warnings() {
        return sorted(warnings);
    }

    private List<Problem> sorted(List<Problem> list) {
        return list.stream()
                .sorted(Comparator.comparing((Problem p) -> files.getOrDefault(p.file(), 0))
                        .thenComparingInt(Problem::line)
                        .thenComparingInt(Problem::column))
                .distinct()
                .toList();
    }
}
