package dev.ribwatch.agent.cli;

import java.io.BufferedWriter;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command line of {@code run} or {@code replay} in which there is nothing to find out. Picocli needs longer to learn from
 * annotations what a command takes (80 ms) than the Java machine to start; these two are asked to begin soon. All other
 * lines are left to it, the wrong ones above all: what each means and what is said of it is what it says.
 */
final class PlainLine {
    private final ConfigOption config;
    /** Null: run. */
    private final @Nullable List<Path> files;

    private final ReplayCommand.View view;

    private PlainLine(ConfigOption config, @Nullable List<Path> files, ReplayCommand.View view) {
        this.config = config;
        this.files = files;
        this.view = view;
    }

    /** The line that these words are, or null if it is not for sure one of those. */
    static @Nullable PlainLine of(String... words) {
        boolean run = words.length > 0 && words[0].equals("run");
        if (!run && (words.length == 0 || !words[0].equals("replay"))) {
            return null;
        }
        ConfigOption config = null;
        String view = null;
        List<Path> files = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            String word = words[i];
            switch (word) {
                case "-c", "--config" -> {
                    Path file = i + 1 < words.length ? file(words[++i]) : null;
                    if (file == null || config != null) {
                        return null;
                    }
                    config = new ConfigOption(file);
                }
                case "--summary", "--routes" -> {
                    if (view != null) {
                        return null;
                    }
                    view = word;
                }
                default -> {
                    Path file = file(word);
                    if (file == null) {
                        return null;
                    }
                    files.add(file);
                }
            }
        }
        if (run ? view != null || !files.isEmpty() : files.isEmpty()) {
            return null;
        }
        return new PlainLine(
                config == null ? new ConfigOption() : config,
                run ? null : files,
                new ReplayCommand.View("--summary".equals(view), "--routes".equals(view)));
    }

    /** Null if picocli might read the word as anything else than a file's name. */
    private static @Nullable Path file(String word) {
        if (word.isEmpty() || word.startsWith("-") || word.startsWith("@")) {
            return null;
        }
        try {
            return Path.of(word);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** Does what the line says and gives its exit code. */
    int execute() {
        return execute(writer(System.out, "sun.stdout.encoding"), writer(System.err, "sun.stderr.encoding"));
    }

    int execute(PrintWriter out, PrintWriter errors) {
        try {
            return files == null
                    ? new RunCommand(config).run(errors)
                    : new ReplayCommand(config, view, files).play(out, errors);
        } catch (Exception failure) {
            RibwatchCommand.tell(failure, errors);
            return RibwatchCommand.FAILURE;
        }
    }

    /** As picocli makes them. */
    private static PrintWriter writer(OutputStream to, String encoding) {
        String name = System.getProperty(encoding);
        Charset charset = name != null && Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset();
        return new PrintWriter(new BufferedWriter(new OutputStreamWriter(to, charset)), true);
    }
}
