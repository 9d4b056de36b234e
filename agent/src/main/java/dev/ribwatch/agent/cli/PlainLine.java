package dev.ribwatch.agent.cli;

import java.io.BufferedWriter;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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

    private final Map<String, String> peers;
    private final ReplayCommand.View view;

    private PlainLine(
            ConfigOption config, @Nullable List<Path> files, Map<String, String> peers, ReplayCommand.View view) {
        this.config = config;
        this.files = files;
        this.peers = peers;
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
        Map<String, String> peers = new LinkedHashMap<>();
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
                case "--router" -> {
                    if (i + 1 == words.length || !addPeer(words[++i], peers)) {
                        return null;
                    }
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
        if (!peers.isEmpty() && (run || view != null)) {
            return null;
        }
        return new PlainLine(
                config == null ? new ConfigOption() : config,
                run ? null : files,
                peers,
                new ReplayCommand.View("--summary".equals(view), "--routes".equals(view)));
    }

    /** Most lines have none, and need not wait until the expression is compiled. */
    private static final class Peer {
        private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*=[A-Za-z0-9.:/]+");
    }

    /** False if picocli might read the word as anything else than one more name and its address. */
    private static boolean addPeer(String word, Map<String, String> peers) {
        int at = word.indexOf('=');
        boolean plain = Peer.PLAIN.matcher(word).matches();
        return plain && peers.put(word.substring(0, at), word.substring(at + 1)) == null;
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
                    : new ReplayCommand(config, peers, view, files).play(out, errors);
        } catch (BadUsageException wrong) {
            return RibwatchCommand.wrong(wrong, "ribwatch replay", errors);
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
