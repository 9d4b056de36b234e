package dev.ribwatch.agent.rib;

/**
 * Spare pages of 64 KiB, for everything in the table alike. Pages past {@link #MAX_SPARE} of a type go to the collector.
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
    private int spareLongs;
    private int spareBytes;

    /** A page of {@link #INTS} zeros. */
    int[] takeInts() {
        return spareInts == 0 ? new int[INTS] : ints[--spareInts];
    }

    /** A page of {@link #LONGS} zeros. */
    long[] takeLongs() {
        return spareLongs == 0 ? new long[LONGS] : longs[--spareLongs];
    }

    /** A page of {@link #PAGE_BYTES} bytes with anything in it. */
    byte[] takeBytes() {
        return spareBytes == 0 ? new byte[PAGE_BYTES] : bytes[--spareBytes];
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

    /** Bytes of the spare pages. */
    long bytes() {
        return (long) PAGE_BYTES * (spareInts + spareLongs + spareBytes);
    }
}
