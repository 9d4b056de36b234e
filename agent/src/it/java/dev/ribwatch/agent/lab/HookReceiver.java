package dev.ribwatch.agent.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A receiver of webhooks that keeps what it takes, and can hang or refuse. */
final class HookReceiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Notice> notices = new ArrayList<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile int status = 200;

    /** One alert of one request, with the time at which the request came in. */
    record Notice(long arrivedNanos, String status, Map<String, String> labels, Map<String, String> annotations) {
        String name() {
            return labels.getOrDefault("alertname", "");
        }

        boolean firing() {
            return status.equals("firing");
        }
    }

    HookReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(Address.ip("127.0.0.1"), 0), 0);
        server.setExecutor(threads);
        server.createContext("/hook", this::receive);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    private void receive(HttpExchange exchange) throws IOException {
        long now = System.nanoTime();
        try (exchange) {
            JsonNode body = Json.read(exchange.getRequestBody().readAllBytes());
            gate.await();
            if (status != 200) {
                exchange.sendResponseHeaders(status, -1);
                return;
            }
            synchronized (notices) {
                for (JsonNode alert : body.path("alerts")) {
                    notices.add(new Notice(
                            now,
                            alert.path("status").asText(),
                            texts(alert.path("labels")),
                            texts(alert.path("annotations"))));
                }
                notices.notifyAll();
            }
            exchange.sendResponseHeaders(200, -1);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    /** From now on requests are taken and not answered. */
    void hang() {
        gate = new CountDownLatch(1);
    }

    void goOn() {
        gate.countDown();
    }

    /** From now on requests are answered with this; what is not 200 is not kept. */
    void answer(int status) {
        this.status = status;
    }

    List<Notice> notices() {
        synchronized (notices) {
            return List.copyOf(notices);
        }
    }

    /** Waits for the first notice at or behind this position; null when the time is over. */
    @Nullable Notice next(int position, long limitMillis) throws InterruptedException {
        long deadline = System.nanoTime() + limitMillis * 1_000_000;
        synchronized (notices) {
            while (notices.size() <= position) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return null;
                }
                notices.wait(left);
            }
            return notices.get(position);
        }
    }

    /** The label sets that fire now, by what was said last of each. */
    Set<Map<String, String>> firing() {
        Set<Map<String, String>> firing = new HashSet<>();
        for (Notice notice : notices()) {
            if (notice.firing()) {
                firing.add(notice.labels());
            } else {
                firing.remove(notice.labels());
            }
        }
        return firing;
    }

    @Override
    public void close() {
        gate.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
