package dev.ribwatch.agent.cli;

import dev.ribwatch.config.Config;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ribwatch check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Validates the config: every problem at once, as FILE:LINE:COLUMN: path: message.")
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter errors = spec.commandLine().getErr();
        Config loaded = config.load(errors);
        if (loaded == null) {
            return RibwatchCommand.BAD_INPUT;
        }
        String unwritable = StateDirectory.problem(loaded.agent().stateDirectory());
        if (unwritable != null) {
            errors.println("warning: " + config.file() + ": agent.state-directory: " + unwritable
                    + "; run so, Ribwatch would say LedgerDegraded and begin every alert anew after a restart");
            errors.flush();
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%s: good: %s, %s, %s, %s%n",
                config.file(),
                count(loaded.routers(), "router"),
                count(loaded.networks(), "network"),
                count(loaded.connections(), "connection"),
                count(loaded.alerts().receivers(), "receiver"));
        out.flush();
        return RibwatchCommand.OK;
    }

    private static String count(List<?> things, String one) {
        return things.size() + " " + one + (things.size() == 1 ? "" : "s");
    }
}
