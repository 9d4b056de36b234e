package dev.ribwatch.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A receiver of webhooks: who fired, and when a prefix was first said to. */
public final class Hook implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Long> firstNanos = new ConcurrentHashMap<>();
    private final Set<String> alerts = new HashSet<>();
    private final AtomicLong lastNanos = new AtomicLong();
    private int requests;

    public Hook() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/hook", this::receive);
        server.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        long now = System.nanoTime();
        try (exchange) {
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            exchange.sendResponseHeaders(200, -1);
            for (JsonNode alert : body.path("alerts")) {
                JsonNode labels = alert.path("labels");
                if (alert.path("status").asText().equals("firing")
                        && labels.path("alertname").asText().equals("UnexpectedPrefix")) {
                    firstNanos.putIfAbsent(labels.path("prefix").asText(), now);
                    synchronized (alerts) {
                        alerts.add(labels.toString());
                    }
                    lastNanos.set(now);
                }
            }
            synchronized (alerts) {
                requests++;
            }
        }
    }

    /** Top-level configuration that sends everything here, at once. */
    public String config() {
        return """
                alerts:
                  group-wait: 0s
                  receivers:
                    - {name: hook, webhook: {url: "http://127.0.0.1:%d/hook"}}
                """.formatted(server.getAddress().getPort());
    }

    /** When a prefix was first said to be unexpected, {@link System#nanoTime}; 0 if it was not. */
    public long firstNanos(String prefix) {
        return firstNanos.getOrDefault(prefix, 0L);
    }

    /** Different alerts UnexpectedPrefix that fired. */
    public int alerts() {
        synchronized (alerts) {
            return alerts.size();
        }
    }

    /** Requests that came, whatever they said. */
    public int requests() {
        synchronized (alerts) {
            return requests;
        }
    }

    /** When the last alert UnexpectedPrefix came that fired, {@link System#nanoTime}. */
    public long lastNanos() {
        return lastNanos.get();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
