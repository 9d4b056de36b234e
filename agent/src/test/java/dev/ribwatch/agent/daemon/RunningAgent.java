package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import dev.ribwatch.exporter.alert.AlertListener;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The real agent on free ports of loopback, and a router of AS 65010 at 127.0.0.11 that says what a test wants. */
final class RunningAgent implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final String MARKER = "ff".repeat(16);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path directory;
    private final Agent agent;
    private final Config config;
    /** What fired and what ended: {@code UnexpectedDefaultRoute firing}. */
    private final List<String> heard = new CopyOnWriteArrayList<>();

    /** Why what ended did, by the rule and the router. */
    private final Map<String, String> ends = new ConcurrentHashMap<>();

    private Socket router = new Socket();

    RunningAgent(Path directory, String yaml) throws IOException {
        this(directory, yaml, null);
    }

    /** @param state where is kept what outlasts a restart */
    RunningAgent(Path directory, String yaml, @Nullable Path state) throws IOException {
        this.directory = directory;
        config = load(yaml);
        AlertListener listener = (alert, at) -> {
            heard.add(alert.labels().get("alertname") + " " + alert.status());
            if (!alert.firing()) {
                ends.put(
                        alert.labels().get("alertname") + " " + alert.labels().get("router"),
                        alert.annotations().getOrDefault("resolved_because", ""));
            }
        };
        agent = new Agent(config, listener, state);
        agent.start();
    }

    Config load(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("ribwatch.yaml"), yaml);
        Loaded loaded = new ConfigLoader().load(file);
        assertThat(loaded).as("%s", loaded).isInstanceOf(Loaded.Valid.class);
        return ((Loaded.Valid) loaded).config();
    }

    Agent agent() {
        return agent;
    }

    Config config() {
        return config;
    }

    /** Waits for a moment at which this gives true, and fails without one. */
    static void await(String what, Callable<Boolean> holds) throws Exception {
        for (long end = System.nanoTime() + PATIENCE_NANOS; !holds.call(); Thread.onSpinWait()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
        }
    }

    List<String> heard() {
        return heard;
    }

    Map<String, String> ends() {
        return Map.copyOf(ends);
    }

    // HTTP.

    String get(String path, String accept) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + agent.httpAddress().getPort() + path);
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(uri).header("Accept", accept).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    JsonNode json(String path) throws Exception {
        return JSON.readTree(get(path, "application/json"));
    }

    List<String> metrics() throws Exception {
        return get("/metrics", "application/openmetrics-text; version=1.0.0")
                .lines()
                .filter(line -> line.startsWith("ribwatch_"))
                .toList();
    }

    List<String> metrics(String start) throws Exception {
        return metrics().stream().filter(line -> line.startsWith(start)).toList();
    }

    // BGP.

    /** Establishes the router's session (RFC 4271 section 4.2): IPv4 and IPv6, four-octet AS numbers. */
    void connect() throws IOException {
        connect("127.0.0.11");
    }

    /** The same from another address; what is said from then on is said there. */
    void connect(String from) throws IOException {
        router = new Socket();
        router.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        router.connect(agent.bgpAddresses().get(0), 10_000);
        router.setSoTimeout(60_000);
        String capabilities = "0104 0001 00 01" + "0104 0002 00 01" + "4104 0000fdf2";
        String parameters = "0212" + capabilities;
        send("01", "04" + "fdf2" + "005a" + "c000020b" + "14" + parameters);
        DataInputStream in = new DataInputStream(router.getInputStream());
        assertThat(skipMessage(in)).isEqualTo(1);
        send("04", "");
        assertThat(skipMessage(in)).isEqualTo(4);
    }

    /** The router closes its connection. */
    void hangUp() throws IOException {
        router.close();
    }

    private static int skipMessage(DataInputStream in) throws IOException {
        byte[] header = in.readNBytes(19);
        in.skipNBytes(((header[16] & 0xff) << 8 | header[17] & 0xff) - 19);
        return header[18];
    }

    /** IPv4 routes with the AS path 65010. */
    void announce(String... prefixes) throws IOException {
        String attributes = "400101 00" + "400206 0201 0000fdf2" + "400304 c000020b";
        send("02", "0000" + "0014" + attributes + nlri(prefixes));
    }

    void withdraw(String... prefixes) throws IOException {
        String nlri = nlri(prefixes);
        send("02", String.format("%04x", nlri.length() / 2) + nlri + "0000");
    }

    /** End-of-RIB of both families (RFC 4724 section 2). */
    void endOfRib() throws IOException {
        send("02", "0000" + "0000");
        send("02", "0000" + "0006" + "800f03 0002 01");
    }

    private static String nlri(String... prefixes) throws IOException {
        StringBuilder nlri = new StringBuilder();
        for (String prefix : prefixes) {
            String[] parts = prefix.split("/", -1);
            int length = Integer.parseInt(parts[1]);
            String address =
                    HexFormat.of().formatHex(InetAddress.getByName(parts[0]).getAddress());
            nlri.append(String.format("%02x", length)).append(address, 0, (length + 7) / 8 * 2);
        }
        return nlri.toString();
    }

    private void send(String type, String body) throws IOException {
        byte[] octets = HexFormat.of().parseHex((type + body).replace(" ", ""));
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(HexFormat.of().parseHex(MARKER));
        message.write(octets.length + 18 >>> 8);
        message.write(octets.length + 18);
        message.writeBytes(octets);
        router.getOutputStream().write(message.toByteArray());
    }

    /** Names of the sessions that there are. */
    List<String> sessions() throws Exception {
        List<String> names = new ArrayList<>();
        json("/api/v1/sessions")
                .path("sessions")
                .forEach(row -> names.add(row.path("name").asText()));
        return names;
    }

    @Override
    public void close() throws IOException {
        router.close();
        agent.close();
    }
}
