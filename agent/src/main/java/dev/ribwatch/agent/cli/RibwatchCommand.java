package dev.ribwatch.agent.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ribwatch}: the catalogue of commands, and what is common to all. */
@Command(
        name = "ribwatch",
        description = "Watches every route that your edge routers advertise and tells when it leaves what you intend.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            DemoCommand.class,
            SessionsCommand.class,
            NetworksCommand.class,
            AlertsCommand.class,
            RoutesCommand.class,
            ReplayCommand.class,
            SchemaCommand.class
        })
public final class RibwatchCommand implements Runnable {
    static final int OK = 0;
    static final int FAILURE = 1;
    static final int BAD_INPUT = 2;
    static final int DAMAGED_INPUT = 3;
    static final int NOTHING_FOUND = 4;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    @Option(
            names = "--debug",
            scope = CommandLine.ScopeType.INHERIT,
            description = "Show the stack trace of a failure.")
    private boolean debug;

    /** Runs the command line and gives its exit code. */
    public static int execute(String... arguments) {
        return line().execute(arguments);
    }

    static CommandLine line() {
        RibwatchCommand root = new RibwatchCommand();
        CommandLine line = new CommandLine(root);
        line.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().versionProvider(new Version()));
        line.setExecutionExceptionHandler((failure, failed, parsed) -> {
            if (root.debug) {
                failure.printStackTrace(failed.getErr());
            } else {
                failed.getErr().println("ribwatch: " + oneLine(failure));
            }
            return FAILURE;
        });
        line.setParameterExceptionHandler((wrong, arguments) -> {
            CommandLine asked = wrong.getCommandLine();
            asked.getErr()
                    .println("ribwatch: " + oneLine(wrong) + " (see "
                            + asked.getCommandSpec().qualifiedName(" ") + " --help)");
            return BAD_INPUT;
        });
        return line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
    }

    private static String oneLine(Throwable failure) {
        String message = failure.getMessage();
        String text = message == null ? failure.getClass().getSimpleName() : message;
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
