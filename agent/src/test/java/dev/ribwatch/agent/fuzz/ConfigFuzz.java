package dev.ribwatch.agent.fuzz;

import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import dev.ribwatch.config.source.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A whole configuration file: used, or refused with problems that a terminal can show. */
public final class ConfigFuzz {
    private static final Path FILE = file();
    private static final ConfigLoader LOADER = new ConfigLoader(name -> "set");

    private ConfigFuzz() {}

    private static Path file() {
        try {
            Path directory = Files.createTempDirectory("ribwatch-fuzz");
            Path file = directory.resolve("ribwatch.yaml");
            directory.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] text) {
        try {
            Files.write(FILE, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Loaded loaded = LOADER.load(FILE);
        check(loaded.warnings());
        if (loaded instanceof Loaded.Invalid invalid) {
            Holds.require(!invalid.problems().isEmpty(), "it is said what is wrong");
            check(invalid.problems());
        }
    }

    private static void check(List<Problem> problems) {
        for (Problem problem : problems) {
            Holds.plain(problem.toString(), 2_000);
            Holds.require(problem.line() >= 0 && problem.column() >= 0, "a place");
        }
    }
}
