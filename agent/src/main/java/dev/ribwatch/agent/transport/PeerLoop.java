package dev.ribwatch.agent.transport;

import dev.ribwatch.agent.session.Event;
import dev.ribwatch.agent.session.Timing;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What the routers of one event loop share: its clock, its randomness, its scratch memory, and the tick of their timers. */
final class PeerLoop {
    /** The precision of every timer, and how late a KEEPALIVE may be. */
    private static final long TICK_MILLIS = 100;

    private final EventLoop loop;
    private final LongSupplier nanos;
    private final InstantSource wall;
    private final RandomGenerator random;
    private final Timing timing;
    private final Scratch scratch = new Scratch();
    private final ReceiveBuffer receiveBuffer;
    private final Refusals refusals;
    private final List<Peer> peers = new ArrayList<>();
    private @Nullable ScheduledFuture<?> ticking;
    private volatile long tickedAt;

    /** @param random used by the loop alone */
    PeerLoop(
            EventLoop loop,
            LongSupplier nanos,
            InstantSource wall,
            RandomGenerator random,
            Timing timing,
            ByteBufAllocator allocator,
            Refusals refusals) {
        this.loop = loop;
        this.nanos = nanos;
        this.wall = wall;
        this.random = random;
        this.timing = timing;
        this.refusals = refusals;
        this.receiveBuffer = new ReceiveBuffer(allocator);
    }

    /** Begins to tick. */
    void start() {
        tickedAt = now();
        ticking = loop.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Ends the tick and frees the memory; no connection may be open. */
    void stop() {
        if (ticking != null) {
            ticking.cancel(false);
        }
        loop.submit(receiveBuffer::release).awaitUninterruptibly();
    }

    void execute(Runnable task) {
        loop.execute(task);
    }

    ChannelFuture register(Channel channel) {
        return loop.register(channel);
    }

    ReceiveBuffer receiveBuffer() {
        return receiveBuffer;
    }

    long now() {
        return nanos.getAsLong();
    }

    Instant wallNow() {
        return wall.instant();
    }

    /** A share of a timer's length that keeps routers from acting in step (RFC 4271 section 10). */
    double jitter() {
        return Event.LEAST_JITTER + (1 - Event.LEAST_JITTER) * random.nextDouble();
    }

    Refusals refusals() {
        return refusals;
    }

    Timing timing() {
        return timing;
    }

    Scratch scratch() {
        return scratch;
    }

    void add(Peer peer) {
        peers.add(peer);
    }

    /** Looks at every deadline. On the loop, every 100 ms or so. */
    void tick() {
        long now = now();
        for (int i = peers.size() - 1; i >= 0; i--) {
            if (!tick(peers.get(i), now)) {
                peers.remove(i);
            }
        }
        tickedAt = now();
    }

    /** An exception would end the tick of all routers for good. */
    private static boolean tick(Peer peer, long now) {
        try {
            return peer.tick(now);
        } catch (Throwable e) {
            peer.defect(e);
            return true;
        }
    }

    /** Nanoseconds since {@link #tick} last came to its end. Any thread. */
    long stalledNanos() {
        return now() - tickedAt;
    }
}
