package dev.ribwatch.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ribwatch.agent.session.Timing;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.config.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real sockets on loopback. Each listener must end with every buffer given back. */
@Tag("transport")
@Timeout(120)
class BgpListenerTest {
    private static final byte[] OPEN = Messages.open(Routers.THEIR_AS, 90, "10.0.0.11", Messages.MULTIPROTOCOL_IPV4);
    private static final byte[] OPEN_WITH_RESTART =
            Messages.open(Routers.THEIR_AS, 90, "10.0.0.11", Messages.MULTIPROTOCOL_IPV4, Messages.GRACEFUL_RESTART);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSessionComesUpAndItsMessagesReachTheLane(boolean portable) throws IOException {
        IoLoops loops = portable ? IoLoops.openPortable(1, System::nanoTime) : IoLoops.open(1, System::nanoTime);
        try (ListenerHarness harness = new ListenerHarness(
                        loops, Timing.STANDARD, "127.0.0.1", Routers.router("edge1", "127.0.0.11"));
                BgpClient client = harness.establish("127.0.0.11", OPEN)) {
            harness.awaitEstablished("edge1");
            client.send(Messages.concat(Messages.update(23, 1), Messages.keepalive(), Messages.update(4096, 2)));
            harness.awaitRecord(LaneRecorder.hex(Messages.update(4096, 2)));

            assertThat(harness.recorder.records)
                    .containsExactly(
                            "up 1",
                            LaneRecorder.hex(Messages.update(23, 1)),
                            LaneRecorder.hex(Messages.update(4096, 2)));
            SessionStatus status = harness.status("edge1");
            assertThat(status.received(MessageType.UPDATE)).isEqualTo(2);
            assertThat(status.address()).isEqualTo("127.0.0.11");
            client.hangUp();
            harness.awaitRecord("down 1 CONNECTION_LOST 0/0");
            assertThat(status.flaps()).isOne();
        }
    }

    @Test
    void overIpv6() throws IOException {
        try (ListenerHarness harness = new ListenerHarness(
                        IoLoops.open(1, System::nanoTime), Timing.STANDARD, "::1", Routers.router("edge6", "::1"));
                BgpClient client = harness.establish("::1", OPEN)) {
            harness.awaitEstablished("edge6");
            assertThat(client.socket().isConnected()).isTrue();
        }
    }

    @Test
    void h8OneOctetASegment() throws IOException {
        try (ListenerHarness harness = new ListenerHarness(Routers.router("edge1", "127.0.0.11"));
                BgpClient client = harness.connect("127.0.0.11")) {
            client.receive(Messages.OPEN);
            byte[] all = Messages.concat(OPEN, Messages.keepalive(), Messages.update(60, 1));
            for (byte octet : all) {
                client.send(octet);
            }
            harness.awaitRecord(LaneRecorder.hex(Messages.update(60, 1)));
        }
    }

    @Test
    void f6AnUnknownAddressIsClosedAtAccept() throws IOException {
        try (ListenerHarness harness = new ListenerHarness(Routers.router("edge1", "127.0.0.11"))) {
            assertThat(harness.answerTo("127.0.0.99")).isEqualTo(BgpClient.RESET);
            harness.await("counted", () -> harness.listener.refused(Refusal.UNKNOWN_ADDRESS) == 1);
            try (BgpClient known = harness.connect("127.0.0.11")) {
                assertThat(known.receive()).startsWith("ff");
            }
            assertThat(harness.listener.refused(Refusal.UNKNOWN_ADDRESS)).isOne();
        }
    }

    @Test
    void k9AFloodOfUnknownConnectionsTouchesNoSession() throws IOException {
        try (ListenerHarness harness = new ListenerHarness(Routers.router("edge1", "127.0.0.11"));
                BgpClient client = harness.establish("127.0.0.11", OPEN)) {
            harness.awaitEstablished("edge1");
            int attempts = 1000;
            for (int i = 0; i < attempts; i++) {
                try (BgpClient stranger = harness.connect("127.0.0.99")) {
                    assertThat(stranger.socket().isConnected()).isTrue();
                } catch (SocketException e) {
                    attempts--; // reset before it was seen to be there
                }
                if (i % 100 == 0) {
                    client.send(Messages.update(23, i));
                    harness.awaitRecord(LaneRecorder.hex(Messages.update(23, i)));
                }
            }
            int expected = attempts;
            harness.await("all counted", () -> harness.listener.refused(Refusal.UNKNOWN_ADDRESS) >= expected);
            assertThat(harness.status("edge1").isEstablished()).isTrue();
            assertThat(harness.status("edge1").flaps()).isZero();
        }
    }

