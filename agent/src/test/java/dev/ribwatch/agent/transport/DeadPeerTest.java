package dev.ribwatch.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.session.Timing;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Routers that take nothing any more, though their connection stands. */
@Tag("transport")
@Timeout(120)
class DeadPeerTest {
    private static final ChannelOption<Integer> IP_MINTTL = new IntegerUnixChannelOption("IP_MINTTL", 0, 21);
    private static final int SMALLEST_BUFFER = 2_304;

    /**
     * A socket is made to look like that of a router without power by a demand for packets that crossed no router: its
     * kernel drops ours, which leave with a TTL of 64.
     */
    @Test
    void k11ARouterThatLostPowerIsBackWithinTenSeconds() throws IOException {
        byte[] open = Messages.open(Routers.THEIR_AS, 90, "10.0.0.11", Messages.MULTIPROTOCOL_IPV4);
        try (ListenerHarness harness = new ListenerHarness(Routers.router("edge1", "127.0.0.11"))) {
            Channel old = speak(harness, "127.0.0.11", open);
            harness.awaitRecord("up 1");
            assertThat(old.config().setOption(IP_MINTTL, 255)).isTrue();
            long start = System.nanoTime();
            try (BgpClient fresh = harness.connect("127.0.0.11")) {
                fresh.receive(Messages.OPEN);
                fresh.send(Messages.concat(open, Messages.keepalive()));
                harness.awaitRecord("up 2");

                assertThat(System.nanoTime() - start)
                        .isBetween(TimeUnit.SECONDS.toNanos(4), TimeUnit.SECONDS.toNanos(10));
                assertThat(fresh.receive()).isEqualTo(LaneRecorder.hex(Messages.keepalive()));
            }
            assertThat(harness.recorder.records).startsWith("up 1", "down 1 CONNECTION_LOST 0/0", "up 2");
            old.close().syncUninterruptibly();
        }
    }

    /** One router stops reading; its questions, whose answers fill its window, keep the hold timer from running out. */
    @Test
    void f3WhatIsNotTakenEndsTheSessionThoughThePeerStillTalks() throws IOException {
        Timing shortest = new Timing(Timing.STANDARD.open(), Timing.STANDARD.largeHold(), 1);
        byte[] open = Messages.open(
                Routers.THEIR_AS,
                3,
                "10.0.0.11",
                Messages.MULTIPROTOCOL_IPV4,
                Messages.REFRESH,
                Messages.ENHANCED_REFRESH);
        try (ListenerHarness harness = new ListenerHarness(
                IoLoops.open(1, System::nanoTime),
                shortest,
                Duration.ofSeconds(3), // so the send hold timer is 6 s
                "127.0.0.1",
                Routers.router("stuck", "127.0.0.11"),
                Routers.router("sound", "127.0.0.12"))) {
            Channel stuck = speak(harness, "127.0.0.11", open);
            Channel sound = speak(harness, "127.0.0.12", open);
            harness.awaitEstablished("stuck");
            harness.awaitEstablished("sound");
            ask(stuck);
            ask(sound);
            stuck.config().setAutoRead(false);
            long start = System.nanoTime();
            harness.await("the end", () -> harness.status("stuck").flaps() == 1);

            assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.SECONDS.toNanos(6));
            assertThat(harness.status("stuck").lastError())
                    .isEqualTo("8/0 Send Hold Timer Expired: what we sent was not acknowledged");
            assertThat(harness.status("sound").flaps()).isZero();
            assertThat(harness.status("sound").isEstablished()).isTrue();
            stuck.close().syncUninterruptibly();
            sound.close().syncUninterruptibly();
        }
    }

    /** A router that opens a session, with as small a window as there is. */
    private static Channel speak(ListenerHarness harness, String from, byte[] open) {
        AtomicInteger reads = new AtomicInteger();
        return new Bootstrap()
                .group(harness.loops.loops().get(0))
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.SO_RCVBUF, SMALLEST_BUFFER)
                .localAddress(new InetSocketAddress(from, 0))
                .handler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        ((ByteBuf) message).release();
                        if (reads.getAndIncrement() == 0) {
                            say(context.channel(), Messages.concat(open, Messages.keepalive()));
                        }
                    }
                })
                .connect(harness.address())
                .syncUninterruptibly()
                .channel();
    }

    /** Lets a router ask for a refresh ten times a second. */
    private static void ask(Channel channel) {
        Future<?> asking = channel.eventLoop()
                .scheduleAtFixedRate(() -> say(channel, Messages.refresh(1, 0, 1)), 0, 100, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> asking.cancel(false));
    }

    private static void say(Channel channel, byte[] octets) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(octets)).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
}
