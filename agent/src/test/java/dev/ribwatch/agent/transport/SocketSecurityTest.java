package dev.ribwatch.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.session.Timing;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.Secret;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MD5 (RFC 2385) and GTSM (RFC 5082), as the kernel enforces them. */
@Tag("transport")
@Timeout(120)
class SocketSecurityTest {
    private static final byte[] OPEN = Messages.open(Routers.THEIR_AS, 90, "10.0.0.11", Messages.MULTIPROTOCOL_IPV4);
    private static final ChannelOption<Integer> IP_TTL = new IntegerUnixChannelOption("IP_TTL", 0, 2);
    private static final ChannelOption<Integer> IPV6_HOPS = new IntegerUnixChannelOption("IPV6_UNICAST_HOPS", 41, 16);
    private static final int TOO_LONG_MILLIS = 1500;

    @BeforeEach
    void epollIsThere() {
        assertThat(Epoll.isAvailable()).as("these tests need Linux").isTrue();
    }

    @Test
    void t1OnlyTheRightKeyConnects() throws IOException {
        try (ListenerHarness harness = new ListenerHarness(
                Routers.router("edge1", "127.0.0.11", Routers.THEIR_AS, 64, secret("right"), false),
                Routers.router("dc", "127.0.1.0/24", Routers.THEIR_AS, 64, secret("range"), false),
                Routers.router("plain", "127.0.0.12"))) {
            assertThat(connects(harness, "127.0.0.11", "right")).isTrue();
            assertThat(connects(harness, "127.0.1.77", "range")).isTrue();
            assertThat(connects(harness, "127.0.0.12", null)).isTrue();
            assertThat(connects(harness, "127.0.0.11", "wrong")).isFalse();
            assertThat(connects(harness, "127.0.0.11", null)).isFalse();
            assertThat(connects(harness, "127.0.1.78", "right")).isFalse();
        }
    }

    @Test
    void t1AReloadChangesTheKey() throws IOException {
        try (ListenerHarness harness = new ListenerHarness(
                Routers.router("edge1", "127.0.0.11", Routers.THEIR_AS, 64, secret("before"), false))) {
            harness.listener.apply(
                    Routers.agent(harness.configured()),
                    List.of(Routers.router("edge1", "127.0.0.11", Routers.THEIR_AS, 64, secret("after"), false)));
            assertThat(connects(harness, "127.0.0.11", "after")).isTrue();
            assertThat(connects(harness, "127.0.0.11", "before")).isFalse();

            harness.listener.apply(Routers.agent(harness.configured()), List.of(Routers.router("edge1", "127.0.0.11")));
            assertThat(connects(harness, "127.0.0.11", null)).isTrue();
        }
    }

    @Test
    void t1OverIpv6AddressesAndRangesHaveKeysToo() throws IOException {
        try (ListenerHarness harness = new ListenerHarness(
                IoLoops.open(1, System::nanoTime),
                Timing.STANDARD,
                "::1",
                Routers.router("edge6", "::1", Routers.THEIR_AS, 64, secret("right"), false))) {
            assertThat(connects(harness, "::1", "right")).isTrue();
            assertThat(connects(harness, "::1", "wrong")).isFalse();
            assertThat(connects(harness, "::1", null)).isFalse();
            harness.listener.apply(
                    Routers.agent(harness.configured()),
                    List.of(Routers.router("dc6", "::/64", Routers.THEIR_AS, 64, secret("range"), false)));
            assertThat(connects(harness, "::1", "range")).isTrue();
            assertThat(connects(harness, "::1", "right")).isFalse();
            harness.listener.apply(Routers.agent(harness.configured()), List.of(Routers.router("edge6", "::1")));
            assertThat(connects(harness, "::1", null)).isTrue();
        }
    }

