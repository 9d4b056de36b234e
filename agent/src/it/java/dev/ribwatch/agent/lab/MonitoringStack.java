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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The real Prometheus that scrapes the agent, and the real Alertmanager that it sends to. */
final class MonitoringStack implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private final HttpClient client = HttpClient.newHttpClient();
    private final InetSocketAddress prometheus;
    private final InetSocketAddress alertmanager;
    private final Subprocess scraper;
    private final Subprocess receiver;

    private MonitoringStack(
            InetSocketAddress prometheus, InetSocketAddress alertmanager, Subprocess scraper, Subprocess receiver) {
        this.prometheus = prometheus;
        this.alertmanager = alertmanager;
        this.scraper = scraper;
        this.receiver = receiver;
    }

    /** Starts both and returns once they answer. */
    static MonitoringStack start(Path parent, InetSocketAddress agent, InetSocketAddress alertmanager)
            throws IOException {
        InetSocketAddress prometheus = Address.free();
        Path scraping = Files.createDirectories(parent.resolve("prometheus"));
        Files.writeString(
                scraping.resolve("prometheus.yml"),
                """
                global: {scrape_interval: 1s, scrape_timeout: 1s}
                scrape_configs:
                  - job_name: ribwatch
                    static_configs: [{targets: ["%s"]}]
                """
                        .formatted(text(agent)));
        Subprocess scraper = Subprocess.start(
                scraping,
                Map.of(),
                List.of(
                        "prometheus",
                        "--config.file=prometheus.yml",
                        "--storage.tsdb.path=data",
                        "--web.listen-address=" + text(prometheus)));
        Path receiving = Files.createDirectories(parent.resolve("alertmanager"));
        Files.writeString(
                receiving.resolve("alertmanager.yml"),
                """
                route: {receiver: nobody, group_wait: 1s}
                receivers: [{name: nobody}]
                """);
        Subprocess receiver = Subprocess.start(
                receiving,
                Map.of(),
                List.of(
                        "prometheus-alertmanager",
                        "--config.file=alertmanager.yml",
                        "--storage.path=data",
                        "--cluster.listen-address=",
                        "--web.listen-address=" + text(alertmanager)));
        MonitoringStack stack = new MonitoringStack(prometheus, alertmanager, scraper, receiver);
        Await.until("Prometheus answers", START, () -> stack.get(prometheus, "/-/ready") != null);
        Await.until("Alertmanager answers", START, () -> stack.get(alertmanager, "/-/ready") != null);
        return stack;
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private String get(InetSocketAddress server, String path) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create("http://" + text(server) + path))
                        .timeout(Duration.ofSeconds(5))
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() != 200) {
            throw new IOException(path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    /** Prometheus' own word on the last scrape. */
    boolean up() throws IOException, InterruptedException {
        JsonNode result = Json.read(get(prometheus, "/api/v1/query?query=up"))
                .path("data")
                .path("result")
                .path(0);
        return result.path("value").path(1).asText().equals("1");
    }

    /** The active alerts that Alertmanager holds: labels to annotations. */
    Map<Map<String, String>, Map<String, String>> alerts() throws IOException, InterruptedException {
        Map<Map<String, String>, Map<String, String>> alerts = new HashMap<>();
        for (JsonNode alert : Json.read(get(alertmanager, "/api/v2/alerts?active=true"))) {
            alerts.put(HookReceiver.texts(alert.path("labels")), HookReceiver.texts(alert.path("annotations")));
        }
        return alerts;
    }

    @Override
    public void close() {
        scraper.close();
        receiver.close();
    }
}
