package dev.ribwatch.agent.rib;

import java.util.Arrays;

/** A paged set of dense ids. Pages come with the first id that needs them and go together, with {@link #clear()}. */
final class BitColumn {
    private static final int SHIFT = Integer.numberOfTrailingZeros(PagePool.LONGS * Long.SIZE);
    private static final int MASK = PagePool.LONGS - 1;
    /** Stands for every page that is not there; never written to. */
    private static final long[] ZEROS = new long[PagePool.LONGS];

    private final PagePool pool;
    private long[][] pages = {ZEROS};
    private int size;
    private int pagesHeld;

    BitColumn(PagePool pool) {
        this.pool = pool;
    }

    boolean has(int id) {
        int page = id >>> SHIFT;
        return page < pages.length && (pages[page][id >>> 6 & MASK] & 1L << id) != 0;
    }

    void add(int id) {
        int number = id >>> SHIFT;
        long[] page = number < pages.length ? pages[number] : ZEROS;
        if (page == ZEROS) {
            page = addPage(number);
        }
        int at = id >>> 6 & MASK;
        long before = page[at];
        page[at] = before | 1L << id;
        if (page[at] != before) {
            size++;
        }
    }

    void remove(int id) {
        if (has(id)) {
            pages[id >>> SHIFT][id >>> 6 & MASK] &= ~(1L << id);
            size--;
        }
    }

    /** How many ids it has. */
    int size() {
        return size;
    }

    /** Removes all; 64 KiB a half million ids are written. */
    void clear() {
        if (pagesHeld == 0) {
            return;
        }
        for (int number = 0; number < pages.length; number++) {
            if (pages[number] != ZEROS) {
                Arrays.fill(pages[number], 0);
                pool.giveBack(pages[number]);
                pages[number] = ZEROS;
            }
        }
        pagesHeld = 0;
        size = 0;
    }

    /** Bytes of the pages. */
    long bytes() {
        return (long) PagePool.PAGE_BYTES * pagesHeld;
    }

    private long[] addPage(int number) {
        if (number >= pages.length) {
            int from = pages.length;
            pages = Arrays.copyOf(pages, Integer.highestOneBit(number) << 1);
            Arrays.fill(pages, from, pages.length, ZEROS);
        }
        long[] page = pool.takeLongs();
        pages[number] = page;
        pagesHeld++;
        return page;
    }
}
