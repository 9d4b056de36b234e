package dev.ribwatch.agent.mrt;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream ahead on a thread of its own: so a file is decompressed while what came before is decoded. Octets and
 * failure come as the stream gives them, in its order; what is read ahead is bounded. For one reading thread.
 */
final class ReadAhead extends InputStream {
    private static final int BLOCK = 1 << 17;
    private static final int BLOCKS = 3;

    private final InputStream in;
    private final BlockingQueue<Block> free = new ArrayBlockingQueue<>(BLOCKS);
    private final BlockingQueue<Block> full = new ArrayBlockingQueue<>(BLOCKS);
    private final Thread thread = new Thread(new Work(), "ribwatch-read-ahead");
    /** What is being read; null before the first. */
    private @Nullable Block current;

    private int position;

    private static final class Block {
        private final byte[] octets = new byte[BLOCK];
        private int length;
        /** Nothing follows its octets, or this failure. */
        private boolean last;

        private @Nullable IOException failure;
    }

    ReadAhead(InputStream in) {
        this.in = in;
        for (int i = 0; i < BLOCKS; i++) {
            free.add(new Block());
        }
        thread.setDaemon(true);
        thread.start();
    }

    private final class Work implements Runnable {
        @Override
        public void run() {
            try {
                boolean more = true;
                while (more) {
                    Block block = free.take();
                    fill(block);
                    more = !block.last;
                    full.put(block);
                }
            } catch (InterruptedException e) {
                // closed: nobody reads any more
            }
        }
    }

    private void fill(Block block) {
        block.length = 0;
        try {
            while (block.length < BLOCK) {
                int count = in.read(block.octets, block.length, BLOCK - block.length);
                if (count < 0) {
                    block.last = true;
                    return;
                }
                block.length += count;
            }
        } catch (IOException e) {
            block.failure = e;
            block.last = true;
        } catch (RuntimeException | Error e) { // else the reader would wait for ever
            block.failure = new IOException("the data cannot be read", e);
            block.last = true;
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
        Block block = block();
        if (position == block.length) {
            if (block.failure != null) {
                throw block.failure;
            }
            return -1;
        }
        int count = Math.min(length, block.length - position);
        System.arraycopy(block.octets, position, into, offset, count);
        position += count;
        return count;
    }

    /** One with octets left, or the last. */
    private Block block() throws IOException {
        try {
            Block block = current;
            while (block == null || position == block.length && !block.last) {
                if (block != null) {
                    free.put(block);
                }
                block = full.take();
                current = block;
                position = 0;
            }
            return block;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        in.close(); // ends a read that waits, for what may never come
    }
}
