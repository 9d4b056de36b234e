package dev.ribwatch.agent.cli;

import dev.ribwatch.agent.daemon.Agent;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import dev.ribwatch.config.source.Problem;
import dev.ribwatch.exporter.alert.AlertListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
        description =
                "Runs the agent until SIGTERM or SIGINT. SIGHUP loads the config again, as does a change of its files with agent.reload-on-change.")
final class RunCommand implements Callable<Integer> {
    private static final int MOST_SIGNALS = 16;
    private static final int LOOK_SECONDS = 1;

    private enum Signal {
        RELOAD,
        /** The files have changed. */
        CHANGED,
        END
    }

    @Mixin
    private final ConfigOption config;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    private final ConfigWatch watch = new ConfigWatch();
    /** What was warned of last. */
    private List<Problem> warnings = List.of();

    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>(MOST_SIGNALS);

    RunCommand(ConfigOption config) {
        this.config = config;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return run(spec.commandLine().getErr());
    }

    int run(PrintWriter errors) throws IOException, InterruptedException {
        Config loaded = config.load(errors);
        if (loaded == null) {
            return RibwatchCommand.BAD_INPUT;
        }
        warnings = config.warnings();
        watch.watch(config.files(), ConfigWatch.look(config.files()));
        Logger log = LoggerFactory.getLogger(RunCommand.class);
        try (Agent agent = new Agent(loaded, AlertListener.NONE, loaded.agent().stateDirectory())) {
            if (!ProcessSignal.listen("HUP", () -> signals.offer(Signal.RELOAD))) {
                log.warn("SIGHUP is ignored, as this process was started (nohup does that): it will not load the config"
                        + " again");
            }
            ProcessSignal.listen("TERM", () -> signals.offer(Signal.END));
            ProcessSignal.listen("INT", () -> signals.offer(Signal.END));
            agent.start();
            log.info("Listening for BGP on {}, HTTP on {}", agent.bgpText(), agent.url());
            Signal signal = await(agent);
            while (signal != Signal.END) {
                reload(agent, log, signal == Signal.CHANGED);
                signal = await(agent);
            }
            log.info("Ending: sessions are closed with Cease, Administrative Shutdown");
        }
        return RibwatchCommand.OK;
    }

    /** The next signal; or that the files have changed, if that is to count as one. */
    private Signal await(Agent agent) throws InterruptedException {
        while (true) {
            Signal signal = signals.poll(LOOK_SECONDS, TimeUnit.SECONDS);
            if (signal != null) {
                return signal;
            }
            if (agent.config().agent().reloadOnChange() && watch.changed()) {
                return Signal.CHANGED;
            }
        }
    }

    private Loaded load() {
        String before = watch.look();
        Loaded loaded = new ConfigLoader().load(config.file());
        // The files may be others than before: what changes while they are read for the first time is seen by SIGHUP
        // only.
        watch.watch(loaded.files(), loaded.files().equals(watch.files()) ? before : ConfigWatch.look(loaded.files()));
        return loaded;
    }

    /** @param ifOther does nothing if what is loaded is what is in force, and warns of it only if otherwise than before */
    private void reload(Agent agent, Logger log, boolean ifOther) throws InterruptedException {
        String reason;
        try {
            Loaded next = load();
            if (ifOther
                    && next instanceof Loaded.Valid same
                    && same.config().equals(agent.config())
                    && !agent.isReloadFailed()) {
                // What is no part of the configuration may decide what is warned of.
                if (!next.warnings().equals(warnings)) {
                    log.info("{} differs in nothing but what is warned of", config.file());
                    warn(next, log);
                }
                return;
            }
            warn(next, log);
            if (next instanceof Loaded.Valid valid) {
                agent.reload(valid.config());
                log.info("Reloaded {}", config.file());
                return;
            }
            List<Problem> problems = ((Loaded.Invalid) next).problems();
            problems.forEach(problem -> log.error("{}", problem));
            log.error("Not reloaded, the configuration before stays in force");
            reason = problems.get(0) + (problems.size() > 1 ? ", and " + (problems.size() - 1) + " more" : "");
        } catch (IOException e) {
            log.error("Not reloaded, the configuration before stays in force: {}", e.getMessage());
            reason = String.valueOf(e.getMessage());
        } catch (RuntimeException e) {
            log.error("Not reloaded, or not whole, for a defect of ours; restart when convenient", e);
            reason = "a defect of ours, see the log";
        }
        agent.reloadFailed(reason);
    }

    private void warn(Loaded next, Logger log) {
        warnings = next.warnings();
        warnings.forEach(warning -> log.warn("{}", warning));
    }
}
