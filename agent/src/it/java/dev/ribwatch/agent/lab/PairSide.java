package dev.ribwatch.agent.lab;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ribwatch.agent.lab.HookReceiver.Notice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** One agent of a pair, with a receiver and a BIRD of its own; both agents know their router by the same name. */
final class PairSide implements AutoCloseable {
    static final String ROUTER = "edge";
    /** The {@code for} of SplitView, unless a test wants another. */
    static final Duration SETTLE = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String RULE = "SplitView";

    private final Path directory;
    private final LabConfig config;
    private final InetSocketAddress other;
    private final HookReceiver hook;
    private final BirdRouter router;
    private UnaryOperator<String> change = yaml -> yaml;
    private AgentProcess agent;

    private PairSide(Path directory, LabConfig config, InetSocketAddress other, HookReceiver hook) throws IOException {
        this.directory = directory;
        this.config = config;
        this.other = other;
        this.hook = hook;
        this.router = new BirdRouter(config.seat(ROUTER), Files.createDirectories(directory.resolve(ROUTER)));
        this.agent = launch();
    }

    /** Two sides with agents that are ready, and routers that are not up. */
    static List<PairSide> two(Path scratch) throws IOException {
        HookReceiver firstHook = new HookReceiver();
        HookReceiver secondHook = new HookReceiver();
        LabConfig first = config(firstHook, "127.0.0.91");
        LabConfig second = config(secondHook, "127.0.0.92");
        return List.of(
                new PairSide(scratch.resolve("a"), first, second.http(), firstHook),
                new PairSide(scratch.resolve("b"), second, first.http(), secondHook));
    }

    private static LabConfig config(HookReceiver hook, String router) throws IOException {
        return LabConfig.create(hook.url(), null, List.of(new LabConfig.Member(ROUTER, router, LabConfig.EDGE_AS)));
    }

    private AgentProcess launch() throws IOException {
        return AgentProcess.start(directory, this::yaml, config.http(), "-Xmx256m");
    }

    private String yaml(Path state) {
        return change.apply(config.yaml(state)
                .replace("hold-time: 90s", "hold-time: 90s\n  pair: {url: \"http://" + authority(other) + "\"}")
                .replace(
                        "SessionDown: {keep-firing-for: 0s}",
                        "SessionDown: {keep-firing-for: 0s}\n    SplitView: {for: " + SETTLE.toSeconds()
                                + "s, keep-firing-for: 0s}"));
    }

    private static String authority(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** How its agent is called in texts. */
    String name() {
        return authority(config.http());
    }

    BirdRouter router() {
        return router;
    }

    AgentProcess agent() {
        return agent;
    }

    /** Kill -9. */
    void kill() {
        agent.process().kill();
    }

    /** Starts the agent that was killed, with its state and its configuration, and returns once it is ready. */
    void startAgain() throws IOException {
        agent = launch();
    }

    /** Puts another configuration into force, made of the one that it began with, and returns once it is. */
    void reload(UnaryOperator<String> next) throws IOException {
        change = next;
        String since = "ribwatch_config_last_reload_success_timestamp_seconds";
        double before = agent.metric(since);
        agent.reload(yaml(agent.directory()));
        Await.until("the file is in force", PATIENCE, () -> agent.metric(since) > before);
    }

    /** Whether the agent tells the other that it is still starting. */
    boolean starting() throws IOException {
        return Json.read(agent.text("/api/v1/pair")).path("starting").asBoolean(true);
    }

    boolean reachesTheOther() throws IOException {
        return agent.metric("ribwatch_pair_reachable") == 1;
    }

    double differences(String kind) throws IOException {
        return agent.metric("ribwatch_pair_differences{kind=\"" + kind + "\"}");
    }

    /** What the open SplitView says, or nothing: there is none. */
    String splitView() throws IOException {
        for (JsonNode row : agent.rows("alerts")) {
            if (row.path("labels").path("alertname").asText().equals(RULE)) {
                return row.path("annotations").path("summary").asText() + "\n"
                        + row.path("annotations").path("description").asText();
            }
        }
        return "";
    }

    /** Whether a rule fires, by what the receiver was told last. */
    boolean told(String rule) {
        return hook.firing().stream().anyMatch(labels -> rule.equals(labels.get("alertname")));
    }

    /** Notices of SplitView so far. */
    int notices() {
        return (int) hook.notices().stream().filter(notice -> notice.name().equals(RULE)).count();
    }

    /** Waits until the receiver was told of SplitView, once more than so many times, that it fires or is over. */
    Notice awaitNotice(int before, boolean firing) {
        return Await.value(
                        name() + (firing ? " tells of SplitView" : " says that SplitView is over"),
                        PATIENCE,
                        () -> hook.notices().stream()
                                .filter(notice -> notice.name().equals(RULE))
                                .skip(before)
                                .filter(notice -> notice.firing() == firing)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    @Override
    public void close() {
        router.close();
        agent.close();
        hook.close();
    }
}
