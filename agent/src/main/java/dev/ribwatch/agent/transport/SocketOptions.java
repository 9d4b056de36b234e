package dev.ribwatch.agent.transport;

import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.value.Family;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The options of BGP's sockets: MD5 (RFC 2385), GTSM (RFC 5082), user timeout, and the plain ones. */
final class SocketOptions {
    private static final int BACKLOG = 1024;
    private static final int HIGHEST_TTL = 255;

    // Levels and names of Linux (netinet/in.h).
    private static final ChannelOption<Integer> IP_TTL = new IntegerUnixChannelOption("IP_TTL", 0, 2);
    private static final ChannelOption<Integer> IP_MINTTL = new IntegerUnixChannelOption("IP_MINTTL", 0, 21);
    private static final ChannelOption<Integer> IPV6_HOPS = new IntegerUnixChannelOption("IPV6_UNICAST_HOPS", 41, 16);
    private static final ChannelOption<Integer> IPV6_MINHOPS = new IntegerUnixChannelOption("IPV6_MINHOPCOUNT", 41, 73);
    private static final ChannelOption<Integer> IPV6_ONLY = new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26);

    private static final int TCP = 6;
    private static final ChannelOption<Integer> TCP_SAVE_SYN = new IntegerUnixChannelOption("TCP_SAVE_SYN", TCP, 27);

    /** The headers of the SYN from the network layer on; longer than IPv4 or IPv6 and TCP can make them. */
    private static final ChannelOption<ByteBuffer> TCP_SAVED_SYN =
            new RawUnixChannelOption("TCP_SAVED_SYN", TCP, 28, 512);

    private final boolean epoll;
    private final ByteBufAllocator allocator;

    SocketOptions(boolean epoll, ByteBufAllocator allocator) {
        this.epoll = epoll;
        this.allocator = allocator;
    }

    boolean isEpoll() {
        return epoll;
    }

    /**
     * Refuses what this machine cannot do, rather than to go without it.
     *
     * @throws IOException if a router asks for it
     */
    void check(List<RouterConfig> routers) throws IOException {
        for (RouterConfig router : routers) {
            if (!epoll && (router.md5() != null || router.ttlSecurity())) {
                throw new IOException("router " + router.name()
                        + " asks for md5 or ttl-security, which need Linux epoll; it is not available here");
            }
        }
    }

    /** Options of a listening socket before it is bound. */
    void listening(Channel server, boolean ipv6) {
        server.config().setAllocator(allocator);
        set(server, ChannelOption.SO_REUSEADDR, true);
        set(server, ChannelOption.SO_BACKLOG, BACKLOG);
        if (epoll && ipv6) {
            set(server, IPV6_ONLY, 1);
        }
    }

    /**
     * What a listening socket's answer to a SYN carries, and that it keeps the SYN's headers; whose packets must come with
     * 255 is decided at accept.
     */
    void listeningTtl(Channel server, boolean ipv6, boolean ttlSecurity) {
        if (ttlSecurity) {
            set(server, ipv6 ? IPV6_HOPS : IP_TTL, HIGHEST_TTL);
            set(server, TCP_SAVE_SYN, 1);
        }
    }

    /**
     * Whether a connection may be read as far as GTSM is concerned. The socket of an accepted connection takes any TTL
     * until {@link #accepted}, and octets may wait in it by then; but nobody gets so far whose SYN did not come with
     * 255, for who is further away cannot send one, and who forges one does not see the answer.
     */
    boolean isNear(Channel child, PeerTerms terms) {
        return !terms.ttlSecurity() || synTtl(child) == HIGHEST_TTL;
    }

    /** The TTL or hop limit of a connection's SYN; 0 if it was not kept. */
    private static int synTtl(Channel child) {
        try {
            ByteBuffer syn = child.config().getOption(TCP_SAVED_SYN);
            return switch (syn.get(0) >>> 4 & 0xf) {
                case 4 -> syn.get(8) & 0xff;
                case 6 -> syn.get(7) & 0xff;
                default -> 0;
            };
        } catch (ChannelException e) {
            return 0;
        }
    }

    /** Options of a connection before it is read. */
    void accepted(Channel child, Peer peer) {
        PeerTerms terms = peer.terms();
        child.config().setAllocator(allocator);
        child.config().setRecvByteBufAllocator(peer.loop().receiveBuffer());
        set(child, ChannelOption.TCP_NODELAY, true);
        set(child, ChannelOption.SO_KEEPALIVE, true);
        if (epoll) {
            set(
                    child,
                    EpollChannelOption.TCP_USER_TIMEOUT,
                    terms.sendHoldMillis(peer.loop().timing()));
            if (terms.ttlSecurity()) {
                boolean ipv6 = terms.address().family() == Family.IPV6_UNICAST;
                set(child, ipv6 ? IPV6_HOPS : IP_TTL, HIGHEST_TTL);
                set(child, ipv6 ? IPV6_MINHOPS : IP_MINTTL, HIGHEST_TTL);
            }
        }
    }

    private static <T> void set(Channel channel, ChannelOption<T> option, T value) {
        if (!channel.config().setOption(option, value)) {
            throw new ChannelException("the socket does not know the option " + option);
        }
    }
}