    @Test
    void t1AnotherKeyEndsTheSessionOfItsRouterAlone() throws IOException {
        try (ListenerHarness harness = new ListenerHarness(
                Routers.router("edge1", "127.0.0.11", Routers.THEIR_AS, 64, secret("before"), false),
                Routers.router("edge2", "127.0.0.12", Routers.THEIR_AS, 64, secret("stays"), false))) {
            Channel changes = speak(keyed(client(harness, "127.0.0.11"), harness, "before"), harness, 64);
            Channel stays = speak(keyed(client(harness, "127.0.0.12"), harness, "stays"), harness, 64);
            harness.awaitEstablished("edge1");
            harness.awaitEstablished("edge2");
            harness.listener.apply(
                    Routers.agent(harness.configured()),
                    List.of(
                            Routers.router("edge1", "127.0.0.11", Routers.THEIR_AS, 64, secret("after"), false),
                            Routers.router("edge2", "127.0.0.12", Routers.THEIR_AS, 64, secret("stays"), false)));
            harness.awaitRecord("down 1 NOTIFICATION_SENT 6/6");
            Channel changed = speak(keyed(client(harness, "127.0.0.11"), harness, "after"), harness, 64);
            harness.awaitRecord("up 2");

            assertThat(harness.status("edge2").isEstablished()).isTrue();
            assertThat(harness.status("edge2").flaps()).isZero();
            for (Channel channel : List.of(changes, stays, changed)) {
                channel.close().syncUninterruptibly();
            }
        }
    }

    /** With the key that it has, wherever that is kept now; and who is outside has to go. */
    @Test
    void t1AMemberThatStaysInsideItsRangeKeepsItsSession() throws IOException {
        try (ListenerHarness harness = new ListenerHarness(range("127.0.1.0/24", "here"))) {
            Channel low = speak(keyed(client(harness, "127.0.1.7"), harness, "right"), harness, 64);
            Channel high = speak(keyed(client(harness, "127.0.1.77"), harness, "right"), harness, 64);
            harness.awaitEstablished("dc-127.0.1.7");
            harness.awaitEstablished("dc-127.0.1.77");
            for (String address : List.of("127.0.0.0/16", "127.0.1.0/24", "127.0.1.0/26")) {
                harness.listener.apply(Routers.agent(harness.configured()), List.of(range(address, "in " + address)));
            }
            harness.awaitRecord("down 1 NOTIFICATION_SENT 6/3"); // the other of the two, and it alone

            assertThat(harness.listener.sessions()).singleElement().satisfies(stays -> {
                assertThat(stays.name()).isEqualTo("dc-127.0.1.7");
                assertThat(stays.isEstablished()).isTrue();
                assertThat(stays.flaps()).isZero();
            });
            assertThat(connects(harness, "127.0.1.8", "right")).isTrue();
            assertThat(connects(harness, "127.0.1.8", null)).isFalse();
            for (Channel channel : List.of(low, high)) {
                channel.close().syncUninterruptibly();
            }
        }
    }

    private static RouterConfig range(String address, String source) {
        Secret key = new Secret(source, "right".getBytes(StandardCharsets.US_ASCII));
        return Routers.router("dc", address, Routers.THEIR_AS, 64, key, false);
    }

    /** Octets that were sent before we could ask for anything count like all others. */
    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.11", "::1, ::1"})
    void t3WhatComesFromFurtherAwayIsNeverRead(String address, String from) throws IOException {
        try (ListenerHarness harness = new ListenerHarness(
                IoLoops.open(1, System::nanoTime),
                Timing.STANDARD,
                address,
                Routers.router("near", from, Routers.THEIR_AS, 64, null, true))) {
            List<Channel> clients = new ArrayList<>();
            for (int ttl : new int[] {64, 254, 1}) {
                int before = clients.size();
                clients.add(burst(harness, from, ttl));
                harness.await("refused", () -> harness.listener.refused(Refusal.TOO_FAR) == before + 1);
            }
            SessionStatus status = harness.status("near");
            assertThat(status.address()).isNull();
            assertThat(status.received(MessageType.OPEN)).isZero();
            clients.add(burst(harness, from, 255));
            harness.awaitEstablished("near");

            assertThat(harness.listener.refused(Refusal.TOO_FAR)).isEqualTo(3);
            clients.forEach(client -> client.close().syncUninterruptibly());
        }
    }

