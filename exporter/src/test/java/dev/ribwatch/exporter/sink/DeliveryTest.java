package dev.ribwatch.exporter.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ribwatch.config.AlertsConfig;
import dev.ribwatch.config.Secret;
import dev.ribwatch.config.value.Severity;
import dev.ribwatch.exporter.alert.AlertListener;
import dev.ribwatch.exporter.alert.AlertPipeline;
import dev.ribwatch.exporter.alert.AlertThread;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.alert.Condition;
import dev.ribwatch.exporter.alert.DeliveryLedger;
import dev.ribwatch.exporter.alert.MemoryLedger;
import dev.ribwatch.exporter.metrics.Exposition;
import dev.ribwatch.exporter.metrics.Metric;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every kind of receiver gets, over real sockets, whatever it does. */
class DeliveryTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RandomGenerator AT_ONCE = () -> 0; // every wait is the shortest of its range

    /** The time of day moves at each look, so that what is taken afresh shows. */
    private final AtomicLong seconds = new AtomicLong(1_772_366_400);

    private final Clocks clocks = new Clocks(System::nanoTime, () -> Instant.ofEpochSecond(seconds.incrementAndGet()));
    private final DeliveryLedger ledger = new MemoryLedger(clocks.wall(), 100);
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    private StubReceiver stub(StubReceiver.Behaviour behaviour) throws Exception {
        StubReceiver stub = new StubReceiver(behaviour);
        open.add(stub);
        return stub;
    }

    private Receivers receivers(AlertsConfig.Receiver... receivers) {
        Receivers opened = new Receivers(
                config(receivers),
                ledger,
                new Exposition(clocks.monotonic()).delivery(),
                clocks,
                AT_ONCE,
                new ToldOfFailures(),
                () -> "http://self");
        open.add(0, opened);
        return opened;
    }

    private static AlertsConfig config(AlertsConfig.Receiver... receivers) {
        return new AlertsConfig(
                Map.of(), Duration.ofSeconds(2), Duration.ofHours(4), List.of(receivers), List.of(), List.of());
    }

    private static void tell(Receivers receivers, String receiver, String... ids) {
        for (String id : ids) {
            receivers.send(List.of(Told.firing(receiver, id)));
        }
    }

    private static String prefix(StubReceiver.Post post) throws Exception {
        return JSON.readTree(post.body()).findValue("prefix").textValue();
    }

    private static List<String> prefixes(List<StubReceiver.Post> posts) throws Exception {
        List<String> prefixes = new ArrayList<>();
        for (StubReceiver.Post post : posts) {
            prefixes.add(prefix(post));
        }
        return prefixes;
    }

    private static Map<String, Double> metrics(Receivers receivers, String receiver) {
        Map<String, Double> values = new TreeMap<>();
        receivers.write((metric, value, labels) -> {
            if (labels[0].equals(receiver)) {
                values.put(metric == Metric.DELIVERY_QUEUE ? "queue" : labels[1], value);
            }
        });
        return values;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("waited too long").isNegative();
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isToldInOrderThroughFailures(Kind kind) throws Exception {
        StubReceiver stub = stub((number, out) -> switch (number % 5) {
            case 1 -> StubReceiver.status(503).answer(number, out);
            case 2 -> false; // hangs up
            case 3 -> StubReceiver.status(429, "Retry-After: 0").answer(number, out);
            default -> StubReceiver.status(200).answer(number, out);
        });
        Receivers receivers = receivers(kind.receiver("r", stub.url("/x"), false));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            tell(receivers, "r", "n" + i);
            expected.addAll(i % 2 == 0 ? List.of("n" + i, "n" + i, "n" + i, "n" + i) : List.of("n" + i));
        }
        // Of each five attempts the last two succeed: every other notification at once, the others at the fourth.
        assertThat(prefixes(stub.next(20))).isEqualTo(expected);
        await(() ->
                metrics(receivers, "r").equals(Map.of("delivered", 8.0, "retried", 12.0, "dead", 0.0, "queue", 0.0)));
        assertThat(ledger.unfinished("r")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsRefusedIsADeadLetterWithItsReason(Kind kind) throws Exception {
        StubReceiver stub = stub(
                (number, out) -> StubReceiver.status(number == 1 ? 422 : 200).answer(number, out));
        Receivers receivers = receivers(
                kind.receiver("r", stub.url(""), false),
                kind.receiver("metadata", URI.create("https://169.254.169.254/latest"), false),
                kind.receiver("plain", URI.create("http://192.0.2.1/"), false));
        tell(receivers, "r", "a", "b");
        assertThat(prefixes(stub.next(2))).containsExactly("a", "b");
        await(() ->
                metrics(receivers, "r").equals(Map.of("delivered", 1.0, "retried", 0.0, "dead", 1.0, "queue", 0.0)));
        assertThat(ledger.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).isEqualTo("HTTP 422: ok"));
        // S5: where nothing may be sent is no matter of trying again.
        tell(receivers, "metadata", "c");
        tell(receivers, "plain", "d");
        await(() -> metrics(receivers, "metadata").get("dead") == 1
                && metrics(receivers, "plain").get("dead") == 1);
        assertThat(ledger.deadLetters())
                .extracting(DeliveryLedger.DeadLetter::reason)
                .contains(
                        "the URL leads to an address that cannot be a receiver's",
                        "http is allowed to this machine only; use https, or insecure: true");
    }

    /** L4: the bad one hangs before its head; the good one does not notice, and the bad one is left after 10 s. */
    @ParameterizedTest
    @EnumSource
    void aReceiverThatHangsDelaysNoOther(Kind kind) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        StubReceiver hanging = stub((number, out) -> {
            over.await();
            return false;
        });
        StubReceiver healthy = stub(StubReceiver.status(200));
        Receivers receivers = receivers(
                kind.receiver("hanging", hanging.url(""), false), kind.receiver("healthy", healthy.url(""), false));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            tell(receivers, "hanging", "n" + i);
            tell(receivers, "healthy", "n" + i);
            expected.add("n" + i);
        }
        assertThat(prefixes(healthy.next(50))).isEqualTo(expected);
        await(() -> metrics(receivers, "healthy").get("delivered") == 50);
        assertThat(metrics(receivers, "hanging")).containsEntry("queue", 50.0).containsEntry("dead", 0.0);
        List<StubReceiver.Post> attempts = hanging.next(2);
        assertThat(prefixes(attempts)).containsExactly("n0", "n0");
        Duration wait =
                Duration.ofNanos(attempts.get(1).atNanos() - attempts.get(0).atNanos());
        assertThat(wait).isBetween(Duration.ofMillis(9_500), Duration.ofSeconds(20));
        over.countDown();
    }

    /** L10: a reload lets what is under way finish; what follows goes where the new configuration says. */
    @ParameterizedTest
    @EnumSource
    void aReloadCancelsNothing(Kind kind) throws Exception {
        CountDownLatch reloaded = new CountDownLatch(1);
        StubReceiver before = stub((number, out) -> {
            reloaded.await();
            return StubReceiver.status(200).answer(number, out);
        });
        StubReceiver after = stub(StubReceiver.status(200));
        Receivers receivers = receivers(
                kind.receiver("stays", before.url("/a"), false), kind.receiver("goes", before.url("/g"), false));
        tell(receivers, "stays", "a", "b");
        tell(receivers, "goes", "g", "h");
        before.next(2);
        receivers
                .prepare(config(
                        kind.receiver("stays", before.url("/a"), true), kind.receiver("comes", after.url("/c"), false)))
                .run();
        tell(receivers, "comes", "c");
        tell(receivers, "goes", "i"); // nobody knows it any more
        assertThat(prefix(after.next())).isEqualTo("c");
        reloaded.countDown();
        await(() -> metrics(receivers, "stays").get("delivered") == 2);
        assertThat(prefix(before.next())).isEqualTo("b");
        await(() -> metrics(receivers, "comes")
                .equals(Map.of("delivered", 1.0, "retried", 0.0, "dead", 0.0, "queue", 0.0)));
        assertThat(metrics(receivers, "goes")).isEmpty();
        // Of the one that goes, the first arrived and the second was given up; neither is both.
        assertThat(ledger.deadLetters())
                .extracting(letter -> letter.entry().notification().id() + ": " + letter.reason())
                .containsExactly("h: the receiver was removed");
        await(() ->
                ledger.unfinished(ledger.deadLetters().get(0).entry().target()).isEmpty());
        assertThat(before.requests()).isEqualTo(3);
    }

    @Test
    void aWebhookThatMovesTakesWhatWaitsWithIt() throws Exception {
        StubReceiver before = stub(StubReceiver.status(503, "Retry-After: 1"));
        StubReceiver after = stub(StubReceiver.status(200));
        Receivers receivers = receivers(Kind.WEBHOOK.receiver("r", before.url("/"), false));
        tell(receivers, "r", "a", "b");
        before.next();
        receivers
                .prepare(config(Kind.WEBHOOK.receiver("r", after.url("/"), false)))
                .run();
        assertThat(prefixes(after.next(2))).containsExactly("a", "b");
        assertThat(ledger.deadLetters()).isEmpty();
    }

    @Test
    void everyMemberOfAClusterIsToldAlsoOnOnePort() throws Exception {
        StubReceiver port = stub(StubReceiver.status(200));
        StubReceiver other = stub(StubReceiver.status(200));
        Receivers receivers = receivers(new AlertsConfig.Alertmanager(
                "am", List.of(port.url("/one"), port.url("/two/"), port.url(""), other.url("/")), false));
        tell(receivers, "am", "a");
        assertThat(port.next(3))
                .extracting(StubReceiver.Post::line)
                .containsExactlyInAnyOrder(
                        "POST /one/api/v2/alerts HTTP/1.1",
                        "POST /two/api/v2/alerts HTTP/1.1",
                        "POST /api/v2/alerts HTTP/1.1");
        assertThat(other.next().line()).isEqualTo("POST /api/v2/alerts HTTP/1.1");
        await(() -> metrics(receivers, "am").get("delivered") == 4);
    }

    /** S6: the id stays over retries, the time is that of the attempt, and the sum is over both and the body. */
    @Test
    void eachAttemptIsSignedAfresh() throws Exception {
        StubReceiver stub = stub(
                (number, out) -> StubReceiver.status(number < 4 ? 500 : 200).answer(number, out));
        byte[] key = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        String secret = "whsec_" + Base64.getEncoder().encodeToString(key);
        Receivers receivers = receivers(new AlertsConfig.Webhook(
                "r", stub.url("/hook"), new Secret("test", secret.getBytes(StandardCharsets.US_ASCII)), false));
        tell(receivers, "r", "a");
        List<StubReceiver.Post> attempts = stub.next(4);
        assertThat(attempts)
                .extracting(post -> post.headers().get("webhook-id"))
                .containsOnly("a");
        assertThat(attempts)
                .extracting(post -> post.headers().get("webhook-timestamp"))
                .doesNotHaveDuplicates()
                .isSorted();
        for (StubReceiver.Post post : attempts) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(("a." + post.headers().get("webhook-timestamp") + ".").getBytes(StandardCharsets.US_ASCII));
            String sum =
                    Base64.getEncoder().encodeToString(mac.doFinal(post.body().getBytes(StandardCharsets.UTF_8)));
            assertThat(post.headers()).containsEntry("webhook-signature", "v1," + sum);
            assertThat(post.headers()).containsEntry("content-type", "application/json");
        }
    }

    @Test
    void eachAttemptAtAlertmanagerMovesTheEndAhead() throws Exception {
        StubReceiver stub = stub(
                (number, out) -> StubReceiver.status(number < 3 ? 500 : 200).answer(number, out));
        Receivers receivers = receivers(Kind.ALERTMANAGER.receiver("r", stub.url(""), false));
        tell(receivers, "r", "a");
        List<String> ends = new ArrayList<>();
        for (StubReceiver.Post post : stub.next(3)) {
            JsonNode alert = JSON.readTree(post.body()).get(0);
            assertThat(alert.get("startsAt").textValue()).isEqualTo(Told.BEGAN.toString());
            ends.add(alert.get("endsAt").textValue());
        }
        assertThat(ends).doesNotHaveDuplicates().isSorted();
    }

    /** An alert that still waits for its group when the agent ends is told before the end. */
    @Test
    void theEndIsNotTheEndOfWhatWaits() throws Exception {
        StubReceiver stub = stub(StubReceiver.status(200));
        AlertsConfig.Receiver receiver = Kind.WEBHOOK.receiver("r", stub.url("/"), false);
        Receivers receivers = receivers(receiver);
        tell(receivers, "r", "warm");
        stub.next();
        await(() -> metrics(receivers, "r").get("delivered") == 1);
        AlertPipeline pipeline = new AlertPipeline(config(receiver), receivers, AlertListener.NONE, clocks);
        AlertThread alerts = new AlertThread(pipeline, clocks);
        alerts.start();
        alerts.opened(new Condition(
                "MissingPrefix",
                Severity.CRITICAL,
                Map.of("prefix", "10.0.0.0/24"),
                Map.of(),
                Duration.ZERO,
                Duration.ZERO,
                clocks.instant(),
                clocks.nanos(),
                false));
        alerts.close();
        receivers.close();
        assertThat(prefix(stub.next())).isEqualTo("10.0.0.0/24");
        assertThat(ledger.unfinished("r")).isEmpty();
    }
}
