package dev.ribwatch.exporter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.exporter.metrics.Metric;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a client may cost: octets, time, connections and renderings. */
class HttpLimitsTest extends ServerFixture {
    @Test
    void headersOverTheirBoundAreRefused() throws Exception {
        assertThat(raw("GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(7_900) + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(raw("GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(9_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
        assertThat(raw("GET /" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 414");
    }

    @Test
    void bodiesOverTheirBoundAreRefusedAndOthersIgnored() throws Exception {
        assertThat(raw("GET /readyz HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(raw("GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"))
                .startsWith("HTTP/1.1 200");
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        assertThat(raw("GET /readyz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(17)))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void aRequestThatDoesNotEndIsLetGo() throws Exception {
        becomeImpatient();
        try (Socket nothing = connect();
                Socket half = connect()) {
            send(half, "GET /metrics HTTP/1.1\r\nHost:");
            await("the half request is let go", () -> readsToEnd(half));
            await("the silent one is let go", () -> readsToEnd(nothing));
        }
    }

    @Test
    void aSlowClientIsAskedForNoMoreThanItTakesAndIsLetGo() throws Exception {
        becomeImpatient();
        queries.routes = 2_000_000;
        try (Socket socket = connect()) {
            socket.setReceiveBufferSize(4_096);
            send(socket, "GET /api/v1/routes HTTP/1.1\r\nHost: x\r\n\r\n");
            await("the first slices are asked for", () -> queries.asked.size() > 3);
            int settled = settled(() -> queries.asked.size());
            // Socket buffers take some megabytes; 2,000,000 routes are over 100.
            assertThat(settled).isLessThan(500);
            await("it is let go", () -> server.open() == 0);
        }
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void whoHoldsConnectionsOpenShutsOutNobody() throws Exception {
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                Socket socket = connect();
                held.add(socket);
                send(socket, "GET /metrics HTTP/1.1\r\nX-");
                if (i % 10 == 0) {
                    assertThat(get("/readyz").statusCode()).isEqualTo(200);
                }
            }
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    @Test
    void aFloodOfScrapesCostsOneRenderingAtATime() throws Exception {
        server.close();
        server = serve(config(null), HttpLimits.DEFAULT);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger renderings = new AtomicInteger();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        exposition.register(sink -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            renderings.incrementAndGet();
            gate.join();
            now.decrementAndGet();
        });
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(CLIENT.sendAsync(request("/metrics").build(), HttpResponse.BodyHandlers.ofString()));
        }
        await("a rendering has begun", () -> renderings.get() > 0);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        List<CompletableFuture<HttpResponse<String>>> others = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            others.add(CLIENT.sendAsync(
                    request("/metrics?name%5B%5D=x" + i).build(), HttpResponse.BodyHandlers.ofString()));
        }
        await(
                "some of the many different ones are refused",
                () -> others.stream()
                        .anyMatch(other -> other.isDone() && other.join().statusCode() == 503));
        gate.complete(null);
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
        others.forEach(CompletableFuture::join);
        assertThat(most.get()).isEqualTo(1);
        assertThat(renderings.get()).isLessThan(40);
    }

    @Test
    void whoLeavesItsScrapeUnreadStarvesNobody() throws Exception {
        server.close();
        server = serve(config(null), HttpLimits.DEFAULT);
        exposition.register(sink -> {
            for (int i = 0; i < 100_000; i++) {
                sink.sample(Metric.ROUTES, i, "edge-with-a-name-that-is-rather-long-" + i, "ipv4-unicast");
            }
        });
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 16; i++) { // 9 MB each
                Socket socket = connect();
                slow.add(socket);
                send(socket, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(socket.getInputStream().read())
                        .as("its answer begins")
                        .isEqualTo('H');
            }
            HttpResponse<String> scrape = get("/metrics");
            assertThat(scrape.statusCode()).isEqualTo(200);
            assertThat(scrape.body()).contains("-99999\",family=\"ipv4-unicast\",} 99999.0\n", "process_cpu_seconds");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static boolean readsToEnd(Socket socket) {
        try {
            while (socket.getInputStream().read(new byte[65_536]) >= 0) {
                // what was sent before the end is of no interest
            }
        } catch (IOException e) {
            return true; // a reset is an end too
        }
        return true;
    }

    /** A condition that comes true within half a minute. */
    interface Truth {
        boolean holds() throws Exception;
    }

    private static void await(String what, Truth truth) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!truth.holds()) {
            assertThat(System.nanoTime() - end).as(what).isNegative();
            Thread.onSpinWait();
        }
    }

    /** The number once it has not changed for a quarter of a second. */
    private static int settled(java.util.function.IntSupplier number) {
        int value = number.getAsInt();
        long since = System.nanoTime();
        while (System.nanoTime() - since < 250_000_000L) {
            if (number.getAsInt() != value) {
                value = number.getAsInt();
                since = System.nanoTime();
            }
            Thread.onSpinWait();
        }
        return value;
    }
}
