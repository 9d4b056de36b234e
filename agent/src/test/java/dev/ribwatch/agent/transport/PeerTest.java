package dev.ribwatch.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.session.Timing;
import dev.ribwatch.agent.wire.error.ProtocolError;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.Notification;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A router's connections, with a clock that stands still until it is moved and sockets that are lists of octets. */
class PeerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final byte[] OPEN = Messages.open(
            Routers.THEIR_AS,
            90,
            "10.0.0.11",
            Messages.MULTIPROTOCOL_IPV4,
            Messages.ENHANCED_REFRESH,
            Messages.REFRESH);
    private static final byte[] OPEN_WITH_RESTART =
            Messages.open(Routers.THEIR_AS, 90, "10.0.0.11", Messages.MULTIPROTOCOL_IPV4, Messages.GRACEFUL_RESTART);

    private long now = 1_000_000 * SECOND;
    private final EmbeddedChannel holder = new EmbeddedChannel();
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final Refusals refusals = new Refusals();
    private final FailingRandom random = new FailingRandom();
    private final PeerLoop loop = new PeerLoop(
            holder.eventLoop(),
            () -> now,
            InstantSource.fixed(Instant.EPOCH),
            random,
            Timing.STANDARD,
            allocator,
            refusals);
    private final ReadyLanes ready = new ReadyLanes();
    private final PendingBound pending = new PendingBound(1000);
    private final PeerTerms terms = PeerTerms.of(Routers.agent(), Routers.router("edge1", "127.0.0.11"));
    private final Peer peer = new Peer("edge1", "edge1", terms, loop, ready);
    private final LaneRecorder recorder = new LaneRecorder();
    private List<String> endOfRibs = List.of();

    PeerTest() {
        loop.add(peer);
    }

    @Test
    void aSessionComesUp() {
        EmbeddedChannel channel = connect();

        // Version 4, AS 65000, hold time 90, 192.0.2.10.
        List<String> first = sent(channel);
        assertThat(first).hasSize(1);
        assertThat(first.get(0)).startsWith("ff".repeat(16)).contains("0104fde8005ac000020a");
        assertThat(peer.status().state()).isEqualTo(4);
        receive(channel, OPEN);
        assertThat(sent(channel)).containsExactly(LaneRecorder.hex(Messages.keepalive()));
        assertThat(peer.status().state()).isEqualTo(5);
        assertThat(records()).isEmpty();
        receive(channel, Messages.keepalive());

        assertThat(records()).containsExactly("up 1");
        assertThat(peer.status().state()).isEqualTo(6);
        assertThat(peer.status().establishedAt()).isEqualTo(Instant.EPOCH);
        assertThat(peer.status().received(MessageType.OPEN)).isOne();
        assertThat(peer.status().received(MessageType.KEEPALIVE)).isOne();
        assertThat(peer.status().sent(MessageType.OPEN)).isOne();
        assertThat(pending.pending())
                .as("an established connection is not pending")
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        // AS, hold time, identifier, NOTIFICATION in hex
        "65011, 90, 10.0.0.11, 0202",
        "65000, 90, 10.0.0.11, 0202",
        "0, 90, 10.0.0.11, 0202",
        "65010, 1, 10.0.0.11, 0206",
        "65010, 2, 10.0.0.11, 0206",
        "65010, 0, 10.0.0.11, 0206",
        "65010, 90, 0.0.0.0, 0203"
    })
    void o2ToO4AnOpenThatWeCannotAccept(int as, int holdTime, String identifier, String notification) {
        EmbeddedChannel channel = connect();
        sent(channel);
        receive(channel, Messages.open(as, holdTime, identifier));

        assertThat(sent(channel)).singleElement().asString().contains("03" + notification);
        assertThat(channel.isOpen()).isFalse();
        assertThat(records()).isEmpty();
        assertThat(peer.status().lastError()).isNotBlank();
        assertThat(pending.pending()).isZero();
    }

    @Test
    void o3AnIdentifierLikeOursIsFineOnAnExternalSession() {
        EmbeddedChannel channel = connect();
        receive(channel, Messages.open(Routers.THEIR_AS, 90, "192.0.2.10"));
        receive(channel, Messages.keepalive());

        assertThat(records()).containsExactly("up 1");
    }

    @Test
    void f1KeepalivesLeaveInTimeAndSilenceEndsTheSession() {
        EmbeddedChannel channel = establish();
        long start = now;
        long last = start;
        long longest = 0;
        while (channel.isOpen() && now < start + 200 * SECOND) {
            now += SECOND / 10;
            loop.tick();
            for (String message : sent(channel)) {
                if (message.equals(LaneRecorder.hex(Messages.keepalive()))) {
                    longest = Math.max(longest, now - last);
                    last = now;
                }
            }
        }

        assertThat(longest).isBetween(20 * SECOND, 30 * SECOND + SECOND / 10);
        assertThat(now - start).isBetween(90 * SECOND, 91 * SECOND);
        assertThat(records()).endsWith("down 1 NOTIFICATION_SENT 4/0");
        assertThat(peer.status().notificationsSent(4)).isOne();
    }

    @Test
    void f1HalfAMessageDoesNotResetTheHoldTimer() {
        EmbeddedChannel channel = establish();
        byte[] update = Messages.update(200, 1);
        for (int i = 0; i < 150 && channel.isOpen(); i++) {
            receive(channel, update[i]);
            pass(1);
        }

        assertThat(records()).endsWith("down 1 NOTIFICATION_SENT 4/0");
    }

    @Test
    void f1AWholeMessageResetsTheHoldTimer() {
        EmbeddedChannel channel = establish();
        for (int i = 0; i < 10; i++) {
            pass(60);
            receive(channel, Messages.update(23, i));
        }

        assertThat(channel.isOpen()).isTrue();
        assertThat(peer.status().isEstablished()).isTrue();
    }

    @Test
    void k13AfterAStopOfTheProcessWaitingInputIsReadBeforeTheTimerIsJudged() {
        EmbeddedChannel channel = establish();
        now += 120 * SECOND; // the process was stopped; the router's KEEPALIVEs wait in the socket
        loop.tick();
        assertThat(channel.isOpen()).isTrue();
        receive(channel, Messages.keepalive());
        pass(1);

        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void k9AnOpenThatNeverEndsIsWaitedForThirtySeconds() {
        EmbeddedChannel channel = connect();
        for (int i = 0; i < 29; i++) {
            receive(channel, OPEN[i]);
            pass(1);
        }
        assertThat(channel.isOpen()).isTrue();
        pass(2);

        assertThat(channel.isOpen()).isFalse();
        assertThat(records()).isEmpty();
        assertThat(pending.pending()).isZero();
    }

    @Test
    void k9ARouterHasTwoConnectionsPending() {
        EmbeddedChannel first = connect();
        EmbeddedChannel second = connect();
        EmbeddedChannel third = connect();

        assertThat(first.isOpen()).isTrue();
        assertThat(second.isOpen()).isTrue();
        assertThat(third.isOpen()).isFalse();
        assertThat(sent(third)).isEmpty();
        assertThat(refusals.of(Refusal.ROUTER_BUSY)).isOne();
        assertThat(refusals.of(Refusal.IDLE_HOLD)).isZero();
        assertThat(pending.pending()).isEqualTo(2);
    }

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

    @Test
    void f4ARouterThatRestartsGracefullyReplacesItsSession() {
        EmbeddedChannel old = establish(OPEN_WITH_RESTART);
        EmbeddedChannel fresh = connect();
        receive(fresh, OPEN_WITH_RESTART);

        assertThat(old.isOpen()).isFalse();
        assertThat(sent(old)).isEmpty();
        receive(fresh, Messages.keepalive());
        assertThat(records()).containsExactly("up 1", "down 1 REPLACED 0/0", "up 2");
        assertThat(peer.status().isEstablished()).isTrue();
    }

    @Test
    void f4WithoutGracefulRestartTheOldOneIsAskedAndStaysIfItTalks() {
        EmbeddedChannel old = establish();
        EmbeddedChannel fresh = connect();
        sent(fresh);
        receive(fresh, OPEN);
        assertThat(sent(old)).as("the probe").containsExactly(LaneRecorder.hex(Messages.keepalive()));
        assertThat(sent(fresh)).as("held until it is decided").isEmpty();
        now += SECOND;
        receive(old, Messages.keepalive());
        pass(1);

        assertThat(old.isOpen()).isTrue();
        assertThat(fresh.isOpen()).isFalse();
        assertThat(sent(fresh)).singleElement().asString().endsWith("030607");
        assertThat(records()).containsExactly("up 1");
    }

    @Test
    void f4WithoutGracefulRestartTheNewOneGoesOnWhenTheOldOneIsReset() {
        EmbeddedChannel old = establish();
        EmbeddedChannel fresh = connect();
        sent(fresh);
        receive(fresh, Messages.concat(OPEN, Messages.keepalive())); // it has our OPEN, so it confirms at once
        assertThat(fresh.config().isAutoRead()).isFalse();
        hangUp(old); // its kernel answered the probe with a reset
        holder.runPendingTasks();

        assertThat(records()).containsExactly("up 1", "down 1 CONNECTION_LOST 0/0", "up 2");
        assertThat(fresh.config().isAutoRead()).isTrue();
        assertThat(sent(fresh)).containsExactly(LaneRecorder.hex(Messages.keepalive()));
    }

    @Test
    void f4AThirdConnectionDuringTheProbeIsRefused() {
        establish();
        EmbeddedChannel fresh = connect();
        receive(fresh, OPEN);
        EmbeddedChannel third = connect();
        sent(third);
        receive(third, OPEN);

        assertThat(sent(third)).singleElement().asString().endsWith("030607");
        assertThat(fresh.isOpen()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.11, true", "192.0.2.9, false"})
    void f5OfTwoInOpenConfirmTheIdentifierDecides(String identifier, boolean newerStays) {
        byte[] open = Messages.open(Routers.THEIR_AS, 90, identifier);
        EmbeddedChannel older = connect();
        EmbeddedChannel newer = connect();
        receive(older, open);
        receive(newer, open);

        assertThat(newer.isOpen()).isEqualTo(newerStays);
        assertThat(older.isOpen()).isNotEqualTo(newerStays);
        assertThat(sent(newerStays ? older : newer)).last().asString().endsWith("030607");
        receive(newerStays ? newer : older, Messages.keepalive());
        assertThat(records()).containsExactly("up 1");
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

    @Test
    void f9ARemovedRouterIsToldSo() {
        EmbeddedChannel channel = establish();
        peer.remove(Notification.of(ProtocolError.PEER_DECONFIGURED));

        assertThat(sent(channel)).singleElement().asString().endsWith("030603");
        assertThat(records()).containsExactly("up 1", "down 1 NOTIFICATION_SENT 6/3", "removed");
        assertThat(peer.gone()).isDone();
        assertThat(connect().isOpen()).isFalse();
    }

    @Test
    void f9OtherTermsEndTheSessionTheSameTermsDoNot() {
        EmbeddedChannel channel = establish();
        peer.reconfigure(PeerTerms.of(Routers.agent(), Routers.router("edge1", "127.0.0.11")));
        assertThat(channel.isOpen()).isTrue();
        assertThat(sent(channel)).isEmpty();
        peer.reconfigure(PeerTerms.of(Routers.agent(), Routers.router("edge1", "127.0.0.11", 65020, 64, null, false)));

        assertThat(sent(channel)).singleElement().asString().endsWith("030606");
        EmbeddedChannel again = connect();
        receive(again, Messages.open(65020, 90, "10.0.0.11"));
        receive(again, Messages.keepalive());
        assertThat(records()).containsExactly("up 1", "down 1 NOTIFICATION_SENT 6/6", "up 2");
    }

    @Test
    void f11AFloodOfRefreshRequestsGetsOneAnswerATick() {
        EmbeddedChannel channel = establish();
        for (int i = 0; i < 1000; i++) {
            receive(channel, Messages.refresh(1, 0, 1));
        }
        assertThat(sent(channel)).isEmpty();
        pass(0.1);

        assertThat(sent(channel))
                .containsExactly(
                        LaneRecorder.hex(Messages.refresh(1, 1, 1)), LaneRecorder.hex(Messages.refresh(1, 2, 1)));
        pass(0.1);
        assertThat(sent(channel)).isEmpty();
        assertThat(records()).hasSize(1001); // the table sees them too
    }

    @Test
    void f11ARefreshOfAFamilyThatIsNotOursIsIgnored() {
        EmbeddedChannel channel = establish();
        receive(
                channel,
                Messages.concat(Messages.refresh(25, 0, 70), Messages.refresh(2, 0, 1), Messages.refresh(1, 9, 1)));
        pass(0.1);

        assertThat(sent(channel)).isEmpty();
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void g1OurEndOfRibFollowsTheirs() {
        EmbeddedChannel channel = establish(OPEN_WITH_RESTART);

        assertThat(endOfRibs).containsExactly(LaneRecorder.hex(Messages.message(Messages.UPDATE, new byte[4])));
        assertThat(sent(channel)).isEmpty();
    }

    @Test
    void noBufferIsLeftBehind() {
        EmbeddedChannel channel = establish();
        receive(channel, Arrays.copyOf(Messages.update(100, 1), 50));
        hangUp(channel);
        EmbeddedChannel other = establish();
        ByteBuf in = Unpooled.copiedBuffer(Messages.notification(6, 4));
        other.writeInbound(in);

        assertThat(in.refCnt()).isZero();
    }

    private EmbeddedChannel connect() {
        return connect(peer);
    }

    private EmbeddedChannel connect(Peer to) {
        return new EmbeddedChannel(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                assertThat(pending.acquire()).isTrue();
                channel.pipeline().addLast(new Connection(to, channel, pending));
            }
        });
    }

    private EmbeddedChannel establish() {
        return establish(OPEN);
    }

    private EmbeddedChannel establish(byte[] open) {
        EmbeddedChannel channel = connect();
        receive(channel, open);
        sent(channel);
        receive(channel, Messages.keepalive());
        endOfRibs = sent(channel);
        return channel;
    }

    private static void hangUp(EmbeddedChannel channel) {
        assertThat(channel.close().isSuccess()).isTrue();
    }

    private void receive(EmbeddedChannel channel, byte... octets) {
        channel.writeInbound(Unpooled.copiedBuffer(octets));
    }

    /** Lets time pass, and the loop tick as often as it would. */
    private void pass(double seconds) {
        long end = now + (long) (seconds * SECOND);
        while (now < end) {
            now += SECOND / 10;
            loop.tick();
        }
        holder.runPendingTasks();
    }

    private List<String> sent(EmbeddedChannel channel) {
        List<String> messages = new ArrayList<>();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            byte[] octets = new byte[out.readableBytes()];
            out.readBytes(octets);
            out.release();
            messages.add(LaneRecorder.hex(octets));
        }
        return messages;
    }

    /** Fails once when it is told to: the clock's tick asks it for every connection. */
    private static final class FailingRandom implements RandomGenerator {
        private final SplittableRandom random = new SplittableRandom(1);
        private boolean failing;

        @Override
        public long nextLong() {
            if (failing) {
                failing = false;
                throw new AssertionError("a defect");
            }
            return random.nextLong();
        }
    }

    private List<String> records() {
        recorder.drainAll(peer.lane());
        return recorder.records;
    }

    private void recordsUpTo(int count) {
        assertThat(records()).hasSize(count);
    }
}
