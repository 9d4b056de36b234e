package dev.ribwatch.agent.transport;

import dev.ribwatch.agent.session.DownReason;
import dev.ribwatch.agent.session.Negotiated;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The way of one router's messages from its event loop to the table thread: bytes as they were received, in two chunks,
 * of which one is filled while the other is read.
 *
 * <p>One thread writes (the router's loop), one reads (the table thread). A chunk is a sequence of records: a run of
 * whole messages with the time at which it was read, or a mark for a session that came up or went down. When neither
 * chunk has room the writer stops reading its socket until the reader frees one. Marks do not wait: an {@code up} is
 * written only together with the room for its {@code down}, and for {@code removed}.
 */
public final class Lane {
    /** What the writer is told by the reader, on the reader's thread. */
    interface Feeder {
        /** A chunk was freed after the writer found none. */
        void roomAgain();

        /** A message of this generation demands a NOTIFICATION; the reader has dropped the rest of it. */
        void fault(int generation, int code, int subcode, byte[] data);
    }

    private static final int SMALL = 16 * 1024;
    private static final int LARGE = 64 * 1024;
    private static final int EXTENDED = 128 * 1024;

    private final String router;
    private final String configuredAs;
    private final ReadyLanes ready;
    private final Feeder feeder;
    private final LaneChunk[] chunks = {new LaneChunk(), new LaneChunk()};
    private final AtomicBoolean queued = new AtomicBoolean();

    /** Owned by {@link ReadyLanes}. */
    @Nullable
    Lane next;

    // The writer's side.
    private int filling;
    private int capacity = SMALL;
    private @Nullable Negotiated delayedUp;
    private int delayedGeneration;
    private volatile boolean starved;
    private final Counter written = new Counter();

    // The reader's side.
    private int draining;
    private int faulted = -1;
    private final Counter consumed = new Counter();

    Lane(String router, String configuredAs, ReadyLanes ready, Feeder feeder) {
        this.router = router;
        this.configuredAs = configuredAs;
        this.ready = ready;
        this.feeder = feeder;
    }

    /** The router's unique name: that of the configuration, or {@code <range>-<address>}. */
    public String router() {
        return router;
    }

    /** The name of the router's entry in the configuration. */
    public String configuredAs() {
        return configuredAs;
    }

    /** Bytes that were written and not read yet. Any thread. */
    public long bytes() {
        return Math.max(0, written.get() - consumed.get());
    }

    /**
     * Hands over what the chunk at the front holds, up to a {@code down} mark. Reader's thread. If something is left
     * the lane is ready again when this returns.
     *
     * @return false if nothing was there
     */
    public boolean drain(LaneVisitor visitor) {
        LaneChunk chunk = chunks[draining];
        if (chunk.isExhausted()) {
            advance();
            chunk = chunks[draining];
        }
        boolean some = false;
        int end = chunk.end();
        while (chunk.readPosition < end) {
            some = true;
            boolean stop = visit(chunk, visitor);
            if (stop) {
                break;
            }
        }
        if (chunk.isExhausted()) {
            advance();
        }
        if (chunks[draining].isReadable()) {
            ready.add(this);
        }
        return some;
    }

    /** Frees the chunk at the front, which is read to its end, and goes to the other. */
    private void advance() {
        chunks[draining].free();
        draining ^= 1;
        if (starved) {
            starved = false;
            feeder.roomAgain();
        }
    }

    private boolean visit(LaneChunk chunk, LaneVisitor visitor) {
        int record = chunk.readPosition;
        int generation = chunk.generation(record);
        int value = chunk.value(record);
        int body = record + LaneChunk.HEADER;
        int kind = chunk.kind(record);
        int end = kind == LaneChunk.RUN ? body + value : body;
        chunk.readPosition = end;
        consumed.add(end - record);
        switch (kind) {
            case LaneChunk.RUN -> visitRun(chunk, visitor, generation, body, end, chunk.nanos(record));
            case LaneChunk.UP -> visitor.up(this, generation, (Negotiated) chunk.mark(value));
            case LaneChunk.DOWN -> {
                visitor.down(this, generation, (DownReason) chunk.mark(value));
                return true;
            }
            case LaneChunk.REMOVED -> visitor.removed(this);
            default -> throw new IllegalStateException("lane " + router + " holds a record of kind " + kind);
        }
        return false;
    }

    private void visitRun(LaneChunk chunk, LaneVisitor visitor, int generation, int body, int end, long nanos) {
        byte[] bytes = chunk.bytes;
        int offset = body;
        while (offset < end && generation != faulted) {
            int length = (bytes[offset + 16] & 0xff) << 8 | bytes[offset + 17] & 0xff;
            visitor.message(this, generation, bytes, offset, length, nanos);
            offset += length;
        }
    }

    /**
     * Ends a session because of what one of its messages says: the loop sends the NOTIFICATION and closes. The rest of
     * that generation is not handed over. Reader's thread.
     *
     * @param data of the NOTIFICATION; kept
     */
    public void fault(int generation, int code, int subcode, byte[] data) {
        faulted = generation;
        feeder.fault(generation, code, subcode, data);
    }

    /** Claims the lane's one place among the ready ones; false if it is taken. */
    boolean queue() {
        return !queued.get() && queued.compareAndSet(false, true);
    }

    void dequeue() {
        queued.set(false);
    }

    /**
     * Makes room for a run of this many octets, if it can. Writer's thread.
     *
     * @return the most octets that {@link #run} takes now, 0 if not even as many as asked for: {@link
     *     Feeder#roomAgain} will say when to try again
     */
    int room(int octets) {
        if (delayedUp != null && !writeDelayedUp()) {
            return 0;
        }
        return makeRoom(octets) ? current().room() : 0;
    }

    /** Appends whole messages, at most as many octets as {@link #room} said. Writer's thread. */
    void run(int generation, byte[] source, int offset, int length, long readNanos) {
        LaneChunk chunk = current();
        int body = chunk.append(LaneChunk.RUN, generation, length, readNanos);
        System.arraycopy(source, offset, chunk.bytes, body, length);
        publish(chunk, LaneChunk.HEADER + length, length);
    }

    /** Marks a session as established. Writer's thread. */
    void up(int generation, Negotiated negotiated) {
        delayedUp = negotiated;
        delayedGeneration = generation;
        writeDelayedUp();
    }

    private boolean writeDelayedUp() {
        Negotiated negotiated = delayedUp;
        if (negotiated == null) {
            return true;
        }
        if (!current().hasRoomForSession() && !renew(0)) {
            return false;
        }
        delayedUp = null;
        writeMark(LaneChunk.UP, delayedGeneration, negotiated);
        return true;
    }

    /** Marks the end of a session that was marked as up. Writer's thread. */
    void down(int generation, DownReason reason) {
        if (delayedUp != null) {
            delayedUp = null; // the reader never heard of it
            return;
        }
        writeMark(LaneChunk.DOWN, generation, reason);
    }

    /** Marks the router as gone; the last record. Writer's thread. */
    void removed() {
        if (current().isUntouched()) {
            current().resize(capacity);
        }
        writeMark(LaneChunk.REMOVED, 0, null);
    }

    private void writeMark(int kind, int generation, @Nullable Object mark) {
        LaneChunk chunk = current();
        chunk.append(kind, generation, mark == null ? 0 : chunk.addMark(mark), 0);
        publish(chunk, LaneChunk.HEADER, 0);
    }

    private void publish(LaneChunk chunk, int octets, int length) {
        written.add(octets);
        chunk.publish(length);
        ready.add(this);
    }

    private LaneChunk current() {
        return chunks[filling];
    }

    private boolean makeRoom(int octets) {
        return current().room() >= octets || renew(octets);
    }

    /** Goes on in an empty chunk that takes so many octets, if there is one. */
    private boolean renew(int octets) {
        if (octets > SMALL / 2) {
            capacity = EXTENDED;
        }
        if (current().isUntouched()) {
            current().resize(capacity);
            return true;
        }
        capacity = Math.max(capacity, LARGE);
        if (roll()) {
            return true;
        }
        starved = true;
        return roll(); // the reader may have freed one before it could see that we starve
    }

    /** Goes to the other chunk if that is free. */
    private boolean roll() {
        LaneChunk other = chunks[filling ^ 1];
        if (!other.isFree()) {
            return false;
        }
        starved = false;
        current().seal();
        other.start(capacity);
        filling ^= 1;
        return true;
    }
}
