package dev.ribwatch.agent.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One of the two chunks of a {@link Lane}: records one after the other, each a header of kind, generation, value and
 * time, followed by the messages if it is a run.
 *
 * <p>{@link #limit} passes the chunk between the threads: 0, the writer's alone; positive, the reader may read so far;
 * negative, the complement of the same, and the writer has left for the other chunk.
 */
final class LaneChunk {
    static final int RUN = 0;
    static final int UP = 1;
    static final int DOWN = 2;
    static final int OUTDATED = 3;
    static final int REMOVED = 4;

    /** Octets of a record's header. */
    static final int HEADER = 20;

    /** What a run leaves free, so that one {@link #DOWN}, one {@link #OUTDATED} and one {@link #REMOVED} always fit. */
    private static final int RESERVE = 3 * HEADER;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final int MARKS = 64;

    private static final byte[] NONE = new byte[0];

    byte[] bytes = NONE;
    private final @Nullable Object[] marks = new Object[MARKS];
    private int markCount;
    private volatile int limit;
    private int writePosition;
    int readPosition;

    // The reader's side.

    int end() {
        int seen = limit;
        return seen < 0 ? ~seen : seen;
    }

    boolean isReadable() {
        return readPosition < end();
    }

    /** Read to the end, and the writer has left. */
    boolean isExhausted() {
        int seen = limit;
        return seen < 0 && readPosition == ~seen;
    }

    /** Gives the chunk back to the writer; without its memory if that is not needed soon. */
    void free(boolean empty) {
        readPosition = 0;
        if (empty) {
            bytes = NONE;
        }
        Arrays.fill(marks, null);
        limit = 0;
    }

    int kind(int record) {
        return (int) INT.get(bytes, record);
    }

    int generation(int record) {
        return (int) INT.get(bytes, record + 4);
    }

    int value(int record) {
        return (int) INT.get(bytes, record + 8);
    }

    long nanos(int record) {
        return (long) LONG.get(bytes, record + 12);
    }

    Object mark(int index) {
        return Objects.requireNonNull(marks[index]);
    }

    // The writer's side.

    boolean isFree() {
        return limit == 0;
    }

    boolean isUntouched() {
        return writePosition == 0;
    }

    /** Takes a free chunk into use. */
    void start(int capacity) {
        writePosition = 0;
        markCount = 0;
        resize(capacity);
    }

    /** Takes a free chunk into use when there is something to write. */
    void startEmpty() {
        writePosition = 0;
        markCount = 0;
        bytes = NONE;
    }

    /** Gives an untouched chunk this capacity. */
    void resize(int capacity) {
        if (bytes.length != capacity) {
            bytes = new byte[capacity];
        }
    }

    /** The most octets of messages that a further run can have; negative if not even its header fits. */
    int room() {
        return bytes.length - writePosition - HEADER - RESERVE;
    }

    /** Whether an {@link #UP} and its {@link #DOWN} fit. */
    boolean hasRoomForSession() {
        return room() >= 0 && markCount + 2 <= MARKS;
    }

    /** Writes a record's header; it is not published yet. Returns where the record's body begins. */
    int append(int kind, int generation, int value, long nanos) {
        int record = writePosition;
        INT.set(bytes, record, kind);
        INT.set(bytes, record + 4, generation);
        INT.set(bytes, record + 8, value);
        LONG.set(bytes, record + 12, nanos);
        writePosition = record + HEADER;
        return writePosition;
    }

    /** Keeps an object for a mark; the reader finds it by the returned index. */
    int addMark(Object mark) {
        marks[markCount] = mark;
        return markCount++;
    }

    /** Lets the reader see the last record, whose body has this length. */
    void publish(int length) {
        writePosition += length;
        limit = writePosition;
    }

    /** Leaves the chunk to the reader. */
    void seal() {
        limit = ~writePosition;
    }
}
