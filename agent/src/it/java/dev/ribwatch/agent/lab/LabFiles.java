package dev.ribwatch.agent.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where the lab finds the checkout, and where it puts its own things. */
public final class LabFiles {
    private LabFiles() {}

    /** The root of the checkout; tests run with the module's directory as the current one. */
    public static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (here != null && !Files.isDirectory(here.resolve("config/examples"))) {
            here = here.getParent();
        }
        if (here == null) {
            throw new IllegalStateException("not inside a checkout");
        }
        return here;
    }

    static Path example(String name) {
        return root().resolve("config/examples/routers").resolve(name);
    }

    static Path launcher() {
        return root().resolve("agent/bin/ribwatch");
    }

    /** A new directory for one test class: below /tmp, as the paths of control sockets must be short. */
    public static Path scratch(String name) throws IOException {
        return Files.createTempDirectory("ribwatch-lab-" + name + "-");
    }

    /** Removes a scratch directory; one of a failed test stays if {@code ribwatch.lab.keep} is set. */
    public static void discard(Path directory) throws IOException {
        if (Boolean.getBoolean("ribwatch.lab.keep")) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
