package dev.ribwatch.agent.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.ribwatch.agent.demo.Demo;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ribwatch demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Plays recorded edge routers into the agent, on loopback: a healthy start, then each classic failure.",
            "Prints alerts as they fire and resolve; serves metrics and API meanwhile. Needs no config and no root."
        })
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--seconds", paramLabel = "N", description = "End after N seconds; 0: at Ctrl-C (the default).")
    private long seconds;

    @Option(
            names = "--port",
            paramLabel = "P",
            defaultValue = "9797",
            description = "Port of metrics and API on 127.0.0.1; 0: any (default: ${DEFAULT-VALUE}).")
    private int port;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (seconds < 0) {
            throw new ParameterException(spec.commandLine(), "--seconds must be 0 or more");
        }
        if (port < 0 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--port must be 0 to 65535");
        }
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        CountDownLatch end = new CountDownLatch(1);
        ProcessSignal.listen("INT", end::countDown);
        ProcessSignal.listen("TERM", end::countDown);
        boolean asExpected = new Demo(spec.commandLine().getOut(), port, seconds, end).run();
        return asExpected ? RibwatchCommand.OK : RibwatchCommand.FAILURE;
    }
}
