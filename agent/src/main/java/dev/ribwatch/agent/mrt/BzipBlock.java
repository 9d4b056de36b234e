package dev.ribwatch.agent.mrt;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * What lies between two marks of a bzip2 file: a block, the end of a stream with the head of the next one, or, where a
 * block holds by chance what looks like a mark, a part of a block. Used again and again.
 */
final class BzipBlock {
    static final long BLOCK = 0x3141_5926_5359L;
    static final long END = 0x1772_4538_5090L;
    static final int MARK_BITS = 48;
    static final int CHECK_BITS = 32;
    /** More octets than any block has: 900,000 symbols of 20 bits, and their tables. */
    static final int LONGEST = 2_500_000;
    /** What a block of 900,000 octets comes to, unless octets repeat themselves a lot. */
    private static final int USUAL = 1 << 20;

    private static final int HEADER = 4;

    /** From the octet where its mark begins to the one where the next mark ends. */
    private byte[] raw = new byte[1 << 16];

    private int rawLength;
    /** Bits of the first octet that precede its mark. */
    private int phase;
    /** From its mark to the next one, or to where the file ends. */
    private int bits;

    private char level = '9';
    private boolean end;
    private boolean open;
    private @Nullable IOException unreadable;

    private final Library library;
    private final byte[] out = new byte[USUAL];
    private int length;
    private State state = State.WAITING;
    /** Not of the data, but of the library or the machine. */
    private @Nullable Error defect;

    private final Semaphore done = new Semaphore(0);

    /** Decompresses a stream. */
    interface Library {
        InputStream open(InputStream compressed) throws IOException;
    }

    BzipBlock(Library library) {
        this.library = library;
    }

    /** What became of it. */
    enum State {
        WAITING,
        /** Its octets are there, and its check agrees. */
        WHOLE,
        /** More octets than are held at once. */
        LONG,
        DAMAGED
    }

    /** Begins with a mark of which some octets were read. */
    void begin(boolean endOfStream, char streamLevel, int precedingBits) {
        rawLength = 0;
        length = 0;
        phase = precedingBits;
        level = streamLevel;
        end = endOfStream;
        open = false;
        unreadable = null;
        state = State.WAITING;
        defect = null;
    }

    void add(byte[] from, int offset, int count) {
        if (raw.length - rawLength < count) {
            raw = Arrays.copyOf(raw, Math.max(2 * raw.length, rawLength + count));
        }
        System.arraycopy(from, offset, raw, rawLength, count);
        rawLength += count;
    }

    /** A mark ends so many bits before the end of what was added. */
    void endAtMark(int following) {
        bits = 8 * rawLength - following - MARK_BITS - phase;
    }

    /** The file ends here, or cannot be read any further, or no block is as long. */
    void endOpen(@Nullable IOException failure) {
        bits = 8 * rawLength - phase;
        open = true;
        unreadable = failure;
    }

    /** Adds what follows up to the next mark but one. */
    void join(BzipBlock next) {
        int known = (next.phase + MARK_BITS + 7) / 8;
        add(next.raw, known, next.rawLength - known);
        bits += next.bits;
        open = next.open;
        unreadable = next.unreadable;
    }

    boolean isEnd() {
        return end;
    }

    boolean isOpen() {
        return open;
    }

    int octets() {
        return rawLength;
    }

    @Nullable
    IOException unreadable() {
        return unreadable;
    }

    State state() {
        return state;
    }

    /** Why it could not even be tried to decompress it; null if it could. */
    @Nullable
    Error defect() {
        return defect;
    }

    byte[] out() {
        return out;
    }

    int length() {
        return length;
    }

    /** Whether so many bits follow its mark. */
    boolean has(int following) {
        return bits >= MARK_BITS + following;
    }

    /** The checksum behind the mark: of the block, or of the stream that ends. */
    int check() {
        long value = 0;
        for (int i = 0, at = (phase + MARK_BITS) / 8; i < 5; i++, at++) {
            value = value << 8 | (at < rawLength ? raw[at] & 0xff : 0);
        }
        return (int) (value >>> 8 - (phase + MARK_BITS) % 8);
    }

    /** Of the end of a stream: whether the header of another one follows, and then at once a mark. */
    boolean leadsOn() {
        int at = afterCheckAt();
        return !open
                && phase + bits == 8 * (at + HEADER)
                && raw[at] == 'B'
                && raw[at + 1] == 'Z'
                && raw[at + 2] == 'h'
                && raw[at + 3] >= '1'
                && raw[at + 3] <= '9';
    }

    /** The level in that header: how many times 100,000 octets a block has at most. */
    char nextLevel() {
        return (char) raw[afterCheckAt() + 3];
    }

    private int afterCheckAt() {
        return (phase + MARK_BITS + CHECK_BITS + 7) / 8;
    }

    /** Of the end of a stream: what was read beyond it. */
    byte[] afterCheck() {
        return Arrays.copyOfRange(raw, Math.min(afterCheckAt(), rawLength), rawLength);
    }

    /** What was read beyond the mark that it begins with. */
    byte[] afterMark() {
        return Arrays.copyOfRange(raw, (phase + MARK_BITS + 7) / 8, rawLength);
    }

    /**
     * As a stream of its own.
     *
     * @param closed with an end behind it
     */
    byte[] stream(boolean closed) {
        int octets = (bits + 7) / 8;
        byte[] stream = new byte[HEADER + octets + (closed ? (MARK_BITS + CHECK_BITS) / 8 : 0)];
        stream[0] = 'B';
        stream[1] = 'Z';
        stream[2] = 'h';
        stream[3] = (byte) level;
        for (int i = 0; i < octets; i++) {
            int next = i + 1 < rawLength ? raw[i + 1] & 0xff : 0;
            stream[HEADER + i] = (byte) ((raw[i] << 8 | next) >>> 8 - phase);
        }
        int unused = 8 * octets - bits;
        stream[HEADER + octets - 1] &= (byte) (0xff << unused);
        if (closed) {
            put(stream, 8 * (HEADER + octets) - unused, END, MARK_BITS);
            put(stream, 8 * (HEADER + octets) - unused + MARK_BITS, check(), CHECK_BITS);
        }
        return stream;
    }

    private static void put(byte[] into, int bit, long value, int count) {
        for (int i = 0; i < count; i++) {
            int set = (int) (value >>> count - 1 - i) & 1;
            into[(bit + i) / 8] |= (byte) (set << 7 - (bit + i) % 8);
        }
    }

    /** Decompresses it; throws nothing. */
    void decompress() {
        if (end || open) {
            state = State.DAMAGED; // nothing to decompress, or nothing that can be relied upon
            return;
        }
        length = 0;
        try (InputStream in = library.open(new ByteArrayInputStream(stream(true)))) {
            int count = 0;
            while (count >= 0 && length < out.length) {
                length += count;
                count = in.read(out, length, out.length - length);
            }
            state = count < 0 ? State.WHOLE : State.LONG;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            state = State.DAMAGED; // indexes that a block made up are no IOException
        } catch (Error e) { // such as a library that is not there: else the reader would wait for ever
            state = State.DAMAGED;
            defect = e;
        }
    }

    /** Tells the reader that {@link #decompress} was done. */
    void release() {
        done.release();
    }

    /** Waits until it was. */
    void await() throws InterruptedException {
        done.acquire();
    }
}
