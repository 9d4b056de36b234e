package dev.ribwatch.agent.transport;

import dev.ribwatch.config.AgentConfig;
import dev.ribwatch.config.RouterConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Accepts the routers of the configuration and holds their sessions. */
public final class BgpListener implements AutoCloseable {

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
            RandomGenerator random) {}

    /**
     * Binds every listening address.
     *
     * @throws IOException if one of them cannot be bound, or a router asks for what this machine cannot do; nothing is
     *     bound then
     */
    public void start() throws IOException {}

    /** The addresses that are bound, with the port that the system chose where the configuration says 0. */
    public List<InetSocketAddress> addresses() {
        return List.of();
    }

    /**
     * Puts another configuration into force. The session of a router whose entry did not change goes on.
     *
     * @throws IOException if a new address cannot be bound or a router asks for what this machine cannot do; nothing has
     *     changed then
     */
    public void apply(AgentConfig agent, List<RouterConfig> routers) throws IOException {}

    /** One for each configured router, and one for each member of a range that has been seen. */
    public Collection<SessionStatus> sessions() {
        return List.of();
    }

    /** Connections that were closed at accept because their address is not configured. */
    public long refused() {
        return 0;
    }

    /** Ends every session with Cease, Administrative Shutdown (RFC 9003) and closes all sockets; takes under 1 s. */
    @Override
    public void close() {}
}
