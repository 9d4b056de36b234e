package dev.ribwatch.agent.rib;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Spare pages of 64 KiB, for everything in the table alike. There are never more than the table once had in use; those that
 * nobody asks for go to the collector with {@link #trim}, many of them bit by bit. So a table that is withdrawn and sent again
 * leaves little garbage.
 */
final class PagePool {
    static final int PAGE_BYTES = 64 << 10;
    static final int INTS = PAGE_BYTES / Integer.BYTES;
    static final int LONGS = PAGE_BYTES / Long.BYTES;

    private final Spare<int[]> ints = new Spare<>();
    private final Spare<long[]> longs = new Spare<>();
    private final Spare<byte[]> bytes = new Spare<>();

    /** Pages of one type, the last one in the first one out. */
    private static final class Spare<P> {
        private static final int FEWEST = 64;
        /** So many idle pages, or this part of them, are let go at a time: 16 MiB. */
        private static final int AT_A_TIME = 256;

        private static final int PART = 16;

        private @Nullable Object[] pages = new Object[FEWEST];
        private int count;
        /** As many were spare all the time since the last trim. */
        private int idle;

        @SuppressWarnings("unchecked") // only push writes
        @Nullable
        P pop() {
            if (count == 0) {
                return null;
            }
            Object page = pages[--count];
            pages[count] = null;
            idle = Math.min(idle, count);
            return (P) page;
        }

        void push(P page) {
            if (count == pages.length) {
                pages = Arrays.copyOf(pages, 2 * count);
            }
            pages[count++] = page;
        }

        void trim() {
            int released = Math.min(idle, Math.max(AT_A_TIME, idle / PART));
            Arrays.fill(pages, count - released, count, null);
            count -= released;
            idle = count;
            if (count <= pages.length / 4 && pages.length > FEWEST) {
                pages = Arrays.copyOf(pages, Math.max(FEWEST, Integer.highestOneBit(count) << 1));
            }
        }
    }

    /** A page of {@link #INTS} zeros. */
    int[] takeInts() {
        int[] page = ints.pop();
        return page == null ? new int[INTS] : page;
    }

    /** A page of {@link #LONGS} zeros. */
    long[] takeLongs() {
        long[] page = longs.pop();
        return page == null ? new long[LONGS] : page;
    }

    /** A page of {@link #PAGE_BYTES} bytes with anything in it. */
    byte[] takeBytes() {
        byte[] page = bytes.pop();
        return page == null ? new byte[PAGE_BYTES] : page;
    }

    /** Takes a page that holds zeros only. */
    void giveBack(int[] page) {
        ints.push(page);
    }

    /** Takes a page that holds zeros only. */
    void giveBack(long[] page) {
        longs.push(page);
    }

    /** Takes a page, whatever it holds. */
    void giveBack(byte[] page) {
        bytes.push(page);
    }

    /** Lets go of pages that were spare all the time since the last call: all if they are few, else some. */
    void trim() {
        ints.trim();
        longs.trim();
        bytes.trim();
    }

    /** Bytes of the spare pages. */
    long bytes() {
        return (long) PAGE_BYTES * (ints.count + longs.count + bytes.count);
    }
}
