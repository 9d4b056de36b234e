package dev.ribwatch.agent.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The table daemon x check. A test notes a cell when the check has passed for that daemon; a cell that stays empty was not reached,
 * and the test that should have filled it has failed.
 */
public final class LabSummary {
    private static final String FILE = System.getProperty("ribwatch.lab.summary", "lab-summary-1.txt");

    private static final Map<String, Map<EdgeRouter.Kind, String>> CELLS = new LinkedHashMap<>();
    private static final Map<String, String> FIGURES = new LinkedHashMap<>();
    private static final Map<String, String> FAULTS = new LinkedHashMap<>();

    private LabSummary() {}

    static synchronized void passed(String check, EdgeRouter.Kind kind) {
        CELLS.computeIfAbsent(check, name -> new TreeMap<>()).put(kind, "ok");
        write();
    }

    /** A result that no single daemon stands for. */
    public static synchronized void figure(String what, String value) {
        FIGURES.put(what, value);
        write();
    }

    /** What a fault of the scenario opened, and the time from the change to the last finding. */
    static synchronized void fault(String name, String opened, Duration time) {
        FAULTS.put(name, "%-10s%s".formatted(time.isZero() ? "-" : time.toMillis() + " ms", opened));
        write();
    }

    private static void write() {
        StringBuilder text = new StringBuilder("%-42s".formatted("check"));
        for (EdgeRouter.Kind kind : EdgeRouter.Kind.values()) {
            text.append("%-10s".formatted(kind.name().toLowerCase(java.util.Locale.ROOT)));
        }
        text.append('\n');
        CELLS.forEach((check, cells) -> {
            text.append("%-42s".formatted(check));
            for (EdgeRouter.Kind kind : EdgeRouter.Kind.values()) {
                text.append("%-10s".formatted(cells.getOrDefault(kind, "-")));
            }
            text.append('\n');
        });
        FIGURES.forEach((what, value) -> text.append("%-42s %s%n".formatted(what, value)));
        if (!FAULTS.isEmpty()) {
            text.append("%-74s%-10s%s%n".formatted("fault", "finding", "open"));
            FAULTS.forEach((name, outcome) -> text.append("%-74s%s%n".formatted(name, outcome)));
        }
        Path file = LabFiles.root().resolve("agent/target/" + FILE);
        try {
            Files.writeString(file, text.toString());
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}
