package dev.ribwatch.agent.rib;

import java.util.Arrays;

/**
 * A paged map from dense ids to longs. What was never set is 0, and a page of zeros takes no memory.
 */
final class LongColumn {
    private static final int SHIFT = Integer.numberOfTrailingZeros(PagePool.LONGS);
    private static final int MASK = PagePool.LONGS - 1;
    /** Stands for every page that is not there; never written to. */
    private static final long[] ZEROS = new long[PagePool.LONGS];

    private final PagePool pool;
    private long[][] pages = {ZEROS};
    /** By page: how many values are not 0. */
    private int[] filled = {0};

    private int size;
    private int pagesHeld;

    LongColumn(PagePool pool) {
        this.pool = pool;
    }

    long get(int id) {
        int page = id >>> SHIFT;
        return page < pages.length ? pages[page][id & MASK] : 0;
    }

    /** Sets a value and returns the one before. */
    long set(int id, long value) {
        int number = id >>> SHIFT;
        long[] page = number < pages.length ? pages[number] : ZEROS;
        if (page == ZEROS) {
            if (value == 0) {
                return 0;
            }
            page = addPage(number);
        }
        int at = id & MASK;
        long before = page[at];
        page[at] = value;
        if (before == 0) {
            if (value != 0) {
                filled[number]++;
                size++;
            }
        } else if (value == 0) {
            size--;
            if (--filled[number] == 0) {
                dropPage(number);
            }
        }
        return before;
    }

    /** How many values are not 0. */
    int size() {
        return size;
    }

    /** Bytes of the pages. */
    long bytes() {
        return (long) PagePool.PAGE_BYTES * pagesHeld;
    }

    private long[] addPage(int number) {
        if (number >= pages.length) {
            int length = Integer.highestOneBit(number) << 1;
            int from = pages.length;
            pages = Arrays.copyOf(pages, length);
            Arrays.fill(pages, from, length, ZEROS);
            filled = Arrays.copyOf(filled, length);
        }
        long[] page = pool.takeLongs();
        pages[number] = page;
        pagesHeld++;
        return page;
    }

    private void dropPage(int number) {
        pool.giveBack(pages[number]);
        pages[number] = ZEROS;
        pagesHeld--;
    }
}
