package dev.ribwatch.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.session.Timing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** A router's connections, with a clock that stands still until it is moved and sockets that are lists of octets. */
abstract class PeerFixture {
    static final long SECOND = 1_000_000_000L;
    static final byte[] OPEN = Messages.open(
            Routers.THEIR_AS,
            90,
            "10.0.0.11",
            Messages.MULTIPROTOCOL_IPV4,
            Messages.ENHANCED_REFRESH,
            Messages.REFRESH);
    static final byte[] OPEN_WITH_RESTART =
            Messages.open(Routers.THEIR_AS, 90, "10.0.0.11", Messages.MULTIPROTOCOL_IPV4, Messages.GRACEFUL_RESTART);

    long now = 1_000_000 * SECOND;
    final EmbeddedChannel holder = new EmbeddedChannel();
    final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    final Refusals refusals = new Refusals();
    final FailingRandom random = new FailingRandom();
    final PeerLoop loop = new PeerLoop(
            holder.eventLoop(),
            () -> now,
            InstantSource.fixed(Instant.EPOCH),
            random,
            Timing.STANDARD,
            allocator,
            refusals);
    final ReadyLanes ready = new ReadyLanes();
    final PendingBound pending = new PendingBound(1000);
    final PeerTerms terms = PeerTerms.of(Routers.agent(), Routers.router("edge1", "127.0.0.11"));
    final Peer peer = new Peer("edge1", "edge1", terms, loop, ready);
    final LaneRecorder recorder = new LaneRecorder();
    List<String> endOfRibs = List.of();

    PeerFixture() {
        loop.add(peer);
    }

    EmbeddedChannel connect() {
        return connect(peer);
    }

    EmbeddedChannel connect(Peer to) {
        return new EmbeddedChannel(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                assertThat(pending.acquire()).isTrue();
                channel.pipeline().addLast(new Connection(to, channel, pending));
            }
        });
    }

    EmbeddedChannel establish() {
        return establish(OPEN);
    }

    EmbeddedChannel establish(byte[] open) {
        EmbeddedChannel channel = connect();
        receive(channel, open);
        sent(channel);
        receive(channel, Messages.keepalive());
        endOfRibs = sent(channel);
        return channel;
    }

    static void hangUp(EmbeddedChannel channel) {
        assertThat(channel.close().isSuccess()).isTrue();
    }

    void receive(EmbeddedChannel channel, byte... octets) {
        channel.writeInbound(Unpooled.copiedBuffer(octets));
    }

    /** Lets time pass, and the loop tick as often as it would. */
    void pass(double seconds) {
        long end = now + (long) (seconds * SECOND);
        while (now < end) {
            now += SECOND / 10;
            loop.tick();
        }
        holder.runPendingTasks();
    }

    List<String> sent(EmbeddedChannel channel) {
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
    static final class FailingRandom implements RandomGenerator {
        private final SplittableRandom random = new SplittableRandom(1);
        boolean failing;

        @Override
        public long nextLong() {
            if (failing) {
                failing = false;
                throw new AssertionError("a defect");
            }
            return random.nextLong();
        }
    }

    List<String> records() {
        recorder.drainAll(peer.lane());
        return recorder.records;
    }

    void recordsUpTo(int count) {
        assertThat(records()).hasSize(count);
    }
}
