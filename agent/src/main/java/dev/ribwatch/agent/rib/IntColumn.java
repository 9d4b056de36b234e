package dev.ribwatch.agent.rib;

import java.util.Arrays;

/**
 * A paged map from dense ids to ints. What was never set is 0, and a page of zeros takes no memory.
 */
final class IntColumn {
    private static final int SHIFT = Integer.numberOfTrailingZeros(PagePool.INTS);
    private static final int MASK = PagePool.INTS - 1;
    /** Stands for every page that is not there; never written to. */
    private static final int[] ZEROS = new int[PagePool.INTS];

    private final PagePool pool;
    private int[][] pages = {ZEROS};
    /** By page: how many values are not 0. */
    private int[] filled = {0};

    private int size;
    private int pagesHeld;

    IntColumn(PagePool pool) {
        this.pool = pool;
    }

    int get(int id) {
        int page = id >>> SHIFT;
        return page < pages.length ? pages[page][id & MASK] : 0;
    }

    /** Sets a value and returns the one before. */
    int set(int id, int value) {
        int number = id >>> SHIFT;
        int[] page = number < pages.length ? pages[number] : ZEROS;
        if (page == ZEROS) {
            if (value == 0) {
                return 0;
            }
            page = addPage(number);
        }
        int at = id & MASK;
        int before = page[at];
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

    /** All ids whose value is not 0 are below this. */
    int bound() {
        return size == 0 ? 0 : pages.length << SHIFT;
    }

    /** The first id from {@code id} on, below {@code end}, whose value is not 0; {@code end} if there is none. */
    int next(int id, int end) {
        int at = id;
        int stop = Math.min(end, bound());
        while (at < stop) {
            int page = at >>> SHIFT;
            if (filled[page] == 0) {
                at = page + 1 << SHIFT;
            } else if (pages[page][at & MASK] != 0) {
                return at;
            } else {
                at++;
            }
        }
        return end;
    }

    /** Bytes of the pages. */
    long bytes() {
        return (long) PagePool.PAGE_BYTES * pagesHeld;
    }

    private int[] addPage(int number) {
        if (number >= pages.length) {
            int length = Integer.highestOneBit(number) << 1;
            int from = pages.length;
            pages = Arrays.copyOf(pages, length);
            Arrays.fill(pages, from, length, ZEROS);
            filled = Arrays.copyOf(filled, length);
        }
        int[] page = pool.takeInts();
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
