package dev.ribwatch.agent.rib;

import java.util.Arrays;

/**
 * Spare pages of 64 KiB, for everything in the table alike. Pages past {@link #MAX_SPARE} of a type go to the collector, and
 * with {@link #trim} those that nobody asks for.
 */
final class PagePool {
    static final int PAGE_BYTES = 64 << 10;
    static final int INTS = PAGE_BYTES / Integer.BYTES;
    static final int LONGS = PAGE_BYTES / Long.BYTES;
    /** Spare pages kept of one type: 16 MiB. */
    static final int MAX_SPARE = 256;

    private final int[][] ints = new int[MAX_SPARE][];
    private final long[][] longs = new long[MAX_SPARE][];
    private final byte[][] bytes = new byte[MAX_SPARE][];
    private int spareInts;
    private int idleInts;
    private int spareLongs;
    private int idleLongs;
    private int spareBytes;
    private int idleBytes;

    /** A page of {@link #INTS} zeros. */
    int[] takeInts() {
        if (spareInts == 0) {
            return new int[INTS];
        }
        int[] page = ints[--spareInts];
        idleInts = Math.min(idleInts, spareInts);
        return page;
    }

    /** A page of {@link #LONGS} zeros. */
    long[] takeLongs() {
        if (spareLongs == 0) {
            return new long[LONGS];
        }
        long[] page = longs[--spareLongs];
        idleLongs = Math.min(idleLongs, spareLongs);
        return page;
    }

    /** A page of {@link #PAGE_BYTES} bytes with anything in it. */
    byte[] takeBytes() {
        if (spareBytes == 0) {
            return new byte[PAGE_BYTES];
        }
        byte[] page = bytes[--spareBytes];
        idleBytes = Math.min(idleBytes, spareBytes);
        return page;
    }

    /** Takes a page that holds zeros only. */
    void giveBack(int[] page) {
        if (spareInts < MAX_SPARE) {
            ints[spareInts++] = page;
        }
    }

    /** Takes a page that holds zeros only. */
    void giveBack(long[] page) {
        if (spareLongs < MAX_SPARE) {
            longs[spareLongs++] = page;
        }
    }

    /** Takes a page, whatever it holds. */
    void giveBack(byte[] page) {
        if (spareBytes < MAX_SPARE) {
            bytes[spareBytes++] = page;
        }
    }

    /** Lets go of as many pages as were spare all the time since the last call. */
    void trim() {
        spareInts -= idleInts;
        spareLongs -= idleLongs;
        spareBytes -= idleBytes;
        // What is past the spare ones is in use, or was let go; it is not ours to hold on to.
        Arrays.fill(ints, spareInts, MAX_SPARE, null);
        Arrays.fill(longs, spareLongs, MAX_SPARE, null);
        Arrays.fill(bytes, spareBytes, MAX_SPARE, null);
        idleInts = spareInts;
        idleLongs = spareLongs;
        idleBytes = spareBytes;
    }

    /** Bytes of the spare pages. */
    long bytes() {
        return (long) PAGE_BYTES * (spareInts + spareLongs + spareBytes);
    }
}
