package dev.ribwatch.agent.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A router of a {@link Fleet}: opens a session, keeps its timers (RFC 4271 sections 4.2, 4.4 and 6.5), sends what it is given. All
 * on the fleet's thread.
 */
final class LoadRouter {
    private static final long SECOND = 1_000_000_000L;

    private final Fleet fleet;
    private final String address;
    private final long as;
    private final Messages.Offer offer;
    private final Deque<ByteBuffer> unsent = new ArrayDeque<>();
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private byte[] held = new byte[256];
    private int heldLength;
    private boolean opened;
    private boolean mute;
    private long blockedAt;
    private long sentOctets;
    private volatile boolean established;
    private long holdNanos;
    private long heardAt;
    private long keptAliveAt;
    private long sendAt;
    private @Nullable MessageStream stream;
    private @Nullable ByteBuffer chunk;
    private CompletableFuture<Void> streamed = new CompletableFuture<>();

    LoadRouter(Fleet fleet, String address, long as, Messages.Offer offer) {
        this.fleet = fleet;
        this.address = address;
        this.as = as;
        this.offer = offer;
    }

    /** Any thread. */
    boolean isEstablished() {
        return established;
    }

    boolean isOpen() {
        SocketChannel socket = channel;
        return socket != null && socket.isOpen();
    }

    void connect() {
        try {
            SocketChannel socket = SocketChannel.open();
            socket.configureBlocking(false);
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            socket.setOption(StandardSocketOptions.SO_SNDBUF, 64 * 1024); // or the kernel takes megabytes before we wait
            socket.bind(new InetSocketAddress(address, 0));
            channel = socket;
            key = socket.register(fleet.selector(), SelectionKey.OP_CONNECT, this);
            socket.connect(fleet.agent());
        } catch (IOException e) {
            lost("cannot connect: " + e.getMessage());
        }
    }

    /** Sends this after what is sent already; one stream at a time. */
    void send(MessageStream more, CompletableFuture<Void> done) {
        stream = more;
        streamed = done;
        guarded(this::write);
    }

    /** Says nothing more on its own, as a router whose processor is gone. */
    void fallSilent() {
        mute = true;
    }

    /**
     * Closes the connection; does not count as lost.
     *
     * @param goodbye what it says before, after the message that it has begun, if the socket takes both; null: nothing
     * @param reset whether the connection is reset
     */
    void drop(@Nullable ByteBuffer goodbye, boolean reset) {
        SocketChannel socket = channel;
        try {
            if (socket != null && socket.isOpen()) {
                if (goodbye != null) {
                    endChunk(socket);
                    say(socket, goodbye);
                }
                if (reset) {
                    socket.setOption(StandardSocketOptions.SO_LINGER, 0);
                }
            }
        } catch (IOException e) {
            fleet.note(address + ": " + e.getMessage());
        }
        close();
    }

    /** Waits until what was begun has gone, for a message must not be cut by another: an instant, while the agent reads. */
    private void endChunk(SocketChannel socket) throws IOException {
        long end = System.nanoTime() + 10 * SECOND;
        ByteBuffer begun = chunk;
        boolean gone = false;
        while (begun != null && !gone) {
            gone = writeChunk(socket, begun);
            if (!gone && System.nanoTime() - end >= 0) {
                throw new IOException("takes nothing for 10 s");
            }
        }
    }

    private static void say(SocketChannel socket, ByteBuffer goodbye) throws IOException {
        long end = System.nanoTime() + 10 * SECOND;
        while (goodbye.hasRemaining()) {
            if (socket.write(goodbye) == 0 && System.nanoTime() - end >= 0) {
                throw new IOException("takes nothing for 10 s");
            }
        }
    }

    // What the selector says.

    void ready() {
        guarded(() -> {
            SelectionKey mine = key;
            SocketChannel socket = channel;
            if (mine == null || socket == null || !mine.isValid()) {
                return;
            }
            if (mine.isConnectable()) {
                socket.finishConnect();
                mine.interestOps(SelectionKey.OP_READ);
                unsent.add(Messages.open(as, offer, ((InetSocketAddress) socket.getLocalAddress()).getAddress().getAddress()));
                write();
            } else {
                if (mine.isReadable()) {
                    read(socket);
                }
                if (mine.isValid() && mine.isWritable()) {
                    write();
                }
            }
        });
    }

    private interface Step {
        void run() throws IOException;
    }

