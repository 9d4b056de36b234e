package dev.ribwatch.agent.transport;

import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.Secret;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One address on which BGP is accepted, with the options that the routers of its family ask for. */
final class ListeningSocket {
    private static final long CLOSING_MILLIS = 200;

    private final Channel channel;
    private final SocketOptions options;
    private final boolean ipv6;
    private final Md5Keys md5Keys;

    private ListeningSocket(Channel channel, SocketOptions options, boolean ipv6) {
        this.channel = channel;
        this.options = options;
        this.ipv6 = ipv6;
        this.md5Keys = new Md5Keys(channel);
    }

    /**
     * Binds an address; whoever connects waits until {@link #accept}.
     *
     * @throws IOException with the address in its message
     */
    static ListeningSocket bind(
            InetSocketAddress address,
            IoLoops loops,
            EventLoop loop,
            SocketOptions options,
            List<RouterConfig> routers,
            ChannelHandler acceptor)
            throws IOException {
        boolean ipv6 = address.getAddress() instanceof Inet6Address;
        ListeningSocket socket = new ListeningSocket(loops.newServerChannel(ipv6), options, ipv6);
        try {
            options.listening(socket.channel, ipv6);
            socket.serve(routers);
            socket.channel.config().setAutoRead(false);
            socket.channel.pipeline().addLast(acceptor);
            loop.register(socket.channel).sync();
            socket.channel.bind(address).sync();
            return socket;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            socket.close();
            throw new IOException("interrupted while binding " + address, e);
        } catch (Exception e) { // Netty throws what it caught, checked or not
            socket.close();
            throw new IOException("cannot listen for BGP on " + address + ": " + e.getMessage(), e);
        }
    }

    /**
     * Demands MD5 and GTSM of whom these routers say, and of nobody else.
     *
     * @throws IOException if the kernel refuses
     */
    void serve(List<RouterConfig> routers) throws IOException {
        if (!options.isEpoll()) {
            return;
        }
        Map<Prefix, Secret> keys = new HashMap<>();
        boolean ttlSecurity = false;
        for (RouterConfig router : routers) {
            if (ipv6 == (router.address().family() == Family.IPV6_UNICAST)) {
                ttlSecurity |= router.ttlSecurity();
                if (router.md5() != null) {
                    keys.put(router.address(), router.md5());
                }
            }
        }
        try {
            md5Keys.install(keys);
            options.listeningTtl(channel, ipv6, ttlSecurity);
        } catch (ChannelException e) {
            throw new IOException("cannot set md5 or ttl-security on " + channel.localAddress(), e);
        }
    }

    void accept() {
        channel.config().setAutoRead(true);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    void close() {
        if (channel.isRegistered()) {
            channel.close().awaitUninterruptibly(CLOSING_MILLIS);
        } else {
            channel.unsafe().closeForcibly();
        }
    }
}
