package dev.ribwatch.exporter.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.client.HttpCalls;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** L3 and L4: what one attempt makes of what a server does. */
class HttpAttemptsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService lookups = Executors.newSingleThreadExecutor();

    @AfterEach
    void end() {
        thread.shutdownNow();
        lookups.shutdownNow();
    }

    private HttpAttempts attempts(HttpCalls.Lookup lookup, Duration deadline) {
        return new HttpAttempts(thread, lookups, lookup, deadline, new Clocks(System::nanoTime, () -> NOW));
    }

    private Answer attempt(Kind kind, URI url, Duration deadline) throws Exception {
        return attempt(attempts(InetAddress::getAllByName, deadline), kind.format(url, false));
    }

    private static Answer attempt(HttpAttempts attempts, Format format) throws Exception {
        return attempts.attempt(format.request(Told.firing("r", "n1"), NOW)).get(60, TimeUnit.SECONDS);
    }

    private Answer answerTo(Kind kind, StubReceiver.Behaviour behaviour, Duration deadline) throws Exception {
        try (StubReceiver stub = new StubReceiver(behaviour)) {
            return attempt(kind, stub.url("/hook"), deadline);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, DELIVERED",
        "201, DELIVERED",
        "202, DELIVERED",
        "299, DELIVERED",
        "300, REFUSED",
        "304, REFUSED",
        "400, REFUSED",
        "401, REFUSED",
        "403, REFUSED",
        "404, REFUSED",
        "407, REFUSED",
        "409, REFUSED",
        "410, REFUSED",
        "413, REFUSED",
        "422, REFUSED",
        "451, REFUSED",
        "499, REFUSED",
        "408, RETRY",
        "425, RETRY",
        "429, RETRY",
        "500, RETRY",
        "501, RETRY",
        "502, RETRY",
        "503, RETRY",
        "504, RETRY",
        "529, RETRY",
        "599, RETRY"
    })
    void theStatusSaysWhatFollows(int status, Answer.Kind expected) throws Exception {
        for (Kind kind : Kind.values()) {
            Answer answer = answerTo(kind, StubReceiver.status(status), LONG);
            assertThat(answer.kind()).as("%s", kind).isEqualTo(expected);
            if (expected != Answer.Kind.DELIVERED) {
                assertThat(answer.text()).isEqualTo(status == 304 ? "HTTP 304" : "HTTP " + status + ": ok");
            }
            assertThat(answer.retryAfter()).isNull();
        }
    }

    /** S4: the path of a webhook is a secret, and some servers say it back. */
    @Test
    void whatItWasAskedForIsNotQuoted() throws Exception {
        String said =
                "Cannot POST /services/T0/B0XXXX/k7Gd93hfUw2q?key=topsecret1: no k7Gd93hfUw2q here; services are full";
        StubReceiver.Behaviour echo = (number, out) -> {
            StubReceiver.write(out, StubReceiver.head(404, "Content-Length: " + said.length()) + said);
            return true;
        };
        try (StubReceiver stub = new StubReceiver(echo)) {
            Answer answer = attempt(Kind.WEBHOOK, stub.url("/services/T0/B0XXXX/k7Gd93hfUw2q?key=topsecret1"), LONG);
            assertThat(answer.text())
                    .startsWith("HTTP 404: Cannot POST [...]")
                    .doesNotContain("k7Gd93hfUw2q", "topsecret1")
                    .contains("here; ");
        }
    }

    @ParameterizedTest
    @EnumSource
    void noRedirectIsFollowed(Kind kind) throws Exception {
        try (StubReceiver elsewhere = new StubReceiver(StubReceiver.status(200))) {
            for (int status : new int[] {301, 302, 303, 307, 308}) {
                String location = "Location: " + elsewhere.url("/");
                assertThat(answerTo(kind, StubReceiver.status(status, location), LONG)
                                .kind())
                        .isEqualTo(Answer.Kind.REFUSED);
            }
            assertThat(elsewhere.requests()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "429, 7, 7",
        "503, 0, 0",
        "503, 3600, 3600",
        "503, 3601, 3600",
        "500, 99999999999999999999, 3600",
        "408, 5, 5",
        "425, 5, 5",
        "429, soon, -1",
        "429, -5, -1",
        "429, 1.5, -1",
        "429, '', -1"
    })
    void secondsToWaitAreHeard(int status, String header, long seconds) throws Exception {
        Answer answer = answerTo(Kind.WEBHOOK, StubReceiver.status(status, "Retry-After: " + header), LONG);
        assertThat(answer.kind()).isEqualTo(Answer.Kind.RETRY);
        assertThat(answer.retryAfter()).isEqualTo(seconds < 0 ? null : Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"90, 90", "3600, 3600", "7200, 3600", "-60, 0", "315360000, 3600"})
    void aDateToWaitForIsHeard(long ahead, long seconds) throws Exception {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                NOW.plusSeconds(ahead).atOffset(ZoneOffset.UTC));
        Answer answer = answerTo(Kind.ALERTMANAGER, StubReceiver.status(503, "Retry-After: " + date), LONG);
        assertThat(answer.retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedConnectionIsTriedAgain(Kind kind) throws Exception {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        assertThat(attempt(kind, nobody, LONG)).isEqualTo(Answer.retry("no connection"));
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatHangsUpIsTriedAgain(Kind kind) throws Exception {
        assertThat(answerTo(kind, (number, out) -> false, LONG).kind()).isEqualTo(Answer.Kind.RETRY);
        Answer noise = answerTo(
                kind,
                (number, out) -> {
                    StubReceiver.write(out, "\u0000\u0001 what is this\r\n\r\n");
                    return false;
                },
                LONG);
        assertThat(noise.kind()).isEqualTo(Answer.Kind.RETRY);
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatNeverAnswersCostsTheDeadlineAndNoMore(Kind kind) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        long before = System.nanoTime();
        Answer answer = answerTo(
                kind,
                (number, out) -> {
                    over.await();
                    return false;
                },
                SHORT);
        assertThat(answer).isEqualTo(Answer.retry("no answer in time"));
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(SHORT.toNanos());
        over.countDown();
    }

    /** A head that comes byte by byte resets no timer. */
    @ParameterizedTest
    @EnumSource
    void aHeadThatDripsCostsTheDeadlineAndNoMore(Kind kind) throws Exception {
        Answer answer = answerTo(
                kind,
                (number, out) -> {
                    StubReceiver.write(out, "HTTP/1.1 200 OK\r\nX-Padding: ");
                    return drip(out);
                },
                SHORT);
        assertThat(answer).isEqualTo(Answer.retry("no answer in time"));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsAcceptedIsDeliveredAlthoughItsBodyNeverEnds(Kind kind) throws Exception {
        // Far below the deadline: the head is enough.
        Answer answer = answerTo(
                kind,
                (number, out) -> {
                    StubReceiver.write(out, StubReceiver.head(200, "Content-Length: 1000000"));
                    return drip(out);
                },
                Duration.ofMinutes(10));
        assertThat(answer).isEqualTo(Answer.DELIVERED);
        Answer silent = answerTo(
                kind,
                (number, out) -> {
                    StubReceiver.write(out, StubReceiver.head(202, "Content-Length: 1"));
                    new CountDownLatch(1).await();
                    return false;
                },
                Duration.ofMinutes(10));
        assertThat(silent).isEqualTo(Answer.DELIVERED);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsRefusedIsSoAlthoughItsBodyNeverEnds(Kind kind) throws Exception {
        Answer answer = answerTo(
                kind,
                (number, out) -> {
                    StubReceiver.write(out, StubReceiver.head(400, "Content-Length: 1000000"));
                    return drip(out);
                },
                SHORT);
        assertThat(answer.kind()).isEqualTo(Answer.Kind.REFUSED);
        assertThat(answer.reason()).isEqualTo("HTTP 400");
    }

    private static boolean drip(OutputStream out) throws IOException, InterruptedException {
        while (true) {
            StubReceiver.write(out, "x");
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Ten gigabytes are announced and sent as fast as they are taken; all but the beginning stays untaken. */
    @ParameterizedTest
    @ValueSource(ints = {200, 400, 500})
    void aHugeBodyIsNotRead(int status) throws Exception {
        long huge = 10L << 30;
        AtomicLong sent = new AtomicLong();
        CountDownLatch hungUp = new CountDownLatch(1);
        try (StubReceiver stub = new StubReceiver((number, out) -> {
            try {
                StubReceiver.write(out, StubReceiver.head(status, "Content-Length: " + huge));
                byte[] part = new byte[4096];
                java.util.Arrays.fill(part, (byte) 'x');
                while (sent.get() < huge) {
                    out.write(part);
                    sent.addAndGet(part.length);
                }
            } finally {
                hungUp.countDown();
            }
            return false;
        })) {
            Answer answer = attempt(Kind.WEBHOOK, stub.url("/"), LONG);
            assertThat(answer.text()).hasSizeLessThan(300);
            assertThat(hungUp.await(30, TimeUnit.SECONDS)).isTrue();
            // 64 KiB are read; the rest fills the buffers of two sockets.
            assertThat(sent.get()).isLessThan(32L << 20);
        }
    }

    @Test
    void aStrangersTextIsMadePrintable() throws Exception {
        Answer answer = answerTo(
                Kind.WEBHOOK,
                (number, out) -> {
                    StubReceiver.write(out, StubReceiver.head(400, "Content-Length: 9") + "\u001b[31mred\n");
                    return true;
                },
                LONG);
        assertThat(answer.text()).isEqualTo("HTTP 400: \\u001b[31mred\\u000a");
    }

    // Names.

    @Test
    void aLookupThatHangsCostsTheDeadlineAndNoMore() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        HttpAttempts attempts = attempts(
                host -> {
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new UnknownHostException(host);
                },
                Duration.ofMillis(300));
        Format format = Kind.WEBHOOK.format(URI.create("https://hooks.example/"), false);
        assertThat(attempt(attempts, format)).isEqualTo(Answer.retry("no answer in time"));
        assertThat(attempt(attempts, format)).isEqualTo(Answer.retry("no answer in time"));
        over.countDown();
    }

    @Test
    void aNameWithoutAddressIsTriedAgain() throws Exception {
        HttpAttempts attempts = attempts(
                host -> {
                    throw new UnknownHostException(host);
                },
                LONG);
        assertThat(attempt(attempts, Kind.WEBHOOK.format(URI.create("https://hooks.example/"), false)))
                .isEqualTo(Answer.retry("the host's name has no address"));
    }

    @Test
    void aLookupThatFindsNoRoomIsTriedAgain() throws Exception {
        HttpAttempts attempts = new HttpAttempts(
                thread,
                work -> {
                    throw new RejectedExecutionException();
                },
                InetAddress::getAllByName,
                LONG,
                new Clocks(System::nanoTime, () -> NOW));
        assertThat(attempt(attempts, Kind.WEBHOOK.format(URI.create("https://hooks.example/"), false))
                        .kind())
                .isEqualTo(Answer.Kind.RETRY);
    }

    /** S5: the name may lead anywhere. A refusal is final, and says why. */
    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "100.100.100.200", "fd00:ec2::254", "224.0.0.1", "0.0.0.0", "fe80::1"})
    void aNameThatLeadsToNoReceiverIsRefused(String address) throws Exception {
        InetAddress[] both = {InetAddress.getByName("192.0.2.1"), InetAddress.getByName(address)};
        for (boolean insecure : new boolean[] {false, true}) {
            for (Kind kind : Kind.values()) {
                URI url = URI.create((insecure ? "http" : "https") + "://hooks.example/");
                assertThat(attempt(attempts(host -> both, LONG), kind.format(url, insecure)))
                        .isEqualTo(Answer.refused("the URL leads to an address that cannot be a receiver's"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void clearTextStaysOnThisMachineUnlessItMayLeave(Kind kind) throws Exception {
        HttpAttempts attempts = attempts(host -> new InetAddress[] {InetAddress.getByName("192.0.2.1")}, SHORT);
        URI url = URI.create("http://localhost:1/");
        assertThat(attempt(attempts, kind.format(url, false)))
                .isEqualTo(Answer.refused("http is allowed to this machine only; use https, or insecure: true"));
        // It is tried: nobody listens there.
        assertThat(attempt(attempts, kind.format(url, true)).kind()).isEqualTo(Answer.Kind.RETRY);
    }
}