    @Test
    void aWrongAsIsAnsweredAndKeptAway() throws IOException {
        try (ListenerHarness harness = new ListenerHarness(Routers.router("edge1", "127.0.0.11"))) {
            try (BgpClient client = harness.connect("127.0.0.11")) {
                client.receive(Messages.OPEN);
                client.send(Messages.open(65099, 90, "10.0.0.11"));
                assertThat(client.receive(Messages.NOTIFICATION)).endsWith("030202");
                assertThat(client.receive()).isEqualTo(BgpClient.CLOSED);
            }
            assertThat(harness.status("edge1").lastError()).contains("Bad Peer AS");
            assertThat(harness.answerTo("127.0.0.11")).isEqualTo(BgpClient.RESET);
            assertThat(harness.recorder.records).isEmpty();
        }
    }

    @Test
    void garbageIsAnsweredAndNobodyElseNotices() throws IOException {
        try (ListenerHarness harness = new ListenerHarness(
                        Routers.router("edge1", "127.0.0.11"), Routers.router("edge2", "127.0.0.12"));
                BgpClient good = harness.establish("127.0.0.12", OPEN);
                BgpClient bad = harness.connect("127.0.0.11")) {
            harness.awaitEstablished("edge2");
            bad.receive(Messages.OPEN);
            bad.send(new byte[300_000]);
            assertThat(bad.receive(Messages.NOTIFICATION)).endsWith("030101");
            good.send(Messages.update(23, 5));
            harness.awaitRecord(LaneRecorder.hex(Messages.update(23, 5)));
            assertThat(harness.status("edge2").flaps()).isZero();
        }
    }

    @Test
    void k9HalfAnOpenAndNoOpenAreClosedInTime() throws IOException {
        Timing impatient = ListenerHarness.impatient(300);
        try (ListenerHarness harness = new ListenerHarness(
                        IoLoops.open(1, System::nanoTime),
                        impatient,
                        "127.0.0.1",
                        Routers.router("edge1", "127.0.0.11"),
                        Routers.router("edge2", "127.0.0.12"));
                BgpClient half = harness.connect("127.0.0.11");
                BgpClient silent = harness.connect("127.0.0.12")) {
            half.send(Arrays.copyOf(OPEN, 25));
            assertThat(half.receive(Messages.NOTIFICATION)).endsWith("030400");
            assertThat(silent.receive(Messages.NOTIFICATION)).endsWith("030400");
            assertThat(silent.receive()).isEqualTo(BgpClient.CLOSED);
        }
    }

