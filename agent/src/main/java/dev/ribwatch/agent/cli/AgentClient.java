package dev.ribwatch.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ribwatch.exporter.client.TrustedCertificates;
import dev.ribwatch.exporter.sink.Printable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
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
            throw new IOException("no agent answers at " + url + " (" + reason(e) + ")", e);
        }
        if (response.statusCode() == 200) {
            return body(response, accept);
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

    /** The answer, if it is of the kind that was asked for: what answers at an address need not be an agent. */
    private InputStream body(HttpResponse<InputStream> response, String accept) throws IOException {
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (!type.startsWith(accept)) {
            response.body().close();
            throw new IOException("what answers at " + url + " is no Ribwatch: it sent "
                    + (type.isEmpty() ? "no Content-Type" : Printable.of(type, 80)) + " instead of " + accept);
        }
        return response.body();
    }

    private String reason(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "its name is not known";
            }
        }
        if (failure.getMessage() == null) {
            return "connection refused";
        }
        return url.startsWith("http:") && failure.getMessage().contains("received no bytes")
                ? "it closed the connection; where the agent has a certificate, the URL begins with https"
                : failure.getMessage();
    }

    /** @throws IOException names the file and never says what is in it */
    private static String token(Path file) throws IOException {
        String token;
        try {
            token = Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file", e);
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": not text", e);
        }
        if (token.isEmpty() || !token.chars().allMatch(octet -> octet > ' ' && octet < 0x7f)) {
            throw new IOException(file + ": a bearer token is one word of ASCII");
        }
        return token;
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
