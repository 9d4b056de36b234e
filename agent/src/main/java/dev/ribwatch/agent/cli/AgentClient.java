package dev.ribwatch.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ribwatch.exporter.client.TrustedCertificates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
            defaultValue = "${env:RIBWATCH_TOKEN_FILE}",
            description = "File with the bearer token, where the agent asks for one (default: $RIBWATCH_TOKEN_FILE).")
    private @Nullable Path tokenFile;

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            defaultValue = "${env:RIBWATCH_CACERT}",
            description = "PEM file of the CA, or of the certificate itself, to trust instead of the system's"
                    + " (default: $RIBWATCH_CACERT).")
    private @Nullable Path cacert;

    @Option(
            names = "--json",
            description = "Print JSON, as the API gives it: one document; for routes NDJSON, one object a line.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

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

    /** An answer of one JSON object a line, as it comes, until it ends or no more is wanted. */
    void stream(String path, Predicate<String> line) throws IOException, InterruptedException {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(open(path, "application/x-ndjson"), StandardCharsets.UTF_8))) {
            for (String next = reader.readLine(); next != null; next = reader.readLine()) {
                if (!next.isBlank() && !line.test(next)) {
                    return;
                }
            }
        }
    }

    static JsonNode parse(String line) throws IOException {
        return JSON.readTree(line);
    }

    /** An answer as text; the question may take the agent minutes. */
    String text(String path, @Nullable String body) throws IOException, InterruptedException {
        try (InputStream answer = open(path, "application/yaml", body, Duration.ofMinutes(10))) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private InputStream open(String path, String accept) throws IOException, InterruptedException {
        return open(path, accept, null, Duration.ofSeconds(30));
    }

    private InputStream open(String path, String accept, @Nullable String body, Duration patience)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path)).timeout(patience).header("Accept", accept);
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        if (tokenFile != null) {
            request.header("Authorization", "Bearer " + token(tokenFile));
        }
        HttpClient.Builder client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5));
        if (cacert != null) {
            client.sslContext(TrustedCertificates.of(cacert));
        }
        HttpResponse<InputStream> response;
        try {
            response = client.build().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (SSLException e) {
            throw new IOException(
                    "TLS with " + url + " failed (" + e.getMessage() + "); --cacert names a CA to trust", e);
        } catch (IOException e) {
            String reason = e.getMessage() == null ? "connection refused" : e.getMessage();
            throw new IOException("no agent answers at " + url + " (" + reason + ")", e);
        }
        if (response.statusCode() == 200) {
            return response.body();
        }
        try (InputStream answer = response.body()) {
            String text = new String(answer.readNBytes(4_096), StandardCharsets.UTF_8);
            String message = "the agent answers " + response.statusCode() + ": " + error(text);
            if (response.statusCode() == 400) {
                throw new ParameterException(spec.commandLine(), message);
            }
            throw new IOException(message);
        }
    }

    private static String token(Path file) throws IOException {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file", e);
        }
    }

    private URI uri(String path) {
        try {
            URI uri = new URI(url.endsWith("/") ? url.substring(0, url.length() - 1) + path : url + path);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // The same as one without a host.
        }
        throw new ParameterException(spec.commandLine(), "--url: not an http or https URL: " + url);
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
