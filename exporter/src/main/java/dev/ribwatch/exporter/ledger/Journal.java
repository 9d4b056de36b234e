package dev.ribwatch.exporter.ledger;

import dev.ribwatch.exporter.alert.Alert;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file of records: {@code RBWL}, the format's version in 4 octets, then each record as its length in octets, 4 octets, the
 * CRC-32C (RFC 3720 appendix B.4) of those and of the record, 4 octets, and the record.
 */
final class Journal implements AutoCloseable {
    /** A record takes no more. */
    static final int MOST_RECORD = 64 * 1024 * 1024;

    static final int HEADER = 8;
    static final int FRAME = 8;

    private static final int MAGIC = 0x5242_574c;
    private static final int VERSION = 1;
    private static final int BUFFER = 64 * 1024;

    private final LedgerFiles.Out out;
    private final RecordWriter record = new RecordWriter();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private final CRC32C sum = new CRC32C();
    private long bytes = HEADER;

    /** Begins a file that is empty. */
    Journal(LedgerFiles.Out out) {
        this.out = out;
        buffer.putInt(MAGIC).putInt(VERSION);
    }

    /** Adds a record. It is in the file when {@link #commit} has returned. */
    void append(LedgerRecord added) throws IOException {
        record.write(added);
        int length = record.length();
        if (length > MOST_RECORD) {
            throw new IOException("a record of " + length + " bytes is larger than any may be");
        }
        room(FRAME);
        int start = buffer.position();
        buffer.putInt(length);
        sum.reset();
        sum.update(buffer.slice(start, 4));
        sum.update(record.octets(), 0, length);
        buffer.putInt((int) sum.getValue());
        for (int written = 0; written < length; ) {
            room(1);
            int part = Math.min(buffer.remaining(), length - written);
            buffer.put(record.octets(), written, part);
            written += part;
        }
        bytes += FRAME + length;
    }

    private void room(int octets) throws IOException {
        if (buffer.remaining() < octets) {
            drain();
        }
    }

    private void drain() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
        buffer.clear();
    }

    /** Returns when all that was added would outlast a loss of power. After a failure nothing is known of the file. */
    void commit() throws IOException {
        drain();
        out.sync();
    }

    /** Octets added, committed or not. */
    long bytes() {
        return bytes;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /**
     * Reads a file, and leaves out each record that is not as it was written. Where the next one begins is known from the
     * length of the one before: if that is damaged, what follows it is lost, unless a frame that checks stands there.
     *
     * @param taken given each record
     * @return what is wrong with it, or null
     * @throws IOException if it cannot be read
     */
    static @Nullable String read(LedgerFiles.In in, Consumer<LedgerRecord> taken) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(FRAME);
        fill(in, head);
        if (head.remaining() < HEADER || head.getInt() != MAGIC) {
            return "it does not begin as a ledger does";
        }
        int version = head.getInt();
        if (version != VERSION) {
            return "it is of version " + Integer.toUnsignedString(version) + ", not " + VERSION;
        }
        long offset = HEADER;
        Damage damage = new Damage();
        Map<Alert, Alert> known = new HashMap<>();
        CRC32C sum = new CRC32C();
        while (true) {
            fill(in, head);
            if (!head.hasRemaining()) {
                return damage.text();
            }
            if (head.remaining() < FRAME) {
                return damage.ends(offset);
            }
            sum.reset();
            sum.update(head.slice(0, 4));
            int length = head.getInt();
            int stated = head.getInt();
            if (length <= 0 || length > MOST_RECORD) {
                return damage.ends(offset);
            }
            ByteBuffer octets = octets(in, length);
            if (octets.remaining() < length) {
                return damage.ends(offset);
            }
            sum.update(octets.duplicate());
            LedgerRecord record = (int) sum.getValue() == stated ? RecordReader.read(octets, known) : null;
            if (record == null) {
                damage.skips(offset);
            } else {
                damage.goesOn();
                taken.accept(record);
            }
            offset += FRAME + length;
        }
    }

    /** What was left out, for people. */
    private static final class Damage {
        private long first = -1;
        private long skipped;
        /** Where what does not check began, since the last record that does, and how many records that seem to be. */
        private long since = -1;

        private long unsure;

        void skips(long offset) {
            since = since < 0 ? offset : since;
            unsure++;
        }

        void goesOn() {
            if (since >= 0) {
                first = first < 0 ? since : first;
                skipped += unsure;
                since = -1;
                unsure = 0;
            }
        }

        /** Nothing more can be read; what does not check may be anything. */
        String ends(long offset) {
            String lost = "damaged at byte " + (since < 0 ? offset : since) + ", all that follows is lost";
            return skipped == 0 ? lost : leftOut() + "; " + lost;
        }

        /** The end was reached. */
        @Nullable
        String text() {
            goesOn();
            return skipped == 0 ? null : leftOut();
        }

        private String leftOut() {
            return skipped == 1
                    ? "1 record damaged, at byte " + first + ", and left out"
                    : skipped + " records damaged, the first at byte " + first + ", and left out";
        }
    }

    /** As many as there are, up to a number; memory grows with what is there, not with what is said. */
    private static ByteBuffer octets(LedgerFiles.In in, int length) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(Math.min(length, BUFFER));
        fill(in, octets);
        while (octets.remaining() == octets.capacity() && octets.capacity() < length) {
            ByteBuffer more = ByteBuffer.allocate((int) Math.min(length, 2L * octets.capacity()));
            more.put(octets);
            octets = more;
            fillOn(in, octets);
        }
        return octets;
    }

    private static void fill(LedgerFiles.In in, ByteBuffer into) throws IOException {
        into.clear();
        fillOn(in, into);
    }

    private static void fillOn(LedgerFiles.In in, ByteBuffer into) throws IOException {
        int read = 0;
        while (into.hasRemaining() && read >= 0) {
            read = in.read(into);
        }
        into.flip();
    }
}
