package dev.ribwatch.agent.mrt;

import dev.ribwatch.agent.wire.Octets;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The records of an MRT file, one after the other (RFC 6396 section 2). A record is read in place, in a buffer that is
 * used again; nothing is allocated for it.
 *
 * <pre>
 *   4 octets  seconds since 1970
 *   2 octets  type
 *   2 octets  subtype
 *   4 octets  length of what follows
 *   4 octets  microseconds, only in the types that have them (section 3)
 * </pre>
 */
public final class MrtFile implements Closeable {
    /** The most octets of a record: a prefix in the tables of thousands of peers has not a tenth of it. */
    public static final int LONGEST_RECORD = 1 << 24;

    static final int HEADER = 12;
    private static final int BUFFER = 1 << 18;

    private final InputStream in;
    private byte[] buffer = new byte[BUFFER];
    /** Where the record begins, and where what was read ends. */
    private int start;

    private int filled;
    private int length = -HEADER;
    private long position;
    private @Nullable String failure;
    private @Nullable Damage damage;

    private MrtFile(InputStream in) {
        this.in = in;
    }

    /**
     * Opens a file, plain, gzip or bzip2.
     *
     * @throws IOException if it cannot be read at all
     */
    public static MrtFile open(Path file) throws IOException {
        return of(new Unsized(Files.newInputStream(file)));
    }

    /** Does not say how much there is: of a pipe the file system's own stream fails when it is asked. */
    private static final class Unsized extends FilterInputStream {
        Unsized(InputStream in) {
            super(in);
        }

        @Override
        public int available() {
            return 0;
        }
    }

    /**
     * Reads from a stream of the same, which is closed with this.
     *
     * @throws IOException if it cannot be read at all; then it is closed
     */
    public static MrtFile of(InputStream file) throws IOException {
        try {
            return new MrtFile(Compression.decompressed(file));
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Moves to the next record; false at the end, and where nothing more can be read, see {@link #damage}. */
    public boolean next() {
        if (damage != null) {
            return false;
        }
        start += HEADER + length;
        position += HEADER + length;
        length = -HEADER; // none, until it is complete
        if (!require(HEADER)) {
            if (filled > start || failure != null) {
                cut("the record's header");
            }
            return false;
        }
        long announced = Octets.u32(buffer, start + 8);
        if (announced > LONGEST_RECORD) {
            damage = new Damage(
                    position, "a record that claims " + announced + " octets; the most is " + LONGEST_RECORD);
            return false;
        }
        if (!require(HEADER + (int) announced)) {
            cut("the record of " + announced + " octets");
            return false;
        }
        length = (int) announced;
        return true;
    }

    private void cut(String what) {
        long end = position + filled - start;
        damage = failure == null
                ? new Damage(end, "the file ends within " + what + " at octet " + position)
                : new Damage(end, failure + ", within " + what + " at octet " + position);
    }

    /** Has so many octets of the record in the buffer; false if there are no more to read. */
    private boolean require(int octets) {
        while (filled - start < octets) {
            if (buffer.length - start < octets) {
                makeRoom(octets);
            }
            int count;
            try {
                count = failure == null ? in.read(buffer, filled, buffer.length - filled) : -1;
            } catch (EOFException e) {
                failure = e.getMessage() == null ? "the compressed data is cut short" : e.getMessage();
                count = -1;
            } catch (IOException e) {
                failure = e.getMessage() == null ? "the data cannot be read" : e.getMessage();
                count = -1;
            }
            if (count < 0) {
                return false;
            }
            filled += count;
        }
        return true;
    }

    /** Grows by doubling at most, so that a record that lies about its length costs nothing. */
    private void makeRoom(int octets) {
        System.arraycopy(buffer, start, buffer, 0, filled - start);
        filled -= start;
        start = 0;
        if (buffer.length < octets && filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(2 * buffer.length, HEADER + LONGEST_RECORD));
        }
    }

    /** Where the reading ended before the file did, or null: the file was read to its end, or there is more. */
    public @Nullable Damage damage() {
        return damage;
    }

    /** Offset of the record in the decompressed file. */
    public long position() {
        return position;
    }

    /** Seconds since 1970. */
    long seconds() {
        return Octets.u32(buffer, start);
    }

    int type() {
        return Octets.u16(buffer, start + 4);
    }

    int subtype() {
        return Octets.u16(buffer, start + 6);
    }

    /** The array that holds the record, until {@link #next}. */
    byte[] buffer() {
        return buffer;
    }

    /** Where the record's body begins; at least the header's octets precede it. */
    int offset() {
        return start + HEADER;
    }

    /** Where the record ends. */
    int limit() {
        return start + HEADER + length;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
