package dev.ribwatch.agent.cli;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import dev.ribwatch.config.source.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The config file of a command. */
final class ConfigOption {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The config file (default: ${DEFAULT-VALUE}).",
            defaultValue = "/etc/ribwatch/ribwatch.yaml")
    private Path file = Path.of("/etc/ribwatch/ribwatch.yaml");

    private List<Path> files = List.of();
    private List<Problem> warnings = List.of();

    ConfigOption() {}

    ConfigOption(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** The files that the last {@link #load} read. */
    List<Path> files() {
        return files;
    }

    /** What the last {@link #load} warned of. */
    List<Problem> warnings() {
        return warnings;
    }

    /** The configuration, or null after its problems were printed, all at once. */
    @Nullable
    Config load(PrintWriter errors) {
        Loaded loaded = new ConfigLoader().load(file);
        files = loaded.files();
        warnings = loaded.warnings();
        warnings.forEach(warning -> errors.println("warning: " + warning));
        if (loaded instanceof Loaded.Valid valid) {
            errors.flush();
            return valid.config();
        }
        ((Loaded.Invalid) loaded).problems().forEach(errors::println);
        errors.flush();
        return null;
    }
}
