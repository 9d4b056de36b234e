package dev.ribwatch.exporter.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ribwatch.config.Secret;
import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.alert.Notification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** What stands in a request, field by field. */
class FormatsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final URI HOOK = URI.create("http://127.0.0.1:9099/hook");

    private static final Alert FIRING = Told.alert("10.0.0.0/24", null);
    private static final Alert RESOLVED = Told.alert("10.0.1.0/24", Told.ENDED);

    private static Notification both() {
        return new Notification(
                "n1",
                "on-call",
                "{}:{alertname=\"MissingPrefix\"}",
                new TreeMap<>(Map.of("alertname", "MissingPrefix")),
                List.of(FIRING, RESOLVED),
                false,
                List.of());
    }

    private static Secret secret(String text) {
        return new Secret("test", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theWebhookIsAlertmanagersVersion4() throws Exception {
        Request request = new WebhookFormat(HOOK, false, null, () -> "http://self:9797").request(both(), NOW);
        assertThat(request.url()).isEqualTo(HOOK);
        assertThat(request.headers()).isEmpty();
        assertThat(JSON.readTree(request.body()))
                .isEqualTo(JSON.readTree("""
                {
                  "receiver": "on-call",
                  "status": "firing",
                  "alerts": [
                    {
                      "status": "firing",
                      "labels": {"alertname": "MissingPrefix", "severity": "critical", "prefix": "10.0.0.0/24"},
                      "annotations": {"summary": "10.0.0.0/24 is gone"},
                      "startsAt": "2026-03-01T11:58:00.500Z",
                      "endsAt": "0001-01-01T00:00:00Z",
                      "generatorURL": "http://self:9797",
                      "fingerprint": "%s"
                    },
                    {
                      "status": "resolved",
                      "labels": {"alertname": "MissingPrefix", "severity": "critical", "prefix": "10.0.1.0/24"},
                      "annotations": {"summary": "10.0.1.0/24 is gone"},
                      "startsAt": "2026-03-01T11:58:00.500Z",
                      "endsAt": "2026-03-01T11:59:30Z",
                      "generatorURL": "http://self:9797",
                      "fingerprint": "%s"
                    }
                  ],
                  "groupLabels": {"alertname": "MissingPrefix"},
                  "commonLabels": {"alertname": "MissingPrefix", "severity": "critical"},
                  "commonAnnotations": {},
                  "externalURL": "http://self:9797",
                  "version": "4",
                  "groupKey": "{}:{alertname=\\"MissingPrefix\\"}",
                  "truncatedAlerts": 0
                }
                """.formatted(FIRING.fingerprint(), RESOLVED.fingerprint())));
    }

    @Test
    void theWebhookIsResolvedOnceAllOfItIs() throws Exception {
        Notification over = Told.of("on-call", "n2", false, RESOLVED);
        JsonNode body = JSON.readTree(new WebhookFormat(HOOK, false, null, () -> "s")
                .request(over, NOW)
                .body());
        assertThat(body.get("status").textValue()).isEqualTo("resolved");
        assertThat(body.get("commonAnnotations")).isEqualTo(JSON.readTree("{\"summary\": \"10.0.1.0/24 is gone\"}"));
    }

    @Test
    void alertmanagerIsToldInItsVersion2() throws Exception {
        Request request = new AlertmanagerFormat(
                        URI.create("http://127.0.0.1:9093/am/"), false, () -> "http://self:9797")
                .request(both(), NOW);
        assertThat(request.url()).isEqualTo(URI.create("http://127.0.0.1:9093/am/api/v2/alerts"));
        assertThat(request.headers()).isEmpty();
        assertThat(JSON.readTree(request.body())).isEqualTo(JSON.readTree("""
                [
                  {
                    "labels": {"alertname": "MissingPrefix", "severity": "critical", "prefix": "10.0.0.0/24"},
                    "annotations": {"summary": "10.0.0.0/24 is gone"},
                    "startsAt": "2026-03-01T11:58:00.500Z",
                    "endsAt": "2026-03-01T12:04:00Z",
                    "generatorURL": "http://self:9797"
                  },
                  {
                    "labels": {"alertname": "MissingPrefix", "severity": "critical", "prefix": "10.0.1.0/24"},
                    "annotations": {"summary": "10.0.1.0/24 is gone"},
                    "startsAt": "2026-03-01T11:58:00.500Z",
                    "endsAt": "2026-03-01T11:59:30Z",
                    "generatorURL": "http://self:9797"
                  }
                ]
                """));
    }

    /** A later attempt moves the end of what fires, and nothing else. */
    @Test
    void eachAttemptAtAlertmanagerLooksFourMinutesAhead() throws Exception {
        AlertmanagerFormat format = new AlertmanagerFormat(URI.create("http://127.0.0.1:9093"), false, () -> "s");
        JsonNode later = JSON.readTree(
                format.request(both(), NOW.plus(Duration.ofHours(3))).body());
        assertThat(later.get(0).get("endsAt").textValue()).isEqualTo("2026-03-01T15:04:00Z");
        assertThat(later.get(0).get("startsAt").textValue()).isEqualTo("2026-03-01T11:58:00.500Z");
        assertThat(later.get(1).get("endsAt").textValue()).isEqualTo("2026-03-01T11:59:30Z");
    }

    @Test
    void aBodyIsAsciiWhateverAPeerSays() throws Exception {
        Alert odd = new Alert(
                "e",
                new TreeMap<>(Map.of("alertname", "MissingPrefix")),
                new TreeMap<>(Map.of("summary", "\u001b[31m\u202e\"\n\u00e9\ud83d\ude00")),
                Told.BEGAN,
                null);
        for (Kind kind : Kind.values()) {
            String body = kind.format(HOOK, false)
                    .request(Told.of("r", "n", false, odd), NOW)
                    .body();
            assertThat(body.chars()).allMatch(c -> c >= ' ' && c < 0x7f);
            assertThat(JSON.readTree(body).findValue("summary").textValue())
                    .isEqualTo("\u001b[31m\u202e\"\n\u00e9\ud83d\ude00");
        }
    }

    /** S6, after Standard Webhooks 1.0; the sum is computed here once more. */
    @Test
    void aSecretSignsIdTimeAndBody() throws Exception {
        byte[] key = {0, 1, 2, 3, 4, 5, 6, 7, (byte) 0xff, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23};
        String encoded = "whsec_" + Base64.getEncoder().encodeToString(key);
        signed(secret(encoded), key);
        signed(secret("a plain key"), "a plain key".getBytes(StandardCharsets.UTF_8));
    }

    private static void signed(Secret secret, byte[] key) throws Exception {
        WebhookFormat format = new WebhookFormat(HOOK, false, new Signature(secret), () -> "s");
        for (Instant time : List.of(NOW, NOW.plusSeconds(61))) {
            Request request = format.request(both(), time);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            String content = "n1." + time.getEpochSecond() + "." + request.body();
            String sum = Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
            assertThat(request.headers())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "webhook-id",
                            "n1",
                            "webhook-timestamp",
                            Long.toString(time.getEpochSecond()),
                            "webhook-signature",
                            "v1," + sum));
        }
    }

    /** The example of the specification's reference libraries. */
    @Test
    void theSignatureIsThatOfTheSpecification() {
        Signature signature = new Signature(secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        assertThat(signature.headers(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.ofEpochSecond(1_614_265_330), "{\"test\": 2432232314}"))
                .containsEntry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
