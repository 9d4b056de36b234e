package dev.ribwatch.agent.cli;

import java.io.PrintWriter;
import java.util.List;
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
        mixinStandardHelpOptions = true)
public final class RibwatchCommand implements Runnable {
    static final int OK = 0;
    static final int FAILURE = 1;
    static final int BAD_INPUT = 2;
    static final int DAMAGED_INPUT = 3;
    static final int NOTHING_FOUND = 4;

    static final String OUTPUT_FAILED = "standard output cannot be written";

    /** In the order of the usage message. */
    private static final List<String> COMMANDS = List.of(
            "run",
            "check",
            "demo",
            "sessions",
            "networks",
            "alerts",
            "routes",
            "explain",
            "learn",
            "replay",
            "diff-policy",
            "schema");

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
        PlainLine plain = PlainLine.of(arguments);
        int code = plain == null ? line(arguments).execute(arguments) : plain.execute();
        // The stream keeps to itself that a disk is full.
        if ((code == OK || code == DAMAGED_INPUT) && System.out.checkError()) {
            System.err.println("ribwatch: " + OUTPUT_FAILED);
            return FAILURE;
        }
        return code;
    }

    /**
     * What reads a command line. It knows the one command that is asked for: to look into all of them takes three times as
     * long as the Java machine's own start. If the first argument is none, it knows all, to tell of them.
     */
    static CommandLine line(String... words) {
        RibwatchCommand root = new RibwatchCommand();
        CommandLine line = new CommandLine(root);
        boolean one = words.length > 0 && COMMANDS.contains(words[0]);
        for (String name : one ? List.of(words[0]) : COMMANDS) {
            line.addSubcommand(name, command(name));
        }
        line.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().versionProvider(new Version()));
        line.setExecutionExceptionHandler(new Failure(root));
        line.setParameterExceptionHandler(new Wrong());
        return line;
    }

    // No lambdas: those of interfaces as old as picocli's are not archived for the next start, and cost it 8 ms.

    private static final class Failure implements CommandLine.IExecutionExceptionHandler {
        private final RibwatchCommand root;

        Failure(RibwatchCommand root) {
            this.root = root;
        }

        @Override
        public int handleExecutionException(Exception failure, CommandLine failed, CommandLine.ParseResult parsed) {
            if (failure instanceof BadUsageException wrong) {
                return wrong(wrong, failed.getCommandSpec().qualifiedName(" "), failed.getErr());
            }
            if (root.debug) {
                failure.printStackTrace(failed.getErr());
            } else {
                tell(failure, failed.getErr());
            }
            return FAILURE;
        }
    }

    private static final class Wrong implements CommandLine.IParameterExceptionHandler {
        @Override
        public int handleParseException(CommandLine.ParameterException wrong, String[] arguments) {
            CommandLine asked = wrong.getCommandLine();
            return wrong(wrong, asked.getCommandSpec().qualifiedName(" "), asked.getErr());
        }
    }

    private static Object command(String name) {
        return switch (name) {
            case "run" -> new RunCommand(new ConfigOption());
            case "check" -> new CheckCommand();
            case "demo" -> new DemoCommand();
            case "sessions" -> new SessionsCommand();
            case "networks" -> new NetworksCommand();
            case "alerts" -> new AlertsCommand();
            case "routes" -> new RoutesCommand();
            case "explain" -> new ExplainCommand();
            case "learn" -> new LearnCommand();
            case "replay" -> new ReplayCommand();
            case "diff-policy" -> new DiffPolicyCommand();
            case "schema" -> new SchemaCommand();
            default -> throw new IllegalArgumentException(name);
        };
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
    }

    /** Says in one line what is wrong with a command line, and gives the exit code of that. */
    static int wrong(Exception wrong, String command, PrintWriter errors) {
        errors.println("ribwatch: " + oneLine(wrong) + " (see " + command + " --help)");
        return BAD_INPUT;
    }

    /** Says in one line what has failed. */
    static void tell(Exception failure, PrintWriter errors) {
        errors.println("ribwatch: " + oneLine(failure));
    }

    private static String oneLine(Throwable failure) {
        String message = failure.getMessage();
        String text = message == null ? failure.getClass().getSimpleName() : message;
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
