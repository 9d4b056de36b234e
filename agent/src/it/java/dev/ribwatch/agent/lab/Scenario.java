package dev.ribwatch.agent.lab;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ribwatch.agent.lab.EdgeRouter.Kind;
import dev.ribwatch.agent.lab.Fault.Alert;
import dev.ribwatch.agent.lab.Fault.Change;
import dev.ribwatch.agent.lab.Fault.Verb;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The scenario as it runs: the networks' routers, the agent, and what was done to them that is not undone yet. */
final class Scenario implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Pattern SECONDS_FROM_NOW = Pattern.compile("@(\\d+)s");
    private static final String RESTARTS = "graceful restart on; graceful restart time 60;";

    private final Map<String, EdgeRouter> routers = new LinkedHashMap<>();
    private final Map<String, Map<String, Route>> healthy = new HashMap<>();
    private final String yaml;
    private final AgentProcess agent;

    /** Prefixes that are not as they were, by router; the last one to be changed last. */
    private final Map<String, Set<String>> touched = new LinkedHashMap<>();

    private final Set<String> killed = new LinkedHashSet<>();
    private final Set<String> refusing = new LinkedHashSet<>();
    private boolean reloaded;

    private Scenario(String yaml, AgentProcess agent) {
        this.yaml = yaml;
        this.agent = agent;
    }

    /** Starts it all; returns when every router has converged. */
    static Scenario start(Path scratch, String hook, List<Change> healthy) throws IOException {
        InetSocketAddress bgp = Address.free();
        InetSocketAddress http = Address.free();
        String yaml = Files.readString(file("scenario.yaml"))
                .replace("\"BGP\"", "\"127.0.0.1:" + bgp.getPort() + "\"")
                .replace("\"HTTP\"", "\"127.0.0.1:" + http.getPort() + "\"")
                .replace("\"HOOK\"", "\"" + hook + "\"");
        AgentProcess agent =
                AgentProcess.start(scratch, directory -> stateIn(yaml, directory), http, "-Xmx512m");
        Scenario scenario = new Scenario(stateIn(yaml, agent.directory()), agent);
        scenario.place(scratch, bgp);
        for (Change change : healthy) {
            for (Route route : change.routes()) {
                scenario.healthy.get(change.router()).put(route.prefix(), route);
            }
        }
        for (EdgeRouter router : scenario.routers.values()) {
            router.announce(scenario.healthy.get(router.seat().name()).values());
            router.start();
        }
        scenario.routers.keySet().forEach(scenario::converged);
        return scenario;
    }

    private static String stateIn(String yaml, Path directory) {
        return yaml.replace("\"STATE\"", "\"" + directory + "\"");
    }

    static Path file(String name) {
        return LabFiles.root().resolve("agent/src/it/resources/dev/ribwatch/agent/lab").resolve(name);
    }

    /** One daemon of each kind for one network each, and a second edge of the first. */
    private void place(Path scratch, InetSocketAddress bgp) throws IOException {
        put(Kind.BIRD.at(new Seat("edge1", "127.0.0.81", 65010, bgp, LabConfig.AGENT_AS), scratch));
        Seat second = new Seat("edge2", "127.0.0.82", 65010, bgp, LabConfig.AGENT_AS);
        put(new BirdRouter(second, Files.createDirectories(scratch.resolve(second.name()))).with(RESTARTS));
        put(Kind.GOBGP.at(new Seat("pc-edge", "127.0.0.83", 65020, bgp, LabConfig.AGENT_AS), scratch));
        put(Kind.FRR.at(new Seat("azure-rs", "127.0.0.84", 65515, bgp, LabConfig.AGENT_AS), scratch));
        put(Kind.OPENBGPD.at(new Seat("partner-rt", "127.0.0.85", 65040, bgp, LabConfig.AGENT_AS), scratch));
    }

    private void put(EdgeRouter router) {
        routers.put(router.seat().name(), router);
        healthy.put(router.seat().name(), new LinkedHashMap<>());
    }

    private EdgeRouter router(String name) {
        return Objects.requireNonNull(routers.get(name), name);
    }

    private void converged(String router) {
        Await.until(router + " has converged", PATIENCE, () -> agent.converged(router));
    }

    /** Every alert that is open, by the API. */
    Set<Alert> open() throws IOException {
        Set<Alert> open = new HashSet<>();
        for (JsonNode row : agent.rows("alerts")) {
            open.add(new Alert(
                    HookReceiver.texts(row.path("labels")),
                    row.path("state").asText(),
                    row.path("unknown").asBoolean()));
        }
        return open;
    }

    List<JsonNode> alerts() throws IOException {
        return agent.rows("alerts");
    }

    /** What the open alerts say. */
    List<String> descriptions() throws IOException {
        return alerts().stream()
                .map(row -> row.path("annotations").path("description").asText())
                .toList();
    }

    /**
     * Does it and returns once the agent has heard of it.
     *
     * @param opens the rule of which something is to come of what is done again and again
     */
    void make(Change change, String opens) throws IOException {
        switch (change.verb()) {
            case ANNOUNCE, WITHDRAW -> change(change);
            case KILL -> {
                router(change.router()).kill();
                killed.add(change.router());
                Await.until(change.router() + " is missed", PATIENCE, () -> !agent.established(change.router()));
            }
            case START -> start(change.router());
            case FLAP -> {
                Route route = change.routes().get(0);
                Change there = new Change(Verb.ANNOUNCE, change.router(), change.routes(), "");
                Change gone = new Change(Verb.WITHDRAW, change.router(), change.routes(), "");
                again(opens, () -> {
                    boolean is = held(change.router(), route.prefix()) != null;
                    make(is ? gone : there, opens);
                    settled(change.router(), List.of(route.prefix()));
                });
            }
            case RESET -> again(opens, () -> {
                converged(change.router());
                int flaps = flaps(change.router());
                ((BirdRouter) router(change.router())).restartSession();
                Await.until(change.router() + " is lost", PATIENCE, () -> flaps(change.router()) > flaps);
            });
            case REFUSE -> {
                int flaps = flaps(change.router());
                refusing.add(change.router());
                ((FrrRouter) router(change.router())).speakIpv6(false);
                Await.until(change.router() + " is lost", PATIENCE, () -> flaps(change.router()) > flaps);
            }
            case RELOAD, BREAK -> {
                String[] edit = change.argument().split(" => ", 2);
                String changed = yaml.replace(edit[0], dated(edit[1]));
                if (changed.equals(yaml)) {
                    throw new IllegalStateException("not in scenario.yaml: " + edit[0]);
                }
                reloaded = true;
                reload(changed, change.verb() == Verb.RELOAD);
            }
        }
    }

    /** With the time for each {@code @Ns}: so many seconds from now, whole ones, as a configuration has them. */
    private static String dated(String text) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return SECONDS_FROM_NOW
                .matcher(text)
                .replaceAll(found ->
                        now.plusSeconds(Long.parseLong(found.group(1))).toString());
    }

    private interface Step {
        void run() throws IOException;
    }

    private void again(String rule, Step step) {
        Await.until(rule + " comes of it", PATIENCE, () -> {
            step.run();
            return open().stream().anyMatch(alert -> alert.rule().equals(rule));
        });
    }

    private int flaps(String router) throws IOException {
        return agent.session(router).path("flaps").asInt();
    }

    private void start(String name) throws IOException {
        router(name).start();
        killed.remove(name);
        converged(name);
    }

    private void change(Change change) throws IOException {
        Set<String> changed = touched.computeIfAbsent(change.router(), router -> new LinkedHashSet<>());
        change.routes().forEach(route -> changed.add(route.prefix()));
        if (change.verb() == Verb.ANNOUNCE) {
            router(change.router()).announce(change.routes());
        } else {
            router(change.router()).withdraw(prefixes(change.routes()));
        }
    }

    private static String[] prefixes(Collection<Route> routes) {
        return routes.stream().map(Route::prefix).toArray(String[]::new);
    }

    private void reload(String text, boolean good) throws IOException {
        String last = "ribwatch_config_last_reload_success_timestamp_seconds";
        double before = agent.metric(last);
        agent.reload(text);
        Await.until("the configuration is judged", PATIENCE, () -> good
                ? agent.metric(last) > before
                : agent.metric("ribwatch_config_last_reload_successful") == 0);
    }

    /** Returns once the agent holds what the routers were told to send, of all that was changed. */
    void settled() {
        touched.forEach((router, prefixes) -> {
            if (!killed.contains(router)) {
                List<String> all = List.copyOf(prefixes);
                settled(router, all.size() < 2 ? all : List.of(all.get(0), all.get(all.size() - 1)));
            }
        });
    }

    private void settled(String name, List<String> prefixes) {
        EdgeRouter router = router(name);
        for (String prefix : prefixes) {
            String told = router.routes().stream()
                    .filter(route -> route.prefix().equals(prefix))
                    .map(route -> SentRoute.of(prefix, router.ownPath(text(route)), "", List.of()).asPath())
                    .findFirst()
                    .orElse(null);
            Await.value(
                    name + " says " + prefix + " " + told,
                    PATIENCE,
                    () -> String.valueOf(held(name, prefix)),
                    held -> held.equals(String.valueOf(told)));
        }
    }

    private static String text(Route route) {
        return String.join(" ", route.path().stream().map(String::valueOf).toList());
    }

    /** The AS path of a route that the agent holds; null if it holds none. */
    private @Nullable String held(String router, String prefix) throws IOException {
        JsonNode routes = Json.read(agent.text("/api/v1/routes?match=exact&router=" + router + "&prefix="
                        + URLEncoder.encode(prefix, StandardCharsets.UTF_8)))
                .path("routes");
        return routes.isEmpty() ? null : routes.path(0).path("as_path").asText();
    }

    /** Undoes all that was done, the last first, and returns once the agent holds what healthy routers send. */
    void undo() throws IOException {
        if (reloaded) {
            reload(yaml, true);
            reloaded = false;
        }
        for (String router : refusing) {
            ((FrrRouter) router(router)).speakIpv6(true);
        }
        List<String> last = new ArrayList<>(touched.keySet());
        for (int i = last.size() - 1; i >= 0; i--) {
            restore(last.get(i));
        }
        for (String router : List.copyOf(killed)) {
            start(router);
        }
        for (String router : refusing) {
            Await.until(router + " speaks IPv6 again", PATIENCE, () -> agent.rows("alerts").isEmpty());
        }
        refusing.clear();
        last.forEach(this::converged);
        settled();
        touched.clear();
    }

    private void restore(String name) throws IOException {
        Map<String, Route> before = healthy.get(name);
        List<Route> back = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        for (String prefix : touched.get(name)) {
            Route route = before.get(prefix);
            if (route == null) {
                gone.add(prefix);
            } else {
                back.add(route);
            }
        }
        if (!back.isEmpty()) {
            router(name).announce(back);
        }
        if (!gone.isEmpty()) {
            router(name).withdraw(gone.toArray(String[]::new));
        }
    }

    @Override
    public void close() {
        routers.values().forEach(EdgeRouter::close);
        agent.close();
    }
}
