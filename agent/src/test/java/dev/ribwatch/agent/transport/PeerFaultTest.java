package dev.ribwatch.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.LoggedLines;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong on a router's connections, by its doing or ours. */
class PeerFaultTest extends PeerFixture {
    @Test
    void garbageIsAnsweredAndEndsTheConnection() {
        EmbeddedChannel channel = connect();
        sent(channel);
        receive(channel, "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

        assertThat(sent(channel)).singleElement().asString().endsWith("030101");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void h7ANotificationIsNotAnswered() {
        EmbeddedChannel channel = establish();
        receive(channel, Messages.notification(6, 4, (byte) 2, (byte) 'h', (byte) 'i'));

        assertThat(sent(channel)).isEmpty();
        assertThat(channel.isOpen()).isFalse();
        assertThat(records()).endsWith("down 1 NOTIFICATION_RECEIVED 6/4");
        assertThat(peer.status().notificationsReceived(6)).isOne();
        assertThat(peer.status().lastError()).contains("Administrative Reset").contains("\"hi\"");
        assertThat(peer.status().flaps()).isOne();
    }

    @Test
    void whatComesAfterTheEndIsNotRead() {
        EmbeddedChannel channel = establish();
        receive(channel, Messages.concat(Messages.update(23, 1), Messages.notification(6, 4), Messages.update(23, 2)));

        assertThat(records())
                .containsExactly("up 1", LaneRecorder.hex(Messages.update(23, 1)), "down 1 NOTIFICATION_RECEIVED 6/4");
    }

    @Test
    void aFullLaneStopsTheSocketAndNothingIsLost() {
        EmbeddedChannel channel = establish();
        List<String> expected = new ArrayList<>();
        expected.add("up 1");
        int number = 0;
        while (channel.config().isAutoRead()) {
            byte[] update = Messages.update(4000, number++);
            expected.add(LaneRecorder.hex(update));
            receive(channel, update);
        }
        assertThat(number * 4000).isBetween(64 * 1024, 140 * 1024);
        pass(400); // far longer than the hold time, yet it is we who do not read
        assertThat(channel.isOpen()).isTrue();
        assertThat(peer.status().pausedSeconds()).isBetween(399.0, 401.0);

        assertThat(recorder.records).isEmpty();
        while (!channel.config().isAutoRead()) {
            assertThat(peer.lane().drain(recorder)).isTrue();
            holder.runPendingTasks();
        }
        pass(80);
        assertThat(channel.isOpen()).as("the hold timer starts anew").isTrue();
        assertThat(records()).isEqualTo(expected);
        pass(20);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aSessionThatCameUpWhileTheLaneWasFullIsToldAsSoonAsThereIsRoom() {
        EmbeddedChannel channel = establish();
        for (int i = 0; channel.config().isAutoRead(); i++) {
            receive(channel, Messages.update(4000, i));
        }
        byte[] least = Messages.update(23, 0);
        while (peer.lane().room(least.length) >= least.length) {
            peer.lane().run(1, least, 0, least.length, now);
        }
        hangUp(channel);
        establish(); // and then it says nothing more
        recorder.drainAll(peer.lane());
        assertThat(recorder.records.get(recorder.records.size() - 1)).isEqualTo("down 1 CONNECTION_LOST 0/0");
        holder.runPendingTasks();

        assertThat(records().get(recorder.records.size() - 1)).isEqualTo("up 2");
    }

    @Test
    void aDefectInTheTimersOfOneRouterEndsItsConnectionsAlone() {
        EmbeddedChannel other = establish(); // of the peer that ticks second
        Peer second = new Peer("edge2", "edge2", terms, loop, ready);
        loop.add(second);
        EmbeddedChannel failing = connect(second);
        receive(failing, OPEN);
        receive(failing, Messages.keepalive());
        assertThat(second.status().isEstablished()).isTrue();
        random.failing = true;
        loop.tick();

        assertThat(failing.isOpen()).isFalse();
        assertThat(second.status().isEstablished()).isFalse();
        assertThat(second.status().flaps()).isOne();
        sent(other);
        pass(31);
        assertThat(sent(other)).contains(LaneRecorder.hex(Messages.keepalive()));
        EmbeddedChannel again = connect(second);
        receive(again, OPEN);
        receive(again, Messages.keepalive());
        assertThat(second.status().isEstablished()).isTrue();
    }

    @Test
    void aTickThatDoesNotComeIsSeen() {
        loop.tick();
        assertThat(loop.stalledNanos()).isZero();
        now += 3 * SECOND;
        assertThat(loop.stalledNanos()).isEqualTo(3 * SECOND);
        loop.tick();
        assertThat(loop.stalledNanos()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"false, 0200", "true, 0300"})
    void aDefectOfOursIsAnsweredByWhatTheStateWaitsFor(boolean established, String notification) {
        try (LoggedLines logged = new LoggedLines(Peer.class)) {
            EmbeddedChannel channel = established ? establish() : connect();
            sent(channel);
            channel.pipeline().fireExceptionCaught(new IllegalStateException("a defect"));

            assertThat(sent(channel)).singleElement().asString().endsWith("03" + notification);
            assertThat(channel.isOpen()).isFalse();
            assertThat(logged.lines()).anyMatch(line -> line.startsWith("ERROR edge1: cannot handle what it sent"));
        }
    }

    @Test
    void aFloodOfDefectsFillsNoLog() {
        try (LoggedLines logged = new LoggedLines(Peer.class)) {
            EmbeddedChannel channel = establish();
            for (int i = 0; i < 100; i++) {
                channel.pipeline().fireExceptionCaught(new IllegalStateException("a defect"));
            }

            assertThat(logged.lines()).hasSizeLessThan(11);
        }
    }

    @Test
    void anIoExceptionIsALostConnection() {
        EmbeddedChannel channel = establish();
        channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));

        assertThat(sent(channel)).isEmpty();
        assertThat(records()).endsWith("down 1 CONNECTION_LOST 0/0");
        assertThat(peer.status().lastError()).isEqualTo("connection lost: Connection reset by peer");
    }

    @Test
    void noFamilyInCommonIsSaid() {
        try (LoggedLines logged = new LoggedLines(Peer.class)) {
            byte[] multicast = {1, 4, 0, 1, 0, 2};
            establish(Messages.open(Routers.THEIR_AS, 90, "10.0.0.11", multicast));

            assertThat(peer.status().isEstablished()).isTrue();
            assertThat(peer.status().lastError()).startsWith("no address family in common");
            assertThat(logged.lines()).anyMatch(line -> line.startsWith("WARN edge1: no address family in common"));
        }
    }

    @Test
    void oneFamilyInCommonIsNoError() {
        establish(Messages.open(Routers.THEIR_AS, 90, "10.0.0.11", Messages.MULTIPROTOCOL_IPV6));

        assertThat(peer.status().lastError()).isNull();
    }

    @Test
    void aPauseOfFiveSecondsRaisesAnAlarmAndOneOfTwentyAnother() {
        try (LoggedLines logged = new LoggedLines(Peer.class)) {
            EmbeddedChannel channel = establish();
            for (int i = 0; channel.config().isAutoRead(); i++) {
                receive(channel, Messages.update(4000, i));
            }
            pass(4.8);
            assertThat(logged.lines()).noneMatch(line -> line.startsWith("WARN"));
            pass(0.3);
            assertThat(logged.lines()).last().asString().startsWith("WARN edge1: not read for 5 s, ");
            pass(14.7);
            assertThat(logged.lines())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .hasSize(1);
            pass(0.3);
            assertThat(logged.lines()).last().asString().startsWith("WARN edge1: not read for 20 s, ");
        }
    }

    @Test
    void f7ARouterThatBreaksTheSessionIsKeptAwayForAWhile() {
        EmbeddedChannel channel = establish();
        recordsUpTo(1);
        peer.lane().fault(1, 3, 1, new byte[] {(byte) 0xab});
        holder.runPendingTasks();
        assertThat(sent(channel)).singleElement().asString().endsWith("030301ab");
        assertThat(records()).endsWith("down 1 NOTIFICATION_SENT 3/1");
        assertThat(peer.status().state()).isEqualTo(1);

        assertThat(connect().isOpen()).isFalse();
        pass(4);
        assertThat(connect().isOpen()).isFalse();
        assertThat(refusals.of(Refusal.IDLE_HOLD)).isEqualTo(2);
        assertThat(refusals.of(Refusal.ROUTER_BUSY)).isZero();
        pass(1);
        assertThat(peer.status().state()).isEqualTo(3);
        assertThat(connect().isOpen()).isTrue();
    }

    @Test
    void f7AConnectionThatWaitedAtTheErrorDoesNotEscapeTheHold() {
        EmbeddedChannel channel = establish();
        EmbeddedChannel waiting = connect();
        receive(channel, Messages.message(Messages.OPEN, new byte[10]));
        String error = peer.status().lastError();
        sent(waiting);
        receive(waiting, OPEN);

        assertThat(sent(waiting)).singleElement().asString().endsWith("030605");
        assertThat(waiting.isOpen()).isFalse();
        assertThat(peer.status().lastError()).isEqualTo(error);
        pass(5);
        establish();
        assertThat(peer.status().isEstablished()).isTrue();
    }

    @Test
    void f7AConnectionThatWaitedForAProbeDoesNotEscapeTheHold() {
        EmbeddedChannel old = establish();
        EmbeddedChannel fresh = connect();
        sent(fresh);
        receive(fresh, OPEN);
        receive(old, new byte[19]); // no marker: 1/1
        holder.runPendingTasks();

        assertThat(sent(fresh)).singleElement().asString().endsWith("030605");
        assertThat(fresh.isOpen()).isFalse();
        assertThat(records()).containsExactly("up 1", "down 1 NOTIFICATION_SENT 1/1");
    }

    @Test
    void f7GarbageBesideASessionIsNotTheRoutersError() {
        EmbeddedChannel channel = establish();
        EmbeddedChannel garbage = connect();
        sent(garbage);
        receive(garbage, new byte[19]);
        assertThat(sent(garbage)).singleElement().asString().endsWith("030101");
        assertThat(peer.status().lastError()).isNull();
        hangUp(channel);

        assertThat(peer.status().state()).isEqualTo(3);
        establish();
        assertThat(records()).endsWith("up 2");
    }

    @Test
    void whyAnAttemptFailedIsKnownUntilASessionIsUp() {
        assertThat(peer.status().failedAttempt()).isNull();
        EmbeddedChannel first = establish();
        hangUp(first);
        assertThat(peer.status().failedAttempt()).as("that was a session").isNull();
        EmbeddedChannel wrong = connect();
        receive(wrong, Messages.open(Routers.THEIR_AS + 1, 90, "10.0.0.11"));
        assertThat(peer.status().failedAttempt()).contains("Bad Peer AS").hasSizeLessThanOrEqualTo(512);
        pass(60);
        EmbeddedChannel second = establish();
        assertThat(peer.status().failedAttempt()).isNull();
        hangUp(second);
        assertThat(peer.status().failedAttempt()).isNull();
    }

    @Test
    void f7GarbageWithoutASessionIs() {
        EmbeddedChannel garbage = connect();
        receive(garbage, new byte[19]);

        assertThat(peer.status().lastError()).isNotBlank();
        assertThat(peer.status().state()).isEqualTo(1);
    }

    @Test
    void h3ANotificationThatIsTooShortIsNotAnsweredAndCountsAsAnError() {
        EmbeddedChannel channel = establish();
        receive(channel, Messages.message(Messages.NOTIFICATION, (byte) 6));

        assertThat(sent(channel)).isEmpty();
        assertThat(channel.isOpen()).isFalse();
        assertThat(records()).endsWith("down 1 CLOSED_UNANSWERED 0/0");
        assertThat(connect().isOpen()).isFalse();
        pass(5);
        assertThat(connect().isOpen()).isTrue();
    }

    @Test
    void f7AfterALostConnectionARouterMayReturnAtOnce() {
        hangUp(establish());

        assertThat(connect().isOpen()).isTrue();
        assertThat(records()).containsExactly("up 1", "down 1 CONNECTION_LOST 0/0");
    }

    @Test
    void aFaultOfAnEarlierGenerationTouchesNoLaterOne() {
        hangUp(establish());
        EmbeddedChannel channel = establish();
        peer.lane().fault(1, 3, 1, new byte[0]);
        holder.runPendingTasks();

        assertThat(channel.isOpen()).isTrue();
        assertThat(sent(channel)).isEmpty();
    }
}
