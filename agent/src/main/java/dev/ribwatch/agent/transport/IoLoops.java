package dev.ribwatch.agent.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The event loops that own the sockets of BGP, and how long their steps take. */
public final class IoLoops implements AutoCloseable {
    private final boolean epoll;
    private final MultiThreadIoEventLoopGroup group;
    private final List<EventLoop> loops = new ArrayList<>();
    private final List<PeerLoop> ticking = new CopyOnWriteArrayList<>();
    private final LongestStep longestStep = new LongestStep();

    private IoLoops(int count, boolean epoll, LongSupplier nanos) {
        this.epoll = epoll;
        IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(
                count,
                new DefaultThreadFactory("bgp"),
                executor -> new TimedIoHandler(factory.newHandler(executor), longestStep, nanos));
        for (int i = 0; i < count; i++) {
            loops.add(group.next());
        }
    }

    /**
     * Opens loops on epoll, or on what the JDK has where there is none.
     *
     * @param count at least 1
     * @param nanos monotonic clock that measures the steps
     */
    public static IoLoops open(int count, LongSupplier nanos) {
        return new IoLoops(count, Epoll.isAvailable(), nanos);
    }

    /** Opens loops on what the JDK has, with neither MD5 nor GTSM. */
    static IoLoops openPortable(int count, LongSupplier nanos) {
        return new IoLoops(count, false, nanos);
    }

    /** Whether the loops run on epoll, which MD5 and GTSM need. */
    public boolean isEpoll() {
        return epoll;
    }

    /** The longest step of any loop since the last call, in nanoseconds: the time between two waits for sockets. */
    public long takeLongestStep() {
        return longestStep.take();
    }

    /** The longest step of any loop since the start, in nanoseconds. */
    public long longestStep() {
        return longestStep.ever();
    }

    /**
     * How long the loop that is furthest behind has not looked at its timers, in nanoseconds; about 100 ms when all is
     * well, 0 while no listener is open. Any thread.
     */
    public long stalledNanos() {
        long longest = 0;
        for (PeerLoop loop : ticking) {
            longest = Math.max(longest, loop.stalledNanos());
        }
        return longest;
    }

    /** Counts these in {@link #stalledNanos} from now on, and no others. */
    void watch(List<PeerLoop> started) {
        ticking.clear();
        ticking.addAll(started);
    }

    /** Closes the loops; their sockets must be closed by then. Takes at most 2 s. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }

    List<EventLoop> loops() {
        return loops;
    }

    ServerChannel newServerChannel(boolean ipv6) {
        SocketProtocolFamily family = ipv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
        return epoll
                ? new EpollServerSocketChannel(family)
                : new NioServerSocketChannel(SelectorProvider.provider(), family);
    }
}
