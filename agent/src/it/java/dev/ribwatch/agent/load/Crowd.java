package dev.ribwatch.agent.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Everyone who connects and has nothing good to say: each keeps one socket open, and opens another when it is closed. On one thread;
 * the counts may be read from any.
 */
final class Crowd implements AutoCloseable {
    private static final long SECOND = 1_000_000_000L;

    private final Selector selector = Selector.open();
    private final Thread thread = new Thread(this::run, "crowd");
    private final List<Client> clients = new ArrayList<>();
    private final Deque<Client> closed = new ArrayDeque<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
    private final long pauseNanos;
    private final AtomicLong connections = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong longestNanos = new AtomicLong();
    private volatile boolean leaving;
    private volatile boolean stopped;

    /**
     * @param pauseNanos between the end of a connection and the next try
     */
    Crowd(long pauseNanos) throws IOException {
        this.pauseNanos = pauseNanos;
    }

    private final class Client {
        private final String source;
        private final InetSocketAddress target;
        private final byte[] first;
        private final byte[] drip;
        private @Nullable SocketChannel channel;
        private long since;
        private long dripAt;
        private int dripped;

        private Client(String source, InetSocketAddress target, byte[] first, byte[] drip) {
            this.source = source;
            this.target = target;
            this.first = first;
            this.drip = drip;
        }

        private void connect() {
            try {
                SocketChannel socket = SocketChannel.open();
                channel = socket;
                socket.configureBlocking(false);
                socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                socket.setOption(StandardSocketOptions.SO_LINGER, 0); // leaves no port in TIME_WAIT
                socket.bind(new InetSocketAddress(source, 0));
                dripped = 0;
                since = 0;
                socket.register(selector, SelectionKey.OP_CONNECT, this);
                if (socket.connect(target)) {
                    connected(socket);
                }
            } catch (IOException e) {
                gone();
            }
        }

        private void connected(SocketChannel socket) throws IOException {
            since = System.nanoTime();
            dripAt = since + 10 * SECOND;
            connections.incrementAndGet();
            open.incrementAndGet();
            socket.keyFor(selector).interestOps(SelectionKey.OP_READ);
            if (first.length > 0) {
                socket.write(ByteBuffer.wrap(first));
            }
        }

        private void ready(SelectionKey key) {
            SocketChannel socket = channel;
            if (socket == null || !key.isValid()) {
                return;
            }
            try {
                if (key.isConnectable()) {
                    socket.finishConnect();
                    connected(socket);
                } else if (socket.read(buffer.clear()) < 0) {
                    gone();
                }
            } catch (IOException e) {
                gone();
            }
        }

        private void tick(long now) {
            SocketChannel socket = channel;
            if (socket == null || !socket.isConnected() || drip.length == 0 || now - dripAt < 0) {
                return;
            }
            dripAt = now + 10 * SECOND;
            try {
                socket.write(ByteBuffer.wrap(drip, dripped++ % drip.length, 1));
            } catch (IOException e) {
                gone();
            }
        }

        private void gone() {
            long now = System.nanoTime();
            if (since != 0) {
                open.decrementAndGet();
                longestNanos.accumulateAndGet(now - since, Math::max);
            }
            since = now;
            SocketChannel socket = channel;
            channel = null;
            closed.add(this);
            try {
                if (socket != null) {
                    socket.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** One who sends these octets at once, and one of those every 10 s. Before {@link #start}. */
    void add(String source, InetSocketAddress target, byte[] first, byte[] drip) {
        clients.add(new Client(source, target, first, drip));
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Who is turned away from now on does not try again. */
    void comeNoMore() {
        leaving = true;
    }

    /** Connections that came about so far. */
    long connections() {
        return connections.get();
    }

    /** Connections that are open, as far as is known here. */
    int open() {
        return open.get();
    }

    /** How long the oldest connection that is over was open, seconds. */
    double longestSeconds() {
        return longestNanos.get() / 1e9;
    }

    private void run() {
        try {
            clients.forEach(Client::connect);
            long nextTick = System.nanoTime();
            while (!stopped) {
                selector.select(20);
                for (SelectionKey key : selector.selectedKeys()) {
                    ((Client) key.attachment()).ready(key);
                }
                selector.selectedKeys().clear();
                long now = System.nanoTime();
                for (Client client = closed.peek(); !leaving && client != null && now - client.since >= pauseNanos; client = closed.peek()) {
                    closed.remove();
                    client.connect();
                }
                if (now - nextTick >= 0) {
                    nextTick = now + SECOND / 10;
                    clients.forEach(client -> client.tick(now));
                }
            }
            for (Client client : clients) {
                if (client.channel != null) {
                    client.channel.close();
                }
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stopped = true;
        selector.wakeup();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
