package dev.ribwatch.exporter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ribwatch.config.HttpConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions, methods and clients that are refused, and addresses that are not listened on. */
class HttpRefusalTest extends ServerFixture {
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
}
