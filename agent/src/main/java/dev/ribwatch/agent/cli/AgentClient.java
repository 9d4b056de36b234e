package dev.ribwatch.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command asks the running agent: options, and one HTTP request. */
final class AgentClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:RIBWATCH_URL:-http://127.0.0.1:9797}",
            description = "The agent's HTTP listener (default: $RIBWATCH_URL, else http://127.0.0.1:9797).")
    private String url = "http://127.0.0.1:9797";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with the bearer token, where the agent asks for one.")
    private @Nullable Path tokenFile;

    @Option(names = "--json", description = "Print JSON, as the API gives it.")
    private boolean json;

    /** Whether the output is for programs. */
    boolean json() {
        return json;
    }

    /** One answer as a tree. */
    JsonNode get(String path) throws IOException, InterruptedException {
        try (InputStream body = open(path, "application/json")) {
            return JSON.readTree(body);
        }
    }

    /** An answer of one JSON object a line, as it comes. */
    void stream(String path, Consumer<String> line) throws IOException, InterruptedException {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(open(path, "application/x-ndjson"), StandardCharsets.UTF_8))) {
            for (String next = reader.readLine(); next != null; next = reader.readLine()) {
                if (!next.isBlank()) {
                    line.accept(next);
                }
            }
        }
    }

    static JsonNode parse(String line) throws IOException {
        return JSON.readTree(line);
    }

    private InputStream open(String path, String accept) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(30))
                .header("Accept", accept);
        if (tokenFile != null) {
            request.header(
                    "Authorization", "Bearer " + Files.readString(tokenFile).strip());
        }
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        HttpResponse<InputStream> response;
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            String reason = e.getMessage() == null ? "connection refused" : e.getMessage();
            throw new IOException("no agent answers at " + url + " (" + reason + ")", e);
        }
        if (response.statusCode() == 200) {
            return response.body();
        }
        try (InputStream body = response.body()) {
            String text = new String(body.readNBytes(4_096), StandardCharsets.UTF_8);
            throw new IOException("the agent answers " + response.statusCode() + ": " + error(text));
        }
    }

    private static String error(String body) {
        try {
            JsonNode error = JSON.readTree(body).path("error");
            return error.isTextual() ? error.asText() : body;
        } catch (IOException e) {
            return body;
        }
    }
}
