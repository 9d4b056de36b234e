package dev.ribwatch.agent.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The product as its users run it: the launcher, a configuration file, the HTTP API. */
public final class AgentProcess implements AutoCloseable {
    static final Duration START = Duration.ofMinutes(1);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Path directory;
    private final InetSocketAddress http;
    private final Subprocess process;

    private AgentProcess(Path directory, InetSocketAddress http, Subprocess process) {
        this.directory = directory;
        this.http = http;
        this.process = process;
    }

    /** Starts {@code ribwatch run} and returns once it is ready. */
    static AgentProcess start(Path parent, LabConfig config) throws IOException {
        return ready(launch(parent, config));
    }

    /**
     * The same with any configuration.
     *
     * @param yaml the configuration, given the directory for what the agent keeps
     * @param options of the Java machine, beside those of the launcher
     */
    public static AgentProcess start(Path parent, Function<Path, String> yaml, InetSocketAddress http, String options)
            throws IOException {
        return ready(launch(parent, yaml, http, options));
    }

    private static AgentProcess ready(AgentProcess agent) throws IOException {
        Await.until("the agent is ready:\n" + agent.process.output(), START, () -> {
            if (!agent.process.alive()) {
                throw new IllegalStateException("it ended:\n" + agent.process.output());
            }
            return agent.status("/readyz") == 200;
        });
        return agent;
    }

    /** Starts it without waiting for anything. */
    static AgentProcess launch(Path parent, LabConfig config) throws IOException {
        return launch(parent, config::yaml, config.http(), "-Xmx512m");
    }

    private static AgentProcess launch(
            Path parent, Function<Path, String> yaml, InetSocketAddress http, String options) throws IOException {
        Path directory = Files.createDirectories(parent.resolve("agent"));
        Path file = Files.writeString(directory.resolve("ribwatch.yaml"), yaml.apply(directory));
        Subprocess process = Subprocess.start(
                directory,
                Map.of("RIBWATCH_JAVA_OPTS", options),
                // A lab that runs under nohup must not hand its ignored signals on.
                List.of(
                        "env",
                        "--default-signal=HUP,INT,TERM",
                        LabFiles.launcher().toString(),
                        "run",
                        "-c",
                        file.toString()));
        return new AgentProcess(directory, http, process);
    }

    public Subprocess process() {
        return process;
    }

    /** Writes the configuration anew and sends SIGHUP. */
    void reload(String yaml) throws IOException {
        Files.writeString(directory.resolve("ribwatch.yaml"), yaml);
        process.signal("HUP");
    }

    Path directory() {
        return directory;
    }

    InetSocketAddress http() {
        return http;
    }

    public int status(String path) throws IOException {
        return send(path, "*/*").statusCode();
    }

    public String text(String path) throws IOException {
        return text(path, "*/*");
    }

    private String text(String path, String accept) throws IOException {
        HttpResponse<String> response = send(path, accept);
        if (response.statusCode() != 200) {
            throw new IOException(path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    private HttpResponse<String> send(String path, String accept) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + http.getAddress().getHostAddress() + ":" + http.getPort() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Accept", accept)
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    /** The rows of an answer such as {@code {"sessions": […]}}. */
    public List<JsonNode> rows(String what) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        Json.read(text("/api/v1/" + what)).path(what).forEach(rows::add);
        return rows;
    }

    public JsonNode session(String router) throws IOException {
        for (JsonNode row : rows("sessions")) {
            if (row.path("name").asText().equals(router)) {
                return row;
            }
        }
        throw new IOException("no session " + router);
    }

    public boolean established(String router) throws IOException {
        return session(router).path("state").asText().equals("Established");
    }

    /** Established, and the table of every family known to be whole. */
    public boolean converged(String router) throws IOException {
        JsonNode session = session(router);
        boolean whole = session.path("state").asText().equals("Established");
        for (JsonNode family : session.path("families")) {
            whole &= family.path("converged").asBoolean();
        }
        return whole;
    }

    /** Everything the agent holds of one router, as a stream of lines. */
    List<SentRoute> routes(String router) throws IOException {
        List<SentRoute> routes = new ArrayList<>();
        for (String line : lines("/api/v1/routes?router=" + router)) {
            JsonNode route = Json.read(line);
            List<String> communities = new ArrayList<>();
            route.path("communities").forEach(value -> communities.add(value.asText()));
            routes.add(SentRoute.of(
                    route.path("prefix").asText(),
                    route.path("as_path").asText(),
                    route.path("next_hop").asText(),
                    communities));
        }
        return routes;
    }

    /** An answer as a stream of JSON objects, one a line. */
    List<String> lines(String path) throws IOException {
        return text(path, "application/x-ndjson")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** The value of one sample of /metrics, such as {@code name{router="edge1"}}, labels in the order of the contract. */
    public double metric(String sample) throws IOException {
        for (String line : text("/metrics").replace(",}", "}").split("\n", -1)) {
            if (line.startsWith(sample + " ")) {
                return Double.parseDouble(line.substring(sample.length() + 1).split(" ", -1)[0]);
            }
        }
        throw new IOException("no sample " + sample);
    }

    @Override
    public void close() {
        process.close();
    }
}
