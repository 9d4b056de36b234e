package dev.ribwatch.agent.transport;

import dev.ribwatch.agent.session.DownReason;
import dev.ribwatch.agent.session.Negotiated;
import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.config.value.Family;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The way of one router's messages from its event loop to the table thread: bytes as they were received, in two chunks,
 * of which one is filled while the other is read.
 *
 * <p>One thread writes (the router's loop), one reads (the table thread). A chunk is a sequence of records: a run of
 * whole messages with the time at which it was read, or a mark for a session that came up or went down. When neither
 * chunk has room the writer stops reading its socket until the reader frees one. Marks do not wait: an {@code up} is
 * written only together with the room for its {@code down}, and for one {@code outdated} and {@code removed}.
 */
public final class Lane {
    /** What the writer is told by the reader, on the reader's thread. */
    interface Feeder {
        /** A chunk was freed after the writer found none. */
        void roomAgain();

        /** A message of this generation demands a NOTIFICATION; the reader has dropped the rest of it. */
        void fault(int generation, int code, int subcode, byte[] data);

        /** The peer of this generation is to tell a family again. */
        void refresh(int generation, Family family);
    }

    private static final int SMALL = 16 * 1024;
    private static final int LARGE = 64 * 1024;
    private static final int EXTENDED = 128 * 1024;

    /** So much is announced as coming at once. */
    private static final int OCTETS_A_LOOK = 4 * 1024;
    /** So much is handed over between two questions whether there is time for more: right after the start that takes 2 ms. */
    private static final int OCTETS_A_QUESTION = 1024;

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
    /** The reader heard of a session since the last {@link #outdated}. */
    private boolean told;

    private volatile boolean starved;
    private volatile @Nullable String end;
    private volatile boolean holds;
    private final Counter written = new Counter();

    // The reader's side.
    private int draining;
    private int runEnd;
    private int runGeneration;
    private long runNanos;
    /** Messages of the run that begin before this were announced as coming. */
    private int aheadTo;

    private int faulted = -1;
    private boolean sessionOver;
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

    /** Whether the router was removed; another lane may have its name by now. Any thread. */
    public boolean isRetired() {
        return end != null;
    }

    /** What became of a router that was removed, after "the router was"; null while it is there. Any thread. */
    public @Nullable String end() {
        return end;
    }

    /**
     * The router is being removed: {@link #removed} will follow. Any thread.
     *
     * @param how what is said of it, after "the router was"
     */
    void retire(String how) {
        end = how;
    }

    /** Whether the table has routes of a session here, or keeps them for a restart. Reader's thread. */
    public void holds(boolean routes) {
        holds = routes;
    }

    /** Whether that is so, or may be once what was written is read. Any thread. */
    boolean mayHold() {
        return bytes() > 0 || holds; // in this order: it holds before the last byte is read
    }

    /** Bytes that were written and not read yet. Any thread. */
    public long bytes() {
        return Math.max(0, written.get() - consumed.get());
    }

    /** Bytes of both chunks. Only while neither side is at work. */
    int capacity() {
        return chunks[0].bytes.length + chunks[1].bytes.length;
    }

    /**
     * Hands over what the chunk at the front holds, up to a {@code down} mark or until the visitor has no time left; the
     * next call goes on there, in the middle of a run too. Reader's thread. If something is left the lane is ready again
     * when this returns, also with an exception of the visitor: what it was given does not come again.
     *
     * @return false if nothing was there
     */
    public boolean drain(LaneVisitor visitor) {
        if (chunks[draining].isExhausted()) {
            advance();
        }
        LaneChunk chunk = chunks[draining];
        int end = chunk.end();
        int from = chunk.readPosition;
        int asked = from;
        try {
            while (chunk.readPosition < end && visit(chunk, visitor)) {
                if (chunk.readPosition - asked >= OCTETS_A_QUESTION) {
                    asked = chunk.readPosition;
                    if (!visitor.mayGoOn()) {
                        break;
                    }
                }
            }
            return from < end;
        } finally {
            if (chunk.isExhausted()) {
                advance();
            }
            if (chunks[draining].isReadable()) {
                ready.add(this);
            }
        }
    }

    /** Frees the chunk at the front, which is read to its end, and goes to the other. */
    private void advance() {
        chunks[draining].free(sessionOver);
        draining ^= 1;
        runEnd = 0;
        if (starved) {
            starved = false;
            feeder.roomAgain();
        }
    }

    /** Hands over one message or one mark; false if the rest must wait. */
    private boolean visit(LaneChunk chunk, LaneVisitor visitor) {
        int position = chunk.readPosition;
        if (position < runEnd) {
            return visitMessage(chunk, visitor, position);
        }
        int kind = chunk.kind(position);
        int generation = chunk.generation(position);
        int value = chunk.value(position);
        if (kind == LaneChunk.UP && !visitor.up(this, generation, (Negotiated) chunk.mark(value))) {
            return false;
        }
        read(chunk, position + LaneChunk.HEADER);
        switch (kind) {
            case LaneChunk.RUN -> {
                runEnd = position + LaneChunk.HEADER + value;
                runGeneration = generation;
                runNanos = chunk.nanos(position);
                aheadTo = 0;
            }
            case LaneChunk.UP -> sessionOver = false;
            case LaneChunk.DOWN -> {
                sessionOver = true;
                visitor.down(this, generation, (DownReason) chunk.mark(value));
                return false;
            }
            case LaneChunk.OUTDATED -> visitor.outdated(this);
            case LaneChunk.REMOVED -> visitor.removed(this);
            default -> throw new IllegalStateException("lane " + router + " holds a record of kind " + kind);
        }
        return true;
    }

    private boolean visitMessage(LaneChunk chunk, LaneVisitor visitor, int offset) {
        if (runGeneration == faulted) {
            read(chunk, runEnd);
        } else {
            byte[] bytes = chunk.bytes;
            if (offset >= aheadTo) {
                aheadTo = runEnd; // if it fails, not again
                aheadTo = visitor.ahead(this, bytes, offset, Math.min(runEnd, offset + OCTETS_A_LOOK));
            }
            int length = Octets.u16(bytes, offset + 16);
            read(chunk, offset + length);
            visitor.message(this, runGeneration, bytes, offset, length, runNanos);
        }
        return true;
    }

    private void read(LaneChunk chunk, int position) {
        consumed.add(position - chunk.readPosition);
        chunk.readPosition = position;
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

    /** Asks the peer to tell a family again (RFC 2918); nothing happens if it cannot, or is gone. Reader's thread. */
    public void refresh(int generation, Family family) {
        feeder.refresh(generation, family);
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

    /** Writes an {@code up} that found no room; false if there still is none. Writer's thread. */
    boolean writeDelayedUp() {
        Negotiated negotiated = delayedUp;
        if (negotiated == null) {
            return true;
        }
        if (!current().hasRoomForSession() && !renew(0)) {
            return false;
        }
        delayedUp = null;
        told = true;
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
        giveBack();
    }

    /** A router that stays away takes no memory for what it could send. */
    private void giveBack() {
        if (chunks[filling ^ 1].isFree()) {
            current().seal();
            filling ^= 1;
            current().startEmpty();
        }
    }

    /** Marks that sessions rest on other terms from now on; none is up. Writer's thread. */
    void outdated() {
        if (told) {
            told = false;
            if (current().isUntouched()) {
                current().resize(SMALL);
            }
            writeMark(LaneChunk.OUTDATED, 0, null);
            giveBack();
        }
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
