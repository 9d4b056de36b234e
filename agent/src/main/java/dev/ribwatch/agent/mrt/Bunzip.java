package dev.ribwatch.agent.mrt;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses bzip2, whose blocks do not depend on each other, on as many threads as there are processors, at most eight,
 * ahead of the one thread that reads. Octets and failure come as from the library's own stream, in their order: to that is left what is
 * not as it should be. Blocks ahead, and so the memory, are bounded.
 */
final class Bunzip extends InputStream {
    private static final int MOST_THREADS = 8;
    /** How many marks within a block are passed over; one by chance is a matter of hundreds of terabytes. */
    private static final int MOST_FALSE_MARKS = 8;
    /** In succession. The library reads each within the one before, and ends where its stack does. */
    private static final int MOST_EMPTY_BLOCKS = 1_000;
    /** The library's streams begin with a header; this one is over at once. */
    private static final byte[] EMPTY = {'B', 'Z', 'h', '9', 0x17, 0x72, 0x45, 0x38, 0x50, (byte) 0x90, 0, 0, 0, 0};

    private final InputStream in;
    private final Object turn = new Object();
    private final BzipMarks marks;
    private final BlockingQueue<BzipBlock> free;
    private final BlockingQueue<BzipBlock> ordered;
    private final List<Thread> threads = new ArrayList<>();
    /** Guarded by {@link #turn}. */
    private boolean allFound;

    /** Whose octets are being read; null before the first. */
    private @Nullable BzipBlock current;

    private int position;
    /** What is read instead. */
    private @Nullable InputStream instead;

    private boolean last;
    /** Of the stream: the checksums of its blocks. */
    private int combined;

    private int empty;
    private @Nullable IOException failure;
    private boolean ended;

    /**
     * Begins to decompress.
     *
     * @param in of which the first octets are those of bzip2
     */
    Bunzip(InputStream in) {
        this(in, compressed -> new BZip2CompressorInputStream(compressed, false));
    }

    Bunzip(InputStream in, BzipBlock.Library library) {
        this.in = in;
        marks = new BzipMarks(in);
        int count = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        free = new ArrayBlockingQueue<>(count + 2);
        ordered = new ArrayBlockingQueue<>(count + 2);
        for (int i = 0; i < count + 2; i++) {
            free.add(new BzipBlock(library));
        }
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(this::work, "ribwatch-bunzip-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void work() {
        try {
            for (BzipBlock block = find(); block != null; block = find()) {
                block.decompress();
                block.release();
            }
        } catch (InterruptedException e) {
            // closed: nobody reads any more
        }
    }

    /** The next block, which also stands in its order; null if there are no more. */
    private @Nullable BzipBlock find() throws InterruptedException {
        synchronized (turn) {
            if (allFound) {
                return null;
            }
            BzipBlock block = free.take();
            try {
                allFound = !marks.next(block);
            } catch (RuntimeException | Error e) { // else the reader would wait for ever
                allFound = true;
                block.endOpen(new IOException("the data cannot be read", e));
            }
            ordered.put(block);
            return block;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        try {
            while (failure == null && !ended) {
                int count = available(into, offset, length);
                if (count > 0) {
                    return count;
                }
                advance();
            }
        } catch (InterruptedException e) {
            failure = interrupted(e); // it stays: a block may be lost
        } catch (IOException e) {
            failure = e;
        }
        if (failure != null) {
            throw failure;
        }
        return -1;
    }

    private int available(byte[] into, int offset, int length) throws IOException {
        if (instead != null) {
            return instead.read(into, offset, length);
        }
        if (current == null) {
            return 0;
        }
        int count = Math.min(length, current.length() - position);
        System.arraycopy(current.out(), position, into, offset, count);
        position += count;
        return count;
    }

    /** Goes on to the next block, as the one before is read. */
    private void advance() throws IOException, InterruptedException {
        if (last) {
            ended = true;
            return;
        }
        instead = null;
        if (current != null) {
            free.add(current);
            current = null;
        }
        BzipBlock block = take();
        if (block.isEnd()) {
            endStream(block);
            if (!last) {
                free.add(block);
            }
            return;
        }
        boolean whole = isWhole(block);
        combined = (combined << 1 | combined >>> 31) ^ block.check();
        current = block;
        position = 0;
        if (!whole) {
            readLast(new ByteArrayInputStream(block.stream(false)), end(block));
        } else if (block.state() == BzipBlock.State.LONG) {
            instead = new BzipStream(new ByteArrayInputStream(block.stream(true)));
        } else if (block.length() > 0) {
            empty = 0;
        } else if (++empty > MOST_EMPTY_BLOCKS) {
            throw new IOException("damaged bzip2 data");
        }
    }

    private BzipBlock take() throws InterruptedException {
        BzipBlock block = ordered.take();
        block.await();
        return block;
    }

    /** Whether its octets can be had; else a mark within it is none. */
    private boolean isWhole(BzipBlock block) throws IOException, InterruptedException {
        for (int i = 0; block.state() == BzipBlock.State.DAMAGED; i++) {
            if (block.defect() != null) {
                throw new IOException("the data cannot be read", block.defect());
            }
            if (block.isOpen() || i == MOST_FALSE_MARKS || block.octets() > BzipBlock.LONGEST) {
                return false;
            }
            BzipBlock next = take();
            block.join(next);
            free.add(next);
            block.decompress();
        }
        return true;
    }

    /** Leaves all that follows to the library. */
    private void readLast(InputStream begin, InputStream rest) {
        last = true;
        instead = new BzipStream(new SequenceInputStream(begin, rest));
    }

    /** What the file's last block ends with; another one is not gone on with. */
    private static InputStream end(BzipBlock block) {
        IOException failure = block.isOpen() ? block.unreadable() : new IOException("damaged bzip2 data");
        return failure == null ? InputStream.nullInputStream() : new Failing(failure);
    }

    /** Checks the stream that ends, and what follows. */
    private void endStream(BzipBlock block) throws IOException {
        if (block.isOpen() && !block.has(BzipBlock.CHECK_BITS)) {
            readLast(new ByteArrayInputStream(block.stream(false)), end(block));
            return;
        }
        if (block.check() != combined) {
            throw new IOException("BZip2 CRC error");
        }
        combined = 0;
        if (!block.leadsOn()) {
            readLast(new ByteArrayInputStream(EMPTY), new Rest(block));
        }
    }

    private static final class Failing extends InputStream {
        private final IOException failure;

        Failing(IOException failure) {
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            throw failure;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            throw failure;
        }
    }

    /** The compressed file from the end of a stream on. */
    private final class Rest extends InputStream {
        private BzipBlock block;
        private InputStream octets;

        Rest(BzipBlock end) {
            block = end;
            octets = new ByteArrayInputStream(end.afterCheck());
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = octets.read(into, offset, length);
            while (count < 0 && !block.isOpen()) {
                free.add(block);
                try {
                    block = take();
                } catch (InterruptedException e) {
                    throw interrupted(e);
                }
                octets = new ByteArrayInputStream(block.afterMark());
                count = octets.read(into, offset, length);
            }
            return count < 0 ? end(block).read(into, offset, length) : count;
        }
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return (IOException) new InterruptedIOException("interrupted").initCause(e);
    }

    @Override
    public void close() throws IOException {
        threads.forEach(Thread::interrupt);
        in.close(); // ends a read that waits, too
    }
}