    @Test
    void aReaderThatStopsHoldsUpOneSocketAlone() throws IOException, InterruptedException {
        try (ListenerHarness harness = new ListenerHarness(
                        IoLoops.open(1, System::nanoTime),
                        Timing.STANDARD,
                        "127.0.0.1",
                        Routers.router("slow", "127.0.0.11"),
                        Routers.router("quick", "127.0.0.12"));
                BgpClient slow = harness.establish("127.0.0.11", OPEN);
                BgpClient quick = harness.establish("127.0.0.12", OPEN)) {
            harness.await("both up", () -> harness.recorder.records.size() == 2);
            harness.recorder.records.clear();
            harness.neglected.add("slow");
            List<String> expected = new ArrayList<>();
            byte[][] updates = new byte[5000][];
            for (int i = 0; i < updates.length; i++) {
                updates[i] = Messages.update(23 + i % 4000, i);
                expected.add(LaneRecorder.hex(updates[i]));
            }
            Thread writer = new Thread(() -> {
                try {
                    for (byte[] update : updates) {
                        slow.send(update);
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            writer.start();
            harness.await("reading stopped", () -> harness.status("slow").pausedSeconds() > 0.2);
            assertThat(harness.status("slow").laneBytes()).isBetween(64L * 1024, 130L * 1024);
            quick.send(Messages.update(23, 77));
            harness.awaitRecord(LaneRecorder.hex(Messages.update(23, 77)));
            assertThat(harness.recorder.records).hasSize(1);

            harness.recorder.records.clear();
            harness.neglected.clear();
            harness.ready.add(harness.status("slow").lane());
            harness.await("all read", () -> harness.recorder.records.size() >= expected.size());
            writer.join();
            assertThat(harness.recorder.records).isEqualTo(expected);
            assertThat(harness.status("slow").flaps()).isZero();
        }
    }

    @Test
    void f4ARouterThatRestartsGracefullyIsBackAtOnce() throws IOException {
        try (ListenerHarness harness = new ListenerHarness(Routers.router("edge1", "127.0.0.11"));
                BgpClient old = harness.establish("127.0.0.11", OPEN_WITH_RESTART)) {
            harness.awaitRecord("up 1");
            old.receive(Messages.UPDATE);
            try (BgpClient fresh = harness.establish("127.0.0.11", OPEN_WITH_RESTART)) {
                harness.awaitRecord("up 2");
                assertThat(harness.recorder.records).containsExactly("up 1", "down 1 REPLACED 0/0", "up 2");
                assertThat(old.receive()).as("without a word").isIn(BgpClient.CLOSED, BgpClient.RESET);
                assertThat(fresh.socket().isConnected()).isTrue();
            }
        }
    }

    @Test
    void f4AnOldSessionThatAcknowledgesStays() throws IOException {
        try (ListenerHarness harness = new ListenerHarness(Routers.router("edge1", "127.0.0.11"));
                BgpClient old = harness.establish("127.0.0.11", OPEN)) {
            harness.awaitRecord("up 1");
            try (BgpClient fresh = harness.connect("127.0.0.11")) {
                fresh.receive(Messages.OPEN);
                fresh.send(Messages.concat(OPEN, Messages.keepalive()));
                assertThat(fresh.receive()).endsWith("030607");
                assertThat(fresh.receive()).isIn(BgpClient.CLOSED, BgpClient.RESET);
            }
            assertThat(old.receive()).isEqualTo(LaneRecorder.hex(Messages.keepalive()));
            assertThat(harness.status("edge1").isEstablished()).isTrue();
            assertThat(harness.recorder.records).containsExactly("up 1");
        }
    }

    @Test
    void aConnectionThatIsResetIsLost() throws IOException {
        try (ListenerHarness harness = new ListenerHarness(Routers.router("edge1", "127.0.0.11"))) {
            BgpClient client = harness.establish("127.0.0.11", OPEN);
            harness.awaitRecord("up 1");
            client.abort();
            harness.awaitRecord("down 1 CONNECTION_LOST 0/0");
            harness.establish("127.0.0.11", OPEN).close();
            harness.awaitRecord("up 2");
        }
    }

    @Test
    void f9ReloadTouchesOnlyWhatChanged() throws IOException {
        try (ListenerHarness harness = new ListenerHarness(
                        Routers.router("stays", "127.0.0.11"),
                        Routers.router("changes", "127.0.0.12"),
                        Routers.router("goes", "127.0.0.13"));
                BgpClient stays = harness.establish("127.0.0.11", OPEN);
                BgpClient changes = harness.establish("127.0.0.12", OPEN);
                BgpClient goes = harness.establish("127.0.0.13", OPEN)) {
            for (String router : List.of("stays", "changes", "goes")) {
                harness.awaitEstablished(router);
            }
            harness.listener.apply(
                    Routers.agent(harness.configured()),
                    List.of(
                            Routers.router("stays", "127.0.0.11"),
                            Routers.router("changes", "127.0.0.12", 65020, 64, null, false),
                            Routers.router("comes", "127.0.0.14")));

            assertThat(changes.receive(Messages.NOTIFICATION)).endsWith("030606");
            assertThat(goes.receive(Messages.NOTIFICATION)).endsWith("030603");
            harness.awaitRecord("removed");
            try (BgpClient comes = harness.establish("127.0.0.14", OPEN);
                    BgpClient changed = harness.establish("127.0.0.12", Messages.open(65020, 90, "10.0.0.12"))) {
                harness.awaitEstablished("comes");
                harness.awaitEstablished("changes");
                assertThat(changed.socket().isConnected() && comes.socket().isConnected())
                        .isTrue();
            }
            stays.send(Messages.update(23, 3));
            harness.awaitRecord(LaneRecorder.hex(Messages.update(23, 3)));
            assertThat(harness.status("stays").flaps()).isZero();
            assertThat(harness.listener.sessions())
                    .extracting(SessionStatus::name)
                    .containsExactly("changes", "comes", "stays");
        }
    }

    @Test
    void aReloadThatCannotBindChangesNothing() throws IOException {
        try (ListenerHarness harness = new ListenerHarness(Routers.router("edge1", "127.0.0.11"));
                BgpClient client = harness.establish("127.0.0.11", OPEN)) {
            harness.awaitEstablished("edge1");
            InetSocketAddress taken = harness.address();
            assertThatThrownBy(() -> harness.listener.apply(
                            Routers.agent(harness.configured(), taken), List.of(Routers.router("edge2", "127.0.0.12"))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(String.valueOf(taken.getPort()));

            client.send(Messages.update(23, 3));
            harness.awaitRecord(LaneRecorder.hex(Messages.update(23, 3)));
            assertThat(harness.listener.addresses()).containsExactly(taken);
            assertThat(harness.listener.sessions())
                    .extracting(SessionStatus::name)
                    .containsExactly("edge1");
        }
    }

    @Test
    void membersOfARangeComeAndGo() throws IOException {
        try (ListenerHarness harness =
                new ListenerHarness(Routers.router("dc", "127.0.1.0/24", Routers.THEIR_AS, 2, null, false))) {
            assertThat(harness.listener.sessions()).isEmpty();
            BgpClient first = harness.establish("127.0.1.1", OPEN);
            BgpClient second = harness.establish("127.0.1.2", OPEN);
            harness.awaitEstablished("dc-127.0.1.1");
            harness.awaitEstablished("dc-127.0.1.2");
            assertThat(harness.status("dc-127.0.1.1").configuredAs()).isEqualTo("dc");
            assertThat(harness.answerTo("127.0.1.3")).isEqualTo(BgpClient.RESET);
            harness.await("counted", () -> harness.listener.refused(Refusal.RANGE_FULL) == 1);
            assertThat(harness.listener.refused(Refusal.UNKNOWN_ADDRESS)).isZero();
            first.close();
            harness.awaitRecord("down 1 CONNECTION_LOST 0/0");
            assertThat(harness.listener.sessions()).hasSize(2);
            BgpClient third = harness.establish("127.0.1.3", OPEN);
            harness.awaitEstablished("dc-127.0.1.3");
            harness.awaitRecord("removed");
            assertThat(harness.listener.sessions())
                    .extracting(SessionStatus::name)
                    .containsExactly("dc-127.0.1.2", "dc-127.0.1.3");
            second.close();
            third.close();
        }
    }

    @Test
    void aConnectionThatBringsNoOpenForgetsNobody() throws IOException {
        try (ListenerHarness harness =
                new ListenerHarness(Routers.router("dc", "127.0.1.0/24", Routers.THEIR_AS, 1, null, false))) {
            harness.establish("127.0.1.1", OPEN).close();
            harness.awaitRecord("down 1 CONNECTION_LOST 0/0");
            try (BgpClient silent = harness.connect("127.0.1.30")) {
                assertThat(silent.receive()).isNotIn(BgpClient.RESET, BgpClient.CLOSED);
            }
            assertThat(harness.listener.knows("dc-127.0.1.1")).isTrue();
            assertThat(harness.recorder.records).doesNotContain("removed");
            try (BgpClient newcomer = harness.connect("127.0.1.31")) {
                newcomer.receive(Messages.OPEN);
                newcomer.send(Messages.concat(OPEN, Messages.keepalive(), Messages.update(23, 3)));
                harness.awaitEstablished("dc-127.0.1.31");
                harness.awaitRecord(LaneRecorder.hex(Messages.update(23, 3)));
                assertThat(harness.listener.knows("dc-127.0.1.1")).isFalse();
            }
        }
    }

    @Test
    void f7AMemberThatMustStayAwayKeepsItsPlaceInTheRange() throws IOException {
        try (ListenerHarness harness =
                new ListenerHarness(Routers.router("dc", "127.0.1.0/24", Routers.THEIR_AS, 1, null, false))) {
            try (BgpClient client = harness.establish("127.0.1.1", OPEN)) {
                harness.awaitEstablished("dc-127.0.1.1");
                client.send(OPEN);
                assertThat(client.receive(Messages.NOTIFICATION)).contains("030503");
            }
            harness.awaitRecord("down 1 NOTIFICATION_SENT 5/3");
            assertThat(harness.answerTo("127.0.1.2")).isEqualTo(BgpClient.RESET);
            assertThat(harness.answerTo("127.0.1.1")).isEqualTo(BgpClient.RESET);
            assertThat(harness.listener.sessions())
                    .extracting(SessionStatus::name)
                    .containsExactly("dc-127.0.1.1");
        }
    }

    @Test
    void f9ShutdownSaysSoAndTakesUnderASecond() throws IOException {
        ListenerHarness harness =
                new ListenerHarness(Routers.router("edge1", "127.0.0.11"), Routers.router("edge2", "127.0.0.12"));
        BgpClient client = harness.establish("127.0.0.11", OPEN);
        BgpClient pending = harness.connect("127.0.0.12");
        harness.awaitEstablished("edge1");
        harness.await("accepted", () -> harness.status("edge2").state() == 4);
        InetSocketAddress address = harness.address();
        harness.close(); // neither client closes its side: they are cut off in time

        String farewell = client.receive(Messages.NOTIFICATION);
        byte[] text = HexFormat.of().parseHex(farewell.substring(2 * 22));
        assertThat(farewell.substring(36, 42)).isEqualTo("030602");
        assertThat(new String(text, StandardCharsets.UTF_8)).isEqualTo("Ribwatch is shutting down");
        assertThat(client.receive()).isEqualTo(BgpClient.CLOSED);
        assertThat(pending.receive(Messages.NOTIFICATION).substring(36, 42)).isEqualTo("030602");
        harness.recorder.drainAll(harness.status("edge1").lane());
        assertThat(harness.recorder.records).containsExactly("up 1", "down 1 NOTIFICATION_SENT 6/2", "removed");
        assertThatThrownBy(() -> new BgpClient("127.0.0.11", address)).isInstanceOf(IOException.class);
    }

    @Test
    void t4WithoutEpollMd5AndTtlSecurityAreRefused() throws IOException {
        try (IoLoops loops = IoLoops.openPortable(1, System::nanoTime)) {
            for (boolean md5 : new boolean[] {true, false}) {
                Secret key = md5 ? new Secret("test", new byte[] {'k'}) : null;
                assertThatThrownBy(() -> new ListenerHarness(
                                loops,
                                Timing.STANDARD,
                                "127.0.0.1",
                                Routers.router("edge1", "127.0.0.11", Routers.THEIR_AS, 64, key, !md5)))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("edge1");
            }
        }
    }

    @Test
    void theLoopsTickWhileTheListenerIsOpen() throws IOException {
        IoLoops loops = IoLoops.open(2, System::nanoTime);
        assertThat(loops.stalledNanos()).isZero();
        CountDownLatch release = new CountDownLatch(1);
        try (ListenerHarness harness =
                new ListenerHarness(loops, Timing.STANDARD, "127.0.0.1", Routers.router("edge1", "127.0.0.11"))) {
            loops.loops().get(1).execute(() -> awaitQuietly(release));
            harness.await("one loop stands still", () -> loops.stalledNanos() > TimeUnit.SECONDS.toNanos(1));
            release.countDown();
            harness.await("it goes on", () -> loops.stalledNanos() < TimeUnit.MILLISECONDS.toNanos(500));
        }
        assertThat(loops.stalledNanos()).isZero();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theLongestStepOfTheLoopsIsMeasured() throws IOException {
        try (ListenerHarness harness = new ListenerHarness(Routers.router("edge1", "127.0.0.11"));
                BgpClient client = harness.establish("127.0.0.11", OPEN)) {
            harness.awaitEstablished("edge1");
            assertThat(client.socket().isConnected()).isTrue();
            assertThat(harness.loops.takeLongestStep()).isPositive();
            assertThat(harness.loops.longestStep()).isPositive();
        }
    }
}
