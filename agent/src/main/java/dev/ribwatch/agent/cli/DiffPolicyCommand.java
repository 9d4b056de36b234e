package dev.ribwatch.agent.cli;

import dev.ribwatch.agent.daemon.PolicyDifference;
import dev.ribwatch.agent.daemon.PolicyDifference.Difference;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import dev.ribwatch.exporter.sink.AlertLine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ribwatch diff-policy}. */
@Command(
        name = "diff-policy",
        mixinStandardHelpOptions = true,
        description = {
            "Plays MRT files through two configs and prints the alerts that only one of them has.",
            "They are what the change would have gained and lost. Exit 3: not all could be read."
        })
final class DiffPolicyCommand implements Callable<Integer> {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Given twice: the config before, then the one after.")
    private List<Path> configs = new ArrayList<>();

    @Option(
            names = "--router",
            paramLabel = "NAME=PEERADDR",
            description = "This router of the configs is the peer with this address, whatever its AS.")
    private Map<String, String> peers = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print one JSON object an alert: change, at, until, labels, annotations.")
    private boolean json;

    // Asked for in call(): so an unknown option is what a wrong command line is told of.
    @Parameters(arity = "0..*", paramLabel = "MRT", description = "The files, in the order of their time.")
    private List<Path> files = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (configs.size() != 2) {
            throw new ParameterException(spec.commandLine(), "-c is needed twice: -c OLD -c NEW");
        }
        if (files.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "which MRT file?");
        }
        Config before = load(configs.get(0));
        Config after = load(configs.get(1));
        if (before == null || after == null) {
            return RibwatchCommand.BAD_INPUT;
        }
        PolicyDifference difference =
                new PolicyDifference(files, config -> RecordedPeers.named(config, peers), this::problem);
        PrintWriter out = spec.commandLine().getOut();
        int gained = 0;
        int lost = 0;
        for (Difference one : difference.between(before, after)) {
            gained += one.gained() ? 1 : 0;
            lost += one.gained() ? 0 : 1;
            out.println(json ? line(one) : text(one));
        }
        if (!json) {
            out.println(gained + " gained, " + lost + " lost");
        }
        out.flush();
        return difference.isWhole() ? RibwatchCommand.OK : RibwatchCommand.DAMAGED_INPUT;
    }

    private @Nullable Config load(Path file) {
        PrintWriter errors = spec.commandLine().getErr();
        Loaded loaded = new ConfigLoader().load(file);
        loaded.warnings().forEach(warning -> errors.println("warning: " + warning));
        if (loaded instanceof Loaded.Invalid invalid) {
            invalid.problems().forEach(errors::println);
        }
        errors.flush();
        return loaded instanceof Loaded.Valid valid ? valid.config() : null;
    }

    private static String line(Difference one) {
        return AlertLine.difference(one.gained() ? "gained" : "lost", one.alert(), one.from(), one.to());
    }

    private static String text(Difference one) {
        Map<String, String> labels = one.alert().labels();
        String name = labels.getOrDefault("alertname", "?");
        return TextTable.printable(String.format(
                Locale.ROOT,
                "%s %-24s %-24s %-8s %s: %s",
                one.gained() ? "+" : "-",
                one.from(),
                one.to() == null ? "" : one.to(),
                labels.getOrDefault("severity", "?"),
                name,
                one.alert().annotations().getOrDefault("summary", name)));
    }

    private void problem(String line) {
        PrintWriter errors = spec.commandLine().getErr();
        errors.println("ribwatch: " + TextTable.printable(line));
        errors.flush();
    }
}
