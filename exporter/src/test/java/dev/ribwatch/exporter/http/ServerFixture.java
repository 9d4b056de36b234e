package dev.ribwatch.exporter.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ribwatch.config.HttpConfig;
import dev.ribwatch.config.Secret;
import dev.ribwatch.exporter.alert.ActiveAlert;
import dev.ribwatch.exporter.metrics.Exposition;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server on the loopback address in front of {@link FakeQueries}, and ways to ask it: by a client, or octet by octet. */
abstract class ServerFixture {
    static final ObjectMapper JSON = new ObjectMapper();
    static final HttpLimits LIMITS = new HttpLimits(
            8,
            4_096,
            8_192,
            1 << 20,
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60));
    private static final HttpLimits IMPATIENT = new HttpLimits(
            8,
            4_096,
            8_192,
            1 << 20,
            Duration.ofMillis(500),
            Duration.ofSeconds(60),
            Duration.ofMillis(500),
            Duration.ofMillis(500));

    static final HttpClient CLIENT = HttpClient.newHttpClient();

    final FakeQueries queries = new FakeQueries();
    final Exposition exposition = new Exposition(System::nanoTime);
    HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = serve(config(null), LIMITS);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    HttpServer serve(HttpConfig config, HttpLimits limits) throws IOException {
        HttpServer server = new HttpServer(
                config, exposition, queries, () -> CompletableFuture.completedStage(List.of(alert())), limits);
        server.start();
        return server;
    }

    static HttpConfig config(String token) {
        Secret secret = token == null ? null : new Secret("test", token.getBytes(StandardCharsets.UTF_8));
        return new HttpConfig(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null, secret, false);
    }

    private static ActiveAlert alert() {
        return new ActiveAlert(
                "0123",
                "firing",
                new TreeMap<>(Map.of("alertname", "MissingPrefix", "router", "edge1")),
                new TreeMap<>(Map.of("summary", "gone")),
                Instant.parse("2026-03-01T12:00:00Z"),
                true,
                false,
                List.of("on-call"));
    }

    void becomeImpatient() throws IOException {
        server.close();
        server = serve(config(null), IMPATIENT);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                .timeout(Duration.ofSeconds(60));
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    String raw(String text) throws IOException {
        try (Socket socket = connect();
                InputStream in = socket.getInputStream()) {
            send(socket, text);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
