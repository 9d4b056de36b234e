package dev.ribwatch.exporter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.exporter.metrics.Metric;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shown, as the contract has it, to whoever asks rightly. */
class HttpAnswersTest extends ServerFixture {
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
        assertThat(first.path("rules").get(0).has("alert")).isFalse();
        assertThat(all.path("routers").get(39).has("frozen")).isFalse();
        JsonNode finding = all.path("routers").get(1).path("rules").get(0);
        assertThat(finding.path("labels").path("router").asText()).isEqualTo("edge1");
        assertThat(finding.path("alert"))
                .isEqualTo(JSON.readTree("{\"id\":\"0123\",\"state\":\"firing\",\"receivers\":[\"on-call\"]}"));
        assertThat(all.path("findings").get(0).has("alert")).as("none yet").isFalse();
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

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/api/v1/routes", "/healthz", "/nothing"})
    void headIsGetWithoutTheBody(String path) throws Exception {
        String answer = raw("HEAD " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 ").endsWith("\r\n\r\n").containsOnlyOnce("\r\n\r\n");
        assertThat(queries.asked).isEmpty();
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
    void whatFailsInTheMiddleIsSeenToBeCut() throws Exception {
        queries.routes = 2_000;
        queries.failure = new IllegalStateException("broken");
        queries.failsAfter = 3;
        assertThatThrownBy(() -> get("/api/v1/routes")).isInstanceOf(IOException.class);
        assertThat(queries.asked).hasSize(3);
    }

    @Test
    void anOldClientGetsTheEndOfTheConnectionForTheEndOfTheAnswer() throws Exception {
        queries.routes = 600;
        String answer = raw("GET /api/v1/routes HTTP/1.0\r\n\r\n");
        assertThat(answer).doesNotContain("transfer-encoding");
        assertThat(JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n"))).get("routes"))
                .hasSize(600);
    }
}
