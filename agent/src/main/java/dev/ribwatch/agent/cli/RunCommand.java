package dev.ribwatch.agent.cli;

import dev.ribwatch.agent.daemon.Agent;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import dev.ribwatch.exporter.alert.AlertListener;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ribwatch run}: the daemon. SIGHUP reloads, SIGTERM and SIGINT end it. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs the agent until SIGTERM or SIGINT. SIGHUP loads the config again.")
final class RunCommand implements Callable<Integer> {
    private static final int MOST_SIGNALS = 16;

    private enum Signal {
        RELOAD,
        END
    }

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>(MOST_SIGNALS);

    @Override
    public Integer call() throws IOException, InterruptedException {
        Config loaded = config.load(spec.commandLine().getErr());
        if (loaded == null) {
            return RibwatchCommand.BAD_INPUT;
        }
        Logger log = LoggerFactory.getLogger(RunCommand.class);
        try (Agent agent = new Agent(loaded, AlertListener.NONE)) {
            if (!ProcessSignal.listen("HUP", () -> signals.offer(Signal.RELOAD))) {
                log.warn("SIGHUP is ignored, as this process was started (nohup does that): it will not load the config"
                        + " again");
            }
            ProcessSignal.listen("TERM", () -> signals.offer(Signal.END));
            ProcessSignal.listen("INT", () -> signals.offer(Signal.END));
            agent.start();
            log.info("Listening for BGP on {}, HTTP on {}", agent.bgpText(), agent.url());
            while (signals.take() == Signal.RELOAD) {
                reload(agent, log);
            }
            log.info("Ending: sessions are closed with Cease, Administrative Shutdown");
        }
        return RibwatchCommand.OK;
    }

    private void reload(Agent agent, Logger log) throws InterruptedException {
        try {
            Loaded next = new ConfigLoader().load(config.file());
            next.warnings().forEach(warning -> log.warn("{}", warning));
            if (next instanceof Loaded.Valid valid) {
                agent.reload(valid.config());
                log.info("Reloaded {}", config.file());
                return;
            }
            ((Loaded.Invalid) next).problems().forEach(problem -> log.error("{}", problem));
            log.error("Not reloaded, the configuration before stays in force");
        } catch (IOException e) {
            log.error("Not reloaded, the configuration before stays in force: {}", e.getMessage());
        } catch (RuntimeException e) {
            log.error("Not reloaded, or not whole, for a defect of ours; restart when convenient", e);
        }
        agent.reloadFailed();
    }
}
