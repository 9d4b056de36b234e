package dev.ribwatch.exporter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ribwatch.config.HttpConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.Secret;
import dev.ribwatch.exporter.alert.ActiveAlert;
import dev.ribwatch.exporter.metrics.Exposition;
import dev.ribwatch.exporter.metrics.Metric;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpLimits LIMITS = new HttpLimits(
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

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private final FakeQueries queries = new FakeQueries();
    private final Exposition exposition = new Exposition(System::nanoTime);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = serve(config(null), LIMITS);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpServer serve(HttpConfig config, HttpLimits limits) throws IOException {
        HttpServer server = new HttpServer(
                config, exposition, queries, () -> CompletableFuture.completedStage(List.of(alert())), limits);
        server.start();
        return server;
    }

    private static HttpConfig config(String token) {
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

    private void becomeImpatient() throws IOException {
        server.close();
        server = serve(config(null), IMPATIENT);
    }

    // What is shown.

    @Test
    void routesHaveTheFieldsOfTheContractInItsOrder() throws Exception {
        assertThat(text(FakeQueries.full()))
                .isEqualTo("{\"prefix\":\"2001:db8:32::/48\",\"router\":\"edge1\",\"network\":\"azure-prod\","
                        + "\"family\":\"ipv6-unicast\",\"path_id\":4294967295,\"origin\":\"igp\","
                        + "\"as_path\":\"12076 {1,2}\",\"next_hop\":\"2001:db8::1\",\"med\":0,\"local_pref\":100,"
                        + "\"atomic_aggregate\":true,\"aggregator\":\"65010 192.0.2.1\","
                        + "\"communities\":[\"65010:100\",\"no-export\"],\"large_communities\":[\"65010:1:2\"],"
                        + "\"extended_communities\":[\"rt:65010:7\"],\"otc\":12076,\"stale\":true,"
                        + "\"since\":\"2026-03-01T12:00:00.250Z\"}");
        assertThat(text(FakeQueries.bare(1)))
                .isEqualTo("{\"prefix\":\"10.0.1.0/24\",\"router\":\"edge1\",\"family\":\"ipv4-unicast\"}");
    }

    private static String text(RouteRow row) {
        RouteLines lines = new RouteLines();
        lines.add(row);
        return lines.toString();
    }

    @Test
    void sessionsNetworksAndAlertsAreLists() throws Exception {
        JsonNode sessions = json(get("/api/v1/sessions")).get("sessions");
        assertThat(sessions).hasSize(2);
        assertThat(sessions.get(0).toString())
                .startsWith("{\"name\":\"edge1\",\"address\":\"127.0.0.11\",\"as\":65010,\"network\":\"on-prem\","
                        + "\"state\":\"Established\",\"established_since\":\"2026-03-01T12:00:00Z\","
                        + "\"router_id\":\"192.0.2.11\",\"hold_time\":90,\"flaps\":2,\"last_error\":")
                .endsWith(
                        "\"families\":[{\"family\":\"ipv4-unicast\",\"converged\":true,\"routes\":17,\"state\":\"converged\"}],"
                                + "\"messages\":{\"received\":{\"open\":1,\"update\":7},\"sent\":{\"keepalive\":3}},"
                                + "\"capabilities\":[\"route-refresh\"],\"hostname\":\"edge1.\\u001B]0;x\\u0007example\","
                                + "\"software_version\":\"1.0\u202e\\n\",\"role\":\"provider\"}");
        assertThat(sessions.get(1).has("as")).isFalse();
        assertThat(json(get("/api/v1/networks")).toString())
                .isEqualTo("{\"networks\":[{\"network\":\"azure-prod\",\"vantage\":\"on-prem\",\"router\":\"edge1\","
                        + "\"family\":\"ipv4-unicast\",\"connected\":true,\"judged\":true,\"expected\":3,"
                        + "\"visible\":2,\"routes\":40}]}");
        assertThat(json(get("/api/v1/alerts")).toString())
                .isEqualTo("{\"alerts\":[{\"id\":\"0123\",\"state\":\"firing\","
                        + "\"labels\":{\"alertname\":\"MissingPrefix\",\"router\":\"edge1\"},"
                        + "\"annotations\":{\"summary\":\"gone\"},\"starts_at\":\"2026-03-01T12:00:00Z\","
                        + "\"unknown\":true,\"receivers\":[\"on-call\"]}]}");
    }

    @Test
    void textOfStrangersIsEscaped() throws Exception {
        HttpResponse<String> response = get("/api/v1/sessions");
        assertThat(response.body()).contains("\"last_error\":\"cease: \\u001B[31mred\\u202E\\n\"");
        assertThat(response.body().chars()).allMatch(c -> c >= 0x20 && c < 0x7f);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void metricsInBothFormatsAndByName() throws Exception {
        exposition.register(sink -> sink.sample(Metric.SESSION_UP, 1, "edge1"));
        assertThat(get("/metrics").body()).contains("ribwatch_session_up{router=\"edge1\",} 1.0");
        HttpResponse<String> open = get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0,*/*;q=0.1");
        assertThat(open.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/openmetrics-text");
        assertThat(open.body()).endsWith("# EOF\n");
        assertThat(get("/metrics?name%5B%5D=ribwatch_session_up").body().lines().filter(line -> !line.startsWith("#")))
                .containsExactly("ribwatch_session_up{router=\"edge1\",} 1.0");
    }

    @Test
    void healthAndReadiness() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/healthz").body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        queries.health = new Health(Map.of("table", "no progress for 12 s"));
        queries.ready = false;
        assertThat(get("/healthz").statusCode()).isEqualTo(503);
        assertThat(get("/healthz").body())
                .isEqualTo("{\"status\":\"failing\",\"problems\":{\"table\":\"no progress for 12 s\"}}");
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/").body()).contains("/api/v1/alerts");
    }

    @Test
    void thePageHasAParagraphForEveryRuleThatAlertsLinkTo() throws Exception {
        String page = get("/").body();
        for (RuleName rule : RuleName.values()) {
            assertThat(page).contains("<h3 id=\"" + rule.text() + "\">" + rule.text() + "</h3>\n<p>");
        }
        assertThat(page.replace("<!DOCTYPE html>", "")
                        .replaceAll("</?(a|body|h[123]|head|html|li|meta|p|title|ul)( [a-z]+=\"[^\"<>]*\")*>", ""))
                .doesNotContain("<", "'", "\"")
                .contains("alert&#39;s");
    }

    // Routes: pages and streams.

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 513, 5_000})
    void withoutALimitEverythingIsStreamed(int routes) throws Exception {
        queries.routes = routes;
        JsonNode answer = json(get("/api/v1/routes"));
        assertThat(answer.get("routes")).hasSize(routes);
        assertThat(answer.has("after")).isFalse();
        HttpResponse<String> lines = get("/api/v1/routes", "Accept", "application/x-ndjson");
        assertThat(lines.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        assertThat(lines.body().lines())
                .hasSize(routes)
                .allSatisfy(line -> JSON.readTree(line).get("prefix"));
        assertThat(queries.asked).allMatch(query -> query.limit() <= 512);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 512, 700, 1_400, 9_999})
    void pagesGiveEveryRouteOnce(int limit) throws Exception {
        queries.routes = 1_400;
        List<String> prefixes = new ArrayList<>();
        String after = "";
        int pages = 0;
        do {
            JsonNode page = json(get("/api/v1/routes?limit=" + limit + "&after=" + after));
            assertThat(page.get("routes").size()).isBetween(1, limit);
            page.get("routes").forEach(row -> prefixes.add(row.get("prefix").asText()));
            after = page.has("after") ? page.get("after").asText() : "";
            pages++;
        } while (!after.isEmpty());
        assertThat(prefixes).hasSize(1_400).doesNotHaveDuplicates();
        assertThat(pages).isEqualTo((1_400 + limit - 1) / limit);
    }

    @Test
    void theQuestionReachesTheTable() throws Exception {
        get("/api/v1/routes?prefix=10.1.0.0/16&match=covered&router=edge1&network=on-prem&limit=5&after=r1");
        RouteQuery query = queries.asked.get(0);
        assertThat(query.prefix()).hasToString("10.1.0.0/16");
        assertThat(query.match()).isEqualTo(RouteQuery.Match.COVERED);
        assertThat(query.router()).isEqualTo("edge1");
        assertThat(query.network()).isEqualTo("on-prem");
        assertThat(query.limit()).isEqualTo(5);
        assertThat(query.after()).isEqualTo("r1");
        get("/api/v1/routes?prefix=10.1.2.3");
        assertThat(queries.asked.get(1).match()).isEqualTo(RouteQuery.Match.LONGEST);
        assertThat(queries.asked.get(1).limit()).isEqualTo(512);
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
    void whatFailsInTheMiddleIsSeenToBeCut() throws Exception {
        queries.routes = 2_000;
        queries.failure = new IllegalStateException("broken");
        queries.failsAfter = 3;
        assertThatThrownBy(() -> get("/api/v1/routes")).isInstanceOf(IOException.class);
        assertThat(queries.asked).hasSize(3);
    }

    // What is refused.

    @ParameterizedTest
    @CsvSource({
        "/api/v1/routes?prefix=10.1.2.3/16, 400, host bits",
        "/api/v1/routes?prefix=nonsense, 400, not an address",
        "/api/v1/routes?prefix=0000:0000:0000:0000:0000:0000:198.51.100.100/12800, 400, longer than any",
        "/api/v1/routes?prefix=0000:0000:0000:0000:0000:0000:198.51.100.100/129, 400, is over 128",
        "/api/v1/routes?match=exact, 400, needs a prefix",
        "/api/v1/routes?prefix=10.0.0.0/8&match=nearly, 400, exact",
        "/api/v1/routes?limit=0, 400, limit",
        "/api/v1/routes?limit=99999999999, 400, limit",
        "/api/v1/routes?limit=-1, 400, limit",
        "/api/v1/routes?limit=1&limit=2, 400, more than once",
        "/api/v1/routes?prefx=10.0.0.0/8, 400, unknown parameter",
        "/api/v1/routes?prefix=%zz, 400, encoded",
        "/api/v1/sessions?x=1, 400, none is known here",
        "/api/v1/alerts?x=1, 400, none is known here",
        "/api/v1/findings, 404, /api/v1/findings is not built yet",
        "/api/v1/explain, 400, prefix is missing",
        "/api/v1/explain?prefix=10.1.2.3/16, 400, host bits",
        "/api/v1/learn?prefix=10.0.0.0/8, 400, known here: router",
        "/api/v1/events, 404, not built yet",
        "/api/v2/alerts, 404, nothing at this path",
        "/metrics/, 404, nothing at this path",
    })
    void wrongQuestionsAreAnsweredWithAnError(String path, int status, String words) throws Exception {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 " + status).contains("content-type: application/json");
        JsonNode body = JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n")));
        assertThat(body.get("error").asText()).contains(words);
    }

    @Test
    void anExplanationIsOneDocumentOrALineARouter() throws Exception {
        JsonNode all =
                JSON.readTree(get("/api/v1/explain?prefix=2001:db8:32::/48").body());
        assertThat(all.fieldNames())
                .toIterable()
                .containsExactly("prefix", "family", "declared", "required", "findings", "routers");
        assertThat(all.path("prefix").asText()).isEqualTo("2001:db8:32::/48");
        assertThat(all.path("declared").get(0).path("relation").asText()).isEqualTo("exact");
        assertThat(all.path("findings").get(0).path("unknown").asBoolean()).isTrue();
        assertThat(all.path("routers")).hasSize(40);
        JsonNode first = all.path("routers").get(0);
        assertThat(first.path("frozen").asText()).isEqualTo("frozen: syncing");
        assertThat(first.path("more").asBoolean()).isTrue();
        JsonNode route = first.path("routes").get(0);
        assertThat(route.path("route").path("as_path").asText()).isEqualTo("12076 {1,2}");
        assertThat(route.path("candidates").get(0).path("match").asText()).isEqualTo("{as-path: \"^12076\"}");
        assertThat(route.path("declared").asText()).isEqualTo("2001:db8::/32");
        assertThat(first.path("rules").get(0).path("outcome").asText()).isEqualTo("good");
        assertThat(all.path("routers").get(39).has("frozen")).isFalse();
        List<String> rows = get("/api/v1/explain?prefix=10.0.0.0/8", "Accept", "application/x-ndjson")
                .body()
                .lines()
                .toList();
        assertThat(rows).hasSize(41);
        assertThat(JSON.readTree(rows.get(0)).path("prefix").asText()).isEqualTo("10.0.0.0/8");
        assertThat(JSON.readTree(rows.get(40)).path("router").asText()).isEqualTo("edge39");
    }

    @Test
    void anIntentIsLearnedWithWhatIsSentAlong() throws Exception {
        assertThat(get("/api/v1/learn").body()).isEqualTo("# null: ");
        assertThat(get("/api/v1/learn").headers().firstValue("content-type"))
                .hasValue("application/yaml; charset=utf-8");
        HttpRequest post = request("/api/v1/learn?router=edge1")
                .POST(HttpRequest.BodyPublishers.ofString("hub 10.0.0.0/16\n"))
                .build();
        assertThat(CLIENT.send(post, HttpResponse.BodyHandlers.ofString()).body())
                .isEqualTo("# edge1: hub 10.0.0.0/16\n");
        HttpRequest elsewhere = request("/api/v1/alerts")
                .POST(HttpRequest.BodyPublishers.ofString("hub 10.0.0.0/16\n"))
                .build();
        assertThat(CLIENT.send(elsewhere, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
    }

    @Test
    void refusalsOfTheAgentKeepTheirStatus() throws Exception {
        queries.failsAfter = 1;
        queries.failure = QueryRefused.wrong("after: not a cursor");
        assertThat(get("/api/v1/routes").statusCode()).isEqualTo(400);
        queries.failure = QueryRefused.busy("stopping");
        HttpResponse<String> busy = get("/api/v1/routes");
        assertThat(busy.statusCode()).isEqualTo(503);
        assertThat(busy.headers().firstValue("Retry-After")).contains("1");
        queries.failure = new IllegalStateException("secret detail");
        HttpResponse<String> broken = get("/api/v1/routes");
        assertThat(broken.statusCode()).isEqualTo(500);
        assertThat(broken.body()).doesNotContain("secret detail");
    }

    @Test
    void anAgentThatDoesNotAnswerIsNotWaitedForForEver() throws Exception {
        becomeImpatient();
        queries.silent = true;
        assertThat(get("/api/v1/routes").statusCode()).isEqualTo(503);
        assertThat(get("/api/v1/sessions").statusCode()).isEqualTo(503);
        assertThat(get("/api/v1/networks").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
    void nothingButReading(String method) throws Exception {
        String answer =
                raw(method + " /api/v1/routes HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
        assertThat(answer)
                .startsWith("HTTP/1.1 405")
                .contains("allow: GET, HEAD")
                .contains("\"error\"");
        assertThat(queries.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/api/v1/routes", "/healthz", "/nothing"})
    void headIsGetWithoutTheBody(String path) throws Exception {
        String answer = raw("HEAD " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 ").endsWith("\r\n\r\n").containsOnlyOnce("\r\n\r\n");
        assertThat(queries.asked).isEmpty();
    }

    @Test
    void anOldClientGetsTheEndOfTheConnectionForTheEndOfTheAnswer() throws Exception {
        queries.routes = 600;
        String answer = raw("GET /api/v1/routes HTTP/1.0\r\n\r\n");
        assertThat(answer).doesNotContain("transfer-encoding");
        assertThat(JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n"))).get("routes"))
                .hasSize(600);
    }

    @Test
    void theTokenIsNeededForEverything() throws Exception {
        server.close();
        server = serve(config("s3cret"), LIMITS);
        for (String path : List.of("/metrics", "/healthz", "/api/v1/routes", "/nothing")) {
            HttpResponse<String> refused = get(path);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(get(path, "Authorization", "Bearer s3cre").statusCode()).isEqualTo(401);
            assertThat(get(path, "Authorization", "Basic s3cret").statusCode()).isEqualTo(401);
            assertThat(get(path, "Authorization", "Bearer s3cret").statusCode()).isNotEqualTo(401);
        }
        server.prepare(config("other")).run();
        assertThat(get("/metrics", "Authorization", "Bearer s3cret").statusCode())
                .isEqualTo(401);
        assertThat(get("/metrics", "Authorization", "Bearer other").statusCode())
                .isEqualTo(200);
    }

    @Test
    void anotherAddressTakesNoProtectionFromTheOneThatIsBound() throws Exception {
        server.close();
        server = serve(config("s3cret"), LIMITS);
        server.prepare(new HttpConfig(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), null, null, false))
                .run();
        assertThat(get("/metrics").statusCode()).isEqualTo(401);
        assertThat(get("/metrics", "Authorization", "Bearer s3cret").statusCode())
                .isEqualTo(200);
    }

    @Test
    void anOpenAddressNeedsProtection() {
        HttpConfig open = new HttpConfig(new InetSocketAddress("0.0.0.0", 0), null, null, false);
        assertThatThrownBy(() -> new HttpServer(open, exposition, queries, () -> null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("insecure: true");
    }

    @Test
    void anAddressInUseIsSaidPlainly() {
        HttpConfig taken = new HttpConfig(server.address(), null, null, false);
        assertThatThrownBy(() -> serve(taken, LIMITS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("listen");
    }

    // Limits.

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
                "GET / HTTP/1.1\r\nA B: c\r\n\r\n"
            })
    void garbageIsRefused(String garbage) throws Exception {
        assertThat(raw(garbage)).startsWith("HTTP/1.1 400");
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void severalRequestsOnOneConnectionAreAnsweredInOrder() throws Exception {
        StringBuilder requests = new StringBuilder();
        for (String path : List.of("/healthz", "/nothing", "/api/v1/routes")) {
            requests.append("GET ").append(path).append(" HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        String answer = raw(requests + "GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer.split("HTTP/1.1 ")).hasSize(5);
        assertThat(answer).containsSubsequence("\"ok\"", "404", "10.0.2.0/24", "\"ready\"");
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

    // How to ask.

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                .timeout(Duration.ofSeconds(60));
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private String raw(String text) throws IOException {
        try (Socket socket = connect();
                InputStream in = socket.getInputStream()) {
            send(socket, text);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
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
