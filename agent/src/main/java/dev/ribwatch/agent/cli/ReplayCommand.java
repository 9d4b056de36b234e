package dev.ribwatch.agent.cli;

import dev.ribwatch.agent.daemon.Replay;
import dev.ribwatch.agent.mrt.MrtFile;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.alert.AlertListener;
import dev.ribwatch.exporter.sink.AlertLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ribwatch replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Plays MRT files through the policy of a config, by the files' clock, and prints the alerts.",
            "TABLE_DUMP, TABLE_DUMP_V2, BGP4MP; plain, gzip, bzip2. One JSON object a line, or text on a terminal. Exit 3: not all",
            "could be read."
        })
final class ReplayCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOption config;

    @Option(
            names = "--router",
            paramLabel = "NAME=PEERADDR",
            description = "This router of the config is the peer with this address, whatever its AS.")
    private Map<String, String> peers = new LinkedHashMap<>();

    @ArgGroup
    private View view = new View();

    /** What to show instead of alerts. */
    static final class View {
        @Option(names = "--summary", description = "No config: what each file holds, one JSON object a file.")
        private boolean summary;

        @Option(names = "--routes", description = "No config: the table at the end, one JSON object a route.")
        private boolean routes;

        View() {}

        View(boolean summary, boolean routes) {
            this.summary = summary;
            this.routes = routes;
        }
    }

    // Asked for in call(): so an unknown option is what a wrong command line is told of.
    @Parameters(arity = "0..*", paramLabel = "MRT", description = "The files, in the order of their time.")
    private List<Path> files;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    ReplayCommand() {
        config = new ConfigOption();
        files = new ArrayList<>();
    }

    ReplayCommand(ConfigOption config, Map<String, String> peers, View view, List<Path> files) {
        this.config = config;
        this.peers = peers;
        this.view = view;
        this.files = files;
    }

    @Override
    public Integer call() throws IOException {
        if (files.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "which MRT file?");
        }
        if (!peers.isEmpty() && (view.summary || view.routes)) {
            throw new ParameterException(spec.commandLine(), "--router needs the policy of a config");
        }
        return play(spec.commandLine().getOut(), spec.commandLine().getErr());
    }

    int play(PrintWriter out, PrintWriter errors) throws IOException {
        Consumer<String> problems = new Problems(errors);
        return view.summary ? summaries(out, problems) : view.routes ? routes(problems) : alerts(out, errors, problems);
    }

    private static final class Problems implements Consumer<String> {
        private final PrintWriter errors;

        Problems(PrintWriter errors) {
            this.errors = errors;
        }

        @Override
        public void accept(String line) {
            errors.println("ribwatch: " + TextTable.printable(line));
            errors.flush();
        }
    }

    private int summaries(PrintWriter out, Consumer<String> problems) throws IOException {
        boolean whole = true;
        for (Path file : files) {
            MrtFile opened = Replay.openEarly(file);
            Replay replay = Replay.counting(problems);
            whole &= replay.play(file, opened);
            out.println(ReplaySummary.json(file, replay));
            out.flush();
        }
        return exit(whole);
    }

    private int routes(Consumer<String> problems) {
        MrtFile first = Replay.openEarly(files.get(0)); // it is decompressed while the table is made
        Replay replay = Replay.plain(problems);
        boolean whole = play(replay, first);
        try (RoutePrinter printer = new RoutePrinter()) {
            replay.pages(printer::print);
            printer.finish();
        }
        return exit(whole);
    }

    private int alerts(PrintWriter out, PrintWriter errors, Consumer<String> problems) {
        MrtFile first = Replay.openEarly(files.get(0)); // it is decompressed while the configuration is read
        Config loaded = config.load(errors);
        if (loaded == null) {
            return RibwatchCommand.BAD_INPUT;
        }
        AlertListener print = isTerminal()
                ? (alert, at) -> text(out, alert, at)
                : (alert, at) -> {
                    out.println(AlertLine.of(alert, at));
                };
        Map<Prefix, RouterConfig> named = peers.isEmpty() ? Map.of() : RecordedPeers.named(loaded, peers);
        Replay replay = Replay.judged(loaded, named, print, problems);
        boolean whole = play(replay, first);
        out.flush();
        String leftOut = replay.leftOut("the config");
        if (leftOut != null) {
            problems.accept(leftOut);
        }
        return exit(whole);
    }

    /** @param opened the first file, or null */
    private boolean play(Replay replay, @Nullable MrtFile opened) {
        boolean whole = replay.play(files.get(0), opened);
        for (Path file : files.subList(1, files.size())) {
            whole &= replay.play(file);
        }
        return whole;
    }

    private static void text(PrintWriter out, Alert alert, Instant at) {
        String name = alert.labels().getOrDefault("alertname", "?");
        out.printf(
                Locale.ROOT,
                "%-30s %-8s %-8s %s: %s%n",
                at,
                alert.status().toUpperCase(Locale.ROOT),
                alert.labels().getOrDefault("severity", "?"),
                name,
                TextTable.printable(alert.annotations().getOrDefault("summary", name)));
        out.flush();
    }

    private static int exit(boolean whole) {
        return whole ? RibwatchCommand.OK : RibwatchCommand.DAMAGED_INPUT;
    }

    /** Whether people read the output; what the JDK says of it differs from version to version. */
    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
