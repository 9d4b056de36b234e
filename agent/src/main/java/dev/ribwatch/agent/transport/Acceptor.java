package dev.ribwatch.agent.transport;

import dev.ribwatch.config.value.Prefix;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what the listening sockets accept: a known router's connection goes to that router's loop, any other is closed
 * with a reset before a byte of it is read. On the accepting loop.
 */
@Sharable
final class Acceptor extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);

    private final Directory directory;
    private final SocketOptions options;
    private final PendingBound pendingBound;
    private final LongSupplier nanos;
    private final LogLimit logLimit = new LogLimit();
    private final LogLimit failureLimit = new LogLimit(1, TimeUnit.MINUTES.toNanos(1));
    private final Refusals refusals;
    private @Nullable Future<?> pause;

    Acceptor(
            Directory directory,
            SocketOptions options,
            PendingBound pendingBound,
            Refusals refusals,
            LongSupplier nanos) {
        this.directory = directory;
        this.options = options;
        this.pendingBound = pendingBound;
        this.refusals = refusals;
        this.nanos = nanos;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel child = (Channel) message;
        Prefix source = source(child);
        Peer peer = source == null ? null : directory.find(source);
        if (peer == null) {
            boolean full = source != null && directory.isInRange(source);
            refuse(child, full ? Refusal.RANGE_FULL : Refusal.UNKNOWN_ADDRESS);
        } else if (!options.isNear(child, peer.terms())) {
            refuse(child, Refusal.TOO_FAR);
        } else if (!pendingBound.acquire()) {
            refuse(child, Refusal.TOO_MANY_PENDING);
        } else {
            admit(child, peer);
        }
    }

    private void admit(Channel child, Peer peer) {
        try {
            options.accepted(child, peer);
            child.pipeline().addLast(new Connection(peer, child, pendingBound));
            peer.loop().register(child).addListener(done -> {
                if (!done.isSuccess()) {
                    pendingBound.release();
                    child.unsafe().closeForcibly();
                }
            });
        } catch (ChannelException e) {
            pendingBound.release();
            LOG.debug("cannot set the options of a connection", e);
            refuse(child, Refusal.SOCKET);
        }
    }

    private void refuse(Channel child, Refusal why) {
        refusals.count(why);
        if (logLimit.admits(nanos.getAsLong())) {
            LOG.info("connection from {} closed: {}{}", child.remoteAddress(), why, logLimit.takeSuppressed());
        }
        try {
            child.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException e) {
            LOG.debug("the socket is gone already", e);
        }
        child.unsafe().closeForcibly();
    }

    private static @Nullable Prefix source(Channel child) {
        if (!(child.remoteAddress() instanceof InetSocketAddress remote) || remote.getAddress() == null) {
            return null;
        }
        return key(remote.getAddress());
    }

    /** The address as the directory knows it; an IPv4 address that came over an IPv6 socket is an IPv4 address. */
    static Prefix key(InetAddress address) {
        byte[] octets = address.getAddress();
        boolean mapped = octets.length == 16 && octets[10] == -1 && octets[11] == -1;
        for (int i = 0; mapped && i < 10; i++) {
            mapped = octets[i] == 0;
        }
        return Prefix.ofAddress(mapped ? Arrays.copyOfRange(octets, 12, 16) : octets);
    }

    /** Accepting failed, most likely for want of file descriptors: tries again in a second instead of in a circle. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        boolean defect = !(cause instanceof IOException);
        LogLimit limit = defect ? logLimit : failureLimit;
        if (limit.admits(nanos.getAsLong())) {
            LOG.warn(
                    "cannot accept connections on {}: {}; trying again each second{}",
                    context.channel().localAddress(),
                    cause.getMessage(),
                    limit.takeSuppressed(),
                    defect ? cause : null);
        }
        ChannelConfig config = context.channel().config();
        if (pause == null || pause.isDone()) {
            config.setAutoRead(false);
            pause = context.executor().schedule(() -> config.setAutoRead(true), 1, TimeUnit.SECONDS);
        }
    }
}