    @Test
    void t3PacketsOfAnEstablishedConnectionMustStayNear() throws IOException {
        try (ListenerHarness harness = new ListenerHarness(
                IoLoops.open(1, System::nanoTime),
                ListenerHarness.impatient(800),
                "127.0.0.1",
                Routers.router("near", "127.0.0.11", Routers.THEIR_AS, 64, null, true),
                Routers.router("moved", "127.0.0.12", Routers.THEIR_AS, 64, null, true),
                Routers.router("other", "127.0.0.13"))) {
            Channel near = speak(harness, "127.0.0.11", 255, 255);
            Channel moved = speak(harness, "127.0.0.12", 255, 254);
            Channel other = speak(harness, "127.0.0.13", 64, 64);
            harness.awaitEstablished("near");
            harness.awaitEstablished("other");
            harness.await(
                    "the OPEN never came",
                    () -> String.valueOf(harness.status("moved").lastError()).contains("no OPEN in time"));

            assertThat(harness.status("moved").received(MessageType.OPEN)).isZero();
            for (Channel channel : List.of(near, moved, other)) {
                channel.close().syncUninterruptibly();
            }
        }
    }

    private static boolean connects(ListenerHarness harness, String from, @Nullable String key) {
        Bootstrap bootstrap = client(harness, from).handler(new ChannelInboundHandlerAdapter());
        if (key != null) {
            keyed(bootstrap, harness, key);
        }
        ChannelFuture connected = bootstrap.connect(harness.address()).awaitUninterruptibly();
        connected.channel().close().syncUninterruptibly();
        return connected.isSuccess();
    }

    private static Bootstrap keyed(Bootstrap bootstrap, ListenerHarness harness, String key) {
        return bootstrap.option(
                EpollChannelOption.TCP_MD5SIG,
                Map.of(harness.address().getAddress(), key.getBytes(StandardCharsets.US_ASCII)));
    }

    /** A client that says all it has to say as soon as it can. */
    private static Channel burst(ListenerHarness harness, String from, int ttl) {
        return client(harness, from)
                .option(from.contains(":") ? IPV6_HOPS : IP_TTL, ttl)
                .handler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelActive(ChannelHandlerContext context) {
                        context.writeAndFlush(Unpooled.wrappedBuffer(Messages.concat(OPEN, Messages.keepalive())))
                                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
                    }

                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        ((ByteBuf) message).release();
                    }
                })
                .connect(harness.address())
                .awaitUninterruptibly()
                .channel();
    }

    /** A client that answers OPEN with OPEN and KEEPALIVE with KEEPALIVE, with another TTL than its SYN had. */
    private static Channel speak(ListenerHarness harness, String from, int ttlOfSyn, int ttl) {
        return speak(client(harness, from).option(IP_TTL, ttlOfSyn), harness, ttl);
    }

    private static Channel speak(Bootstrap client, ListenerHarness harness, int ttl) {
        AtomicInteger reads = new AtomicInteger();
        return client.handler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        ((ByteBuf) message).release();
                        assertThat(context.channel().config().setOption(IP_TTL, ttl))
                                .isTrue();
                        byte[] answer = reads.getAndIncrement() == 0
                                ? Messages.concat(OPEN, Messages.keepalive())
                                : Messages.keepalive();
                        context.writeAndFlush(Unpooled.wrappedBuffer(answer))
                                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
                    }
                })
                .connect(harness.address())
                .syncUninterruptibly()
                .channel();
    }

    private static Bootstrap client(ListenerHarness harness, String from) {
        return new Bootstrap()
                .group(harness.loops.loops().get(0))
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, TOO_LONG_MILLIS)
                .localAddress(new InetSocketAddress(from, 0));
    }

    private static Secret secret(String key) {
        return new Secret("test", key.getBytes(StandardCharsets.US_ASCII));
    }
}