    private void guarded(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            lost(String.valueOf(e.getMessage()));
        }
    }

    private void read(SocketChannel socket) throws IOException {
        ByteBuffer in = fleet.buffer().clear();
        int count = socket.read(in);
        if (count < 0) {
            lost("the agent closed the connection");
            return;
        }
        if (heldLength + count > held.length) {
            held = java.util.Arrays.copyOf(held, 2 * (heldLength + count));
        }
        in.flip().get(held, heldLength, count);
        heldLength += count;
        int at = 0;
        while (heldLength - at >= Messages.HEADER) {
            int length = (held[at + 16] & 0xff) << 8 | held[at + 17] & 0xff;
            if (heldLength - at < length) {
                break;
            }
            message(held[at + 18], at, length);
            at += length;
        }
        heldLength = Math.max(0, heldLength - at);
        System.arraycopy(held, at, held, 0, heldLength);
    }

    private void message(int type, int at, int length) throws IOException {
        long now = System.nanoTime();
        heardAt = now;
        switch (type) {
            case Messages.OPEN -> {
                int theirs = (held[at + 22] & 0xff) << 8 | held[at + 23] & 0xff;
                holdNanos = Math.min(theirs, offer.holdSeconds()) * SECOND;
                sendAt = now + fleet.random().nextLong(holdNanos / 3);
                opened = true;
                unsent.add(Messages.keepalive());
                write();
            }
            case Messages.KEEPALIVE -> keptAlive(now);
            case Messages.UPDATE -> fleet.countUpdate(length);
            default -> fleet.note(address + " was told " + HexFormat.of().formatHex(held, at + Messages.HEADER, at + length));
        }
    }

    private void keptAlive(long now) {
        if (established) {
            fleet.recordGap(now - keptAliveAt, holdNanos / 3);
        } else {
            established = true;
            fleet.countUp();
            unsent.add(Messages.endOfRib());
            guarded(this::write);
        }
        keptAliveAt = now;
    }

    private void write() throws IOException {
        SocketChannel socket = channel;
        SelectionKey mine = key;
        if (socket == null || mine == null || !mine.isValid()) {
            return;
        }
        boolean blocked = false;
        long before = sentOctets;
        for (int turn = 0; !blocked && turn < 4; turn++) {
            if (chunk == null && unsent.isEmpty() && !fill()) {
                break;
            }
            // A chunk that was begun goes first: a message must not be cut by another.
            blocked = !(chunk != null ? writeChunk(socket, chunk) : writeFirst(socket));
        }
        noteStall(blocked, sentOctets != before);
        boolean more = chunk != null || !unsent.isEmpty() || stream != null;
        mine.interestOps(more ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    /** How long the socket has taken nothing: the agent does not read it. */
    private void noteStall(boolean blocked, boolean moved) {
        long now = System.nanoTime();
        if (blockedAt != 0) {
            fleet.recordStall(now - blockedAt);
        }
        if (!blocked) {
            blockedAt = 0;
        } else if (moved || blockedAt == 0) {
            blockedAt = now;
        }
    }

    private boolean writeChunk(SocketChannel socket, ByteBuffer part) throws IOException {
        sentOctets += socket.write(part);
        if (part.hasRemaining()) {
            return false;
        }
        chunk = null;
        fleet.giveBack(part);
        if (stream == null) {
            streamed.complete(null);
        }
        return true;
    }

    private boolean writeFirst(SocketChannel socket) throws IOException {
        ByteBuffer first = unsent.element();
        sentOctets += socket.write(first);
        if (first.hasRemaining()) {
            return false;
        }
        unsent.remove();
        return true;
    }

    private boolean fill() {
        MessageStream from = stream;
        if (from == null) {
            return false;
        }
        ByteBuffer out = fleet.take();
        boolean more = true;
        while (more && out.remaining() >= MessageStream.LONGEST && out.position() < MessageStream.LONGEST) {
            more = from.next(out);
        }
        chunk = out.flip();
        if (!more) {
            stream = null;
        }
        return true;
    }

    /** Looks at the timers. About every 50 ms. */
    void tick(long now) {
        if (!opened || holdNanos == 0) {
            return;
        }
        if (!mute && now - sendAt >= 0) {
            sendAt = now + holdNanos / 3;
            unsent.add(Messages.keepalive());
            guarded(this::write);
        }
        if (fleet.isStrict() && now - heardAt >= holdNanos) {
            unsent.add(Messages.holdTimerExpired());
            guarded(this::write);
            lost("the agent fell silent");
        }
    }

    private void lost(String why) {
        boolean was = established;
        fleet.countLost(this, was, address + ": " + why);
        close();
    }

    private void close() {
        opened = false;
        established = false;
        blockedAt = 0;
        heldLength = 0;
        unsent.clear();
        stream = null;
        ByteBuffer half = chunk;
        if (half != null) {
            chunk = null;
            fleet.giveBack(half);
        }
        streamed.completeExceptionally(new IOException(address + ": the connection is gone"));
        SocketChannel socket = channel;
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                fleet.note(address + ": " + e.getMessage());
            }
        }
    }
}
