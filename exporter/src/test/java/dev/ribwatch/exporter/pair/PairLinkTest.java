package dev.ribwatch.exporter.pair;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.ribwatch.config.PairConfig;
import dev.ribwatch.config.Secret;
import dev.ribwatch.exporter.alert.Clocks;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** L13: an agent whose other answers as badly as it can. Nothing has to last here: the first look is told. */
class PairLinkTest {
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService serving = Executors.newCachedThreadPool();
    private final List<PairLink> links = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(serving);
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        links.forEach(PairLink::abandon);
        server.stop(0);
        serving.shutdownNow();
    }

    private String first(String path, HttpHandler handler) throws InterruptedException {
        server.createContext("/api/v1/pair", handler);
        server.createContext("/b/api/v1/pair", handler);
        PairConfig config = new PairConfig(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path),
                new Secret("here", "sesame".getBytes(US_ASCII)),
                null,
                false);
        PairLink link = new PairLink(
                config,
                null,
                () -> CompletableFuture.completedStage(Views.of("here").view()),
                Duration.ZERO,
                new PairListener() {
                    @Override
                    public void differs(PairReport report) {
                        PairReport.Settled first = report.differences().get(0);
                        told.add((first.difference().kind() + " " + first.detail()).strip());
                    }

                    @Override
                    public void over(String reason) {
                        told.add(reason);
                    }
                },
                Clocks.system());
        links.add(link);
        link.start();
        return String.valueOf(told.poll(60, TimeUnit.SECONDS));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] octets = body.getBytes(US_ASCII);
        exchange.sendResponseHeaders(status, octets.length == 0 ? -1 : octets.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(octets);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | {} | it refuses our bearer token (HTTP 401)",
                "403 | {} | it refuses our bearer token (HTTP 403)",
                "404 | {} | it knows no /api/v1/pair (HTTP 404)",
                "500 | {} | HTTP 500",
                "503 | {} | HTTP 503",
                "302 | {} | HTTP 302",
                "206 | {} | HTTP 206",
                "200 | <html> | its answer is no JSON within our bounds",
                "200 | {} | its answer is not an agent's: a part is missing",
            })
    void whatIsNoViewIsToldInOurWords(int status, String body, String reason) throws Exception {
        assertThat(first("", exchange -> {
                    exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/elsewhere");
                    answer(exchange, status, body);
                }))
                .isEqualTo("UNREACHABLE " + reason);
    }

    @Test
    void anAnswerWithoutEndIsCut() throws Exception {
        assertThat(first("", exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    byte[] part = " ".repeat(64 << 10).getBytes(US_ASCII);
                    while (end.getCount() > 0) {
                        exchange.getResponseBody().write(part);
                    }
                }))
                .isEqualTo("UNREACHABLE its answer is too large");
    }

    @Test
    void anAnswerThatNeverComesIsGivenUp() throws Exception {
        assertThat(first("", exchange -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .isEqualTo("UNREACHABLE no answer in time");
    }

    @Test
    void anAnswerThatStopsHalfwayIsGivenUp() throws Exception {
        assertThat(first("", exchange -> {
                    exchange.sendResponseHeaders(200, 100);
                    exchange.getResponseBody().write('{');
                    exchange.getResponseBody().flush();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .isEqualTo("UNREACHABLE its answer did not come to an end");
    }

    @Test
    void theTokenAndThePathOfAProxyAreSent() throws Exception {
        BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        first("/b/", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            answer(exchange, 500, "");
        });
        assertThat(asked.poll(60, TimeUnit.SECONDS)).isEqualTo("GET /b/api/v1/pair Bearer sesame");
    }

    @Test
    void itIsAskedAgainAfterWhateverCame() throws Exception {
        int[] answers = {0};
        String first = first("", exchange -> {
            answers[0]++;
            if (answers[0] == 1) {
                answer(exchange, 500, "");
            } else {
                answer(exchange, 200, "{\"instance\":\"b\",\"policy\":{},\"routers\":[],\"alerts\":[]}");
            }
        });
        assertThat(first).startsWith("UNREACHABLE ");
        assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("POLICY");
    }
}
