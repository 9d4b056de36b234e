package dev.ribwatch.agent.transport;

import dev.ribwatch.agent.session.Timing;
import dev.ribwatch.agent.wire.error.ProtocolError;
import dev.ribwatch.agent.wire.message.Notification;
import dev.ribwatch.config.AgentConfig;
import dev.ribwatch.config.Ranges;
import dev.ribwatch.config.RouterConfig;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts the routers of the configuration and holds their sessions. The methods may be called from any thread but the
 * loops, one at a time.
 */
public final class BgpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BgpListener.class);

    /** Connections, over all routers, that are not established. */
    private static final int MOST_PENDING = 1024;

    /** How long routers have to take our last word, and their sockets to close after that, in milliseconds. */
    private static final long FAREWELL = 700;

    private static final long CLOSING = 200;

    private final EventLoop accepting;
    private final IoLoops ioLoops;
    private final List<PeerLoop> loops = new ArrayList<>();
    private final Directory directory;
    private final SocketOptions options;
    private final Refusals refusals = new Refusals();
    private final Acceptor acceptor;
    private final Map<InetSocketAddress, ListeningSocket> servers = new LinkedHashMap<>();
    private AgentConfig agent;
    private List<RouterConfig> routers;
    private Map<Ranges.Member, Instant> remembered = Map.of();
    private boolean closed;

    /**
     * @param loops stay open when the listener is closed
     * @param ready where lanes show up that have something to read
     * @param nanos monotonic clock
     * @param wall for times that people read
     * @param random jitter of timers
     */
    public BgpListener(
            IoLoops loops,
            ReadyLanes ready,
            AgentConfig agent,
            List<RouterConfig> routers,
            LongSupplier nanos,
            InstantSource wall,
            RandomGenerator random) {
        // Reads share one buffer a loop and what we send is rare and small: a pool would only hold memory.
        this(loops, ready, agent, routers, nanos, wall, random, new UnpooledByteBufAllocator(true), Timing.STANDARD);
    }

    BgpListener(
            IoLoops ioLoops,
            ReadyLanes ready,
            AgentConfig agent,
            List<RouterConfig> routers,
            LongSupplier nanos,
            InstantSource wall,
            RandomGenerator random,
            ByteBufAllocator allocator,
            Timing timing) {
        this.ioLoops = ioLoops;
        this.agent = agent;
        this.routers = List.copyOf(routers);
        for (EventLoop loop : ioLoops.loops()) {
            loops.add(new PeerLoop(
                    loop, nanos, wall, new SplittableRandom(random.nextLong()), timing, allocator, refusals));
        }
        accepting = ioLoops.loops().get(0);
        directory = new Directory(loops, ready, accepting);
        options = new SocketOptions(ioLoops.isEpoll(), allocator);
        acceptor = new Acceptor(directory, options, new PendingBound(MOST_PENDING), refusals, nanos);
    }

    /**
     * Members of ranges that are known from the start, as if they had been up and were lost. To be called before {@link #start}.
     *
     * @param awaySince since when, on the wall clock; those that are not to be found in a range, or find no room, are left out
     */
    public void remember(Map<Ranges.Member, Instant> awaySince) {
        remembered = Map.copyOf(awaySince);
    }

    /**
     * Binds every listening address.
     *
     * @throws IOException if one of them cannot be bound, or a router asks for what this machine cannot do; the listener
     *     is closed then
     */
    public void start() throws IOException {
        loops.forEach(PeerLoop::start);
        ioLoops.watch(loops);
        try {
            apply(agent, routers);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * Puts another configuration into force. The session of a router whose entry did not change goes on.
     *
     * @throws IOException if a new address cannot be bound or a router asks for what this machine cannot do; nothing has
     *     changed then
     */
    public void apply(AgentConfig newAgent, List<RouterConfig> newRouters) throws IOException {
        options.check(newRouters);
        Map<InetSocketAddress, ListeningSocket> added = new LinkedHashMap<>();
        try {
            for (InetSocketAddress address : newAgent.listen()) {
                if (!servers.containsKey(address)) {
                    added.put(
                            address, ListeningSocket.bind(address, ioLoops, accepting, options, newRouters, acceptor));
                }
            }
            serve(newRouters);
            onAcceptingLoop(() -> {
                directory.apply(newAgent, newRouters);
                directory.remember(remembered);
                remembered = Map.of();
                return true;
            });
        } catch (IOException e) {
            added.values().forEach(ListeningSocket::close);
            serve(routers);
            throw e;
        }
        agent = newAgent;
        routers = List.copyOf(newRouters);
        servers.putAll(added);
        servers.entrySet().removeIf(server -> {
            boolean gone = !newAgent.listen().contains(server.getKey());
            if (gone) {
                server.getValue().close();
            }
            return gone;
        });
        // Only now: whoever came earlier waited in the backlog.
        added.values().forEach(ListeningSocket::accept);
    }

    private void serve(List<RouterConfig> known) throws IOException {
        for (ListeningSocket server : servers.values()) {
            server.serve(known);
        }
    }

    private <T> T onAcceptingLoop(Callable<T> task) throws IOException {
        try {
            return accepting.submit(task).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException("cannot put the routers into force", e.getCause());
        }
    }

    /** The addresses that are bound, with the port that the system chose where the configuration says 0. */
    public List<InetSocketAddress> addresses() {
        return servers.values().stream().map(ListeningSocket::address).toList();
    }

    /** One for each configured router, and one for each that is known under a range, whether it has its place there or not; by name. */
    public Collection<SessionStatus> sessions() {
        return directory.peers().stream().map(Peer::status).toList();
    }

    /** Whether a router of this name is configured, or has its place in a range. Any thread. */
    public boolean knows(String router) {
        return directory.knows(router);
    }

    /** Connections that were closed at once for this reason. */
    public long refused(Refusal reason) {
        return refusals.of(reason);
    }

    /** Ends every session with Cease, Administrative Shutdown (RFC 9003) and closes all sockets; takes under 1 s. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        servers.values().forEach(ListeningSocket::close);
        servers.clear();
        Notification cease = Notification.cease(ProtocolError.ADMINISTRATIVE_SHUTDOWN, "Ribwatch is shutting down");
        try {
            List<Peer> peers = onAcceptingLoop(() -> directory.closeAll(cease));
            if (!areGone(peers, FAREWELL)) {
                peers.forEach(peer -> peer.loop().execute(peer::abandon));
                if (!areGone(peers, CLOSING)) {
                    LOG.warn("some connections did not close in time");
                }
            }
        } catch (IOException e) {
            LOG.warn("cannot end the sessions in order", e);
        }
        ioLoops.watch(List.of());
        loops.forEach(PeerLoop::stop);
    }

    private static boolean areGone(List<Peer> peers, long millis) {
        CompletableFuture<?>[] gone = peers.stream().map(Peer::gone).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(gone).get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a router's end cannot fail", e);
        }
    }
}
