package dev.ribwatch.agent.demo;

import dev.ribwatch.agent.daemon.Agent;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The agent, the recorded routers, and the script that plays them. */
public final class Demo {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** How soon an end is noticed. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private static final Duration QUIET = Duration.ofMillis(1_500);
    private static final Duration SESSIONS = Duration.ofSeconds(10);

    private final PrintWriter out;
    private final int port;
    private final CountDownLatch end;
    private final long startNanos = System.nanoTime();
    private final long mostNanos;
    private boolean asExpected = true;

    /**
     * @param port of the HTTP listener on 127.0.0.1; 0: any that is free
     * @param seconds to run; 0: until the latch falls
     * @param end falls when the demo is to end
     */
    public Demo(PrintWriter out, int port, long seconds, CountDownLatch end) {
        this.out = out;
        this.port = port;
        this.end = end;
        this.mostNanos = seconds == 0 ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(seconds);
    }

    /**
     * Runs the scenario, then serves until the end.
     *
     * @return whether every step did what it is there to show
     */
    public boolean run() throws IOException, InterruptedException {
        Path state = Files.createTempDirectory("ribwatch-demo");
        try {
            Config config = config(state);
            Timeline timeline = new Timeline(out, System::nanoTime);
            try (Agent agent = new Agent(config, timeline, null)) {
                agent.start();
                play(agent, config, timeline);
            }
            timeline.summary();
        } finally {
            try (Stream<Path> files = Files.walk(state)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return asExpected;
    }

    private Config config(Path state) throws IOException {
        try (InputStream in = Demo.class.getResourceAsStream("demo.yaml")) {
            if (in == null) {
                throw new IOException("demo.yaml is not among the resources");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@STATE@", state.toString())
                    .replace("@PORT@", Integer.toString(port));
            Loaded loaded = new ConfigLoader().load(Files.writeString(state.resolve("demo.yaml"), text));
            if (loaded instanceof Loaded.Valid valid) {
                return valid.config();
            }
            throw new IOException(((Loaded.Invalid) loaded).problems().toString());
        }
    }

    private void play(Agent agent, Config config, Timeline timeline) throws IOException, InterruptedException {
        String program = System.getenv().getOrDefault("RIBWATCH_PROGRAM", "ribwatch");
        timeline.say("Ribwatch listens for BGP on " + agent.bgpText() + "; page and metrics: " + agent.url() + "/");
        timeline.say("Ask it from another terminal, such as: " + program + " networks --url " + agent.url());
        timeline.say(
                "The intent: on-prem (at edge1, edge2) and private-cloud (at pc-edge) each see azure-prod and, over");
        timeline.say(
                "two linked circuits, each other; nobody sends a default route. Waits are seconds here: an alert for");
        timeline.say("something missing comes after 3 s, and each stays until its cause was gone for 2 s.");
        Map<String, TapePlayer> players = new LinkedHashMap<>();
        for (String router : List.of("edge1", "edge2", "pc-edge")) {
            players.put(
                    router,
                    new TapePlayer(Tape.read(router), agent.bgpAddresses().get(0)));
        }
        try {
            timeline.step("Three edge routers connect and send their tables", Duration.ZERO);
            for (TapePlayer player : players.values()) {
                player.connect();
            }
            expect(converged(agent, players.keySet()) || isOver(), timeline, "not all sessions converged");
            pause(QUIET);
            expect(timeline.fired() == 0, timeline, "a healthy start must be silent");
            if (isOver()) {
                return;
            }
            timeline.say(agent.routesHeld() + " routes held; everything is as intended, no alert");
            for (Scenario.Step step : Scenario.STEPS) {
                if (isOver()) {
                    return;
                }
                play(step, players, config, timeline);
            }
            if (!isOver()) {
                timeline.say("The scenario is over; metrics and API stay up "
                        + (mostNanos == Long.MAX_VALUE ? "until Ctrl-C" : "for " + left() / 1_000_000_000 + " s more"));
            }
            pause(Duration.ofNanos(Long.MAX_VALUE));
        } finally {
            for (TapePlayer player : players.values()) {
                player.close();
            }
        }
    }

    private void play(Scenario.Step step, Map<String, TapePlayer> players, Config config, Timeline timeline)
            throws IOException, InterruptedException {
        int before = timeline.fired();
        timeline.step(step.what(), waits(step, config));
        for (String router : step.routers()) {
            TapePlayer player = players.get(router);
            if (player == null) {
                throw new IOException("the scenario names a router without a tape: " + router);
            }
            switch (step.kind()) {
                case PLAY -> player.play(step.tape());
                case LOSE -> player.close();
                case RETURN -> player.connect();
            }
        }
        if (!step.expect().isEmpty()) {
            boolean came = timeline.await(step.expect(), step.fires() ? step.count() : 0, PATIENCE, this::isOver);
            expect(came || isOver(), timeline, "expected " + step.count() + " x " + step.expect());
        }
        pause(QUIET);
        int fires = step.fires() ? step.count() : 0;
        expect(timeline.fired() - before <= fires || isOver(), timeline, "more fired than this step gives cause for");
    }

    /** What the rule waits by the config before it tells anyone. */
    private static Duration waits(Scenario.Step step, Config config) {
        RuleName rule = RuleName.parse(step.expect());
        if (rule == null || !step.fires()) {
            return Duration.ZERO;
        }
        if (rule == RuleName.SESSION_DOWN) {
            return config.routers().get(0).downGrace();
        }
        RuleConfig configured = config.policy().rules().get(rule);
        Duration waits = configured == null ? null : configured.forDuration();
        return waits == null ? rule.forDuration() : waits;
    }

    private void expect(boolean holds, Timeline timeline, String otherwise) {
        if (!holds) {
            asExpected = false;
            timeline.say("NOT AS EXPECTED: " + otherwise);
        }
    }

    private boolean converged(Agent agent, Collection<String> routers) throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (!isOver() && System.nanoTime() - began < SESSIONS.toNanos()) {
            if (agent.awaitConverged(routers, LOOK)) {
                return true;
            }
        }
        return false;
    }

    private long left() {
        return mostNanos == Long.MAX_VALUE ? mostNanos : mostNanos - (System.nanoTime() - startNanos);
    }

    private boolean isOver() {
        return end.getCount() == 0 || left() <= 0;
    }

    /** Lets the reader follow, and gives what must not happen the time to happen. */
    private void pause(Duration duration) throws InterruptedException {
        long nanos = Math.min(duration.toNanos(), left());
        if (end.await(nanos, TimeUnit.NANOSECONDS)) {
            out.flush();
        }
    }
}
