package dev.ribwatch.agent.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** Many routers on one thread. What it counts may be read from any thread; everything else is done on its own. */
final class Fleet implements AutoCloseable {
    private static final long TICK_NANOS = 50_000_000;
    private static final int MOST_NOTES = 20;

    private final InetSocketAddress agent;
    private final boolean strict;
    private final Selector selector;
    private final Thread thread = new Thread(this::run, "fleet");
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<LoadRouter> routers = new ArrayList<>();
    private final Deque<LoadRouter> waiting = new ArrayDeque<>();
    private final Deque<ByteBuffer> spare = new ArrayDeque<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private final SplittableRandom random = new SplittableRandom(15);
    private final Histogram lateness = new Histogram(60_000_000, 3);
    private final List<String> notes = new ArrayList<>();
    private final AtomicInteger established = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicLong longestStall = new AtomicLong();
    private final AtomicLong prefixes = new AtomicLong();
    private volatile boolean closed;

    /**
     * @param strict whether the routers give the agent up when it has been silent for the hold time, as they must
     */
    Fleet(InetSocketAddress agent, boolean strict) throws IOException {
        this.agent = agent;
        this.strict = strict;
        this.selector = Selector.open();
        thread.setDaemon(true);
        thread.start();
    }

    // Any thread.

    /** A router that connects at once, and again each second until it has a session. */
    LoadRouter add(String address, long as, Messages.Offer offer) {
        LoadRouter router = new LoadRouter(this, address, as, offer);
        execute(() -> {
            routers.add(router);
            router.connect();
        });
        return router;
    }

    /** Sends a stream from a router; completes when its last octet has gone into the socket, or the connection is gone. */
    CompletableFuture<Void> send(LoadRouter router, MessageStream stream) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        execute(() -> router.send(stream, done));
        return done;
    }

    /** Closes a router's connection in one of three ways, and opens another at once. */
    void reopen(LoadRouter router, int way) {
        execute(() -> {
            drop(router, way);
            router.connect();
        });
    }

    /** Closes a router's connection for good. */
    void leave(LoadRouter router) {
        execute(() -> {
            drop(router, 0);
            routers.remove(router);
        });
    }

    private void drop(LoadRouter router, int way) {
        if (router.isEstablished()) {
            established.decrementAndGet();
        }
        router.drop(way == 1 ? Messages.administrativeReset() : null, way == 2);
    }

    void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    private <T> CompletableFuture<T> call(Supplier<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        execute(() -> result.complete(task.get()));
        return result;
    }

    /** Sessions that are established now. */
    int established() {
        return established.get();
    }

    /** Established sessions that ended, whoever ended them. */
    int lost() {
        return lost.get();
    }

    /** Connections that came to nothing before a session. */
    int refused() {
        return refused.get();
    }

    /** UPDATEs from the agent that are no End-of-RIB. */
    long prefixUpdates() {
        return prefixes.get();
    }

    /**
     * How much later than a third of the hold time, its longest interval, each KEEPALIVE came after the one before; microseconds, 0
     * for those in time. The wait of this process for a processor is in it.
     */
    Histogram lateness() {
        return call(lateness::copy).join();
    }

    /** The longest time in which a socket with something to send took nothing, seconds. */
    double longestStallSeconds() {
        return longestStall.get() / 1e9;
    }

    void forgetLateness() {
        execute(lateness::reset);
    }

    /** The first things that went wrong. */
    String notes() {
        return call(() -> String.join("\n", notes)).join();
    }

    // The fleet's thread.

    InetSocketAddress agent() {
        return agent;
    }

    Selector selector() {
        return selector;
    }

    boolean isStrict() {
        return strict;
    }

    ByteBuffer buffer() {
        return buffer;
    }

    SplittableRandom random() {
        return random;
    }

    ByteBuffer take() {
        ByteBuffer free = spare.poll();
        return free != null ? free.clear() : ByteBuffer.allocateDirect(3 * MessageStream.LONGEST);
    }

    void giveBack(ByteBuffer chunk) {
        spare.add(chunk);
    }

    void countUp() {
        established.incrementAndGet();
    }

    void countUpdate(int length) {
        if (length != Messages.HEADER + 4) {
            prefixes.incrementAndGet();
        }
    }

    void countLost(LoadRouter router, boolean wasEstablished, String why) {
        if (wasEstablished) {
            established.decrementAndGet();
            lost.incrementAndGet();
            note(why);
        } else {
            refused.incrementAndGet();
            waiting.add(router);
        }
    }

    void recordGap(long nanos, long longest) {
        lateness.recordValue(Math.min(Math.max(0, nanos - longest) / 1_000, lateness.getHighestTrackableValue()));
    }

    void recordStall(long nanos) {
        longestStall.accumulateAndGet(nanos, Math::max);
    }

    void note(String what) {
        if (notes.size() < MOST_NOTES) {
            notes.add(what);
        }
    }

    private void run() {
        long nextTick = System.nanoTime();
        long nextTry = nextTick;
        try {
            while (!closed) {
                selector.select(20);
                for (SelectionKey key : selector.selectedKeys()) {
                    ((LoadRouter) key.attachment()).ready();
                }
                selector.selectedKeys().clear();
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                long now = System.nanoTime();
                if (now - nextTick >= 0) {
                    nextTick = now + TICK_NANOS;
                    routers.forEach(router -> router.tick(now));
                }
                if (now - nextTry >= 0) {
                    nextTry = now + 20 * TICK_NANOS;
                    List<LoadRouter> again = List.copyOf(waiting);
                    waiting.clear();
                    for (LoadRouter router : again) {
                        if (!router.isOpen()) {
                            router.connect();
                        }
                    }
                }
            }
            routers.forEach(router -> router.drop(null, false));
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
