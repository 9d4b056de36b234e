package dev.ribwatch.agent.rib;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Gives out dense ids, the lowest page with room first, and keeps a positive word of the owner's with each. A page none
 * of whose ids is in use goes back to the pool.
 *
 * <p>A free id's word is the bitwise complement of the next free one in its page, so the free lists take no memory.
 */
final class IdSpace {
    static final int NONE = -1;

    private static final int SHIFT = Integer.numberOfTrailingZeros(PagePool.INTS);
    private static final int MASK = PagePool.INTS - 1;
    private static final int END = PagePool.INTS;
    /** Stands for every page that is not there; never written to. */
    private static final int[] ZEROS = new int[PagePool.INTS];

    private final PagePool pool;
    private final int limit;
    private int[][] pages = {ZEROS};
    /** By page: ids in use. */
    private int[] used = {0};
    /** By page: head of the list of freed ids, {@link #END} if there is none. */
    private int[] freed = {END};
    /** By page: from here on ids were never used. */
    private int[] fresh = {0};
    /** Pages below {@link #pageBound} with room. */
    private final BitSet open = new BitSet();
    /** No page below this one has room. */
    private int current;

    private int pageBound;
    private int pagesHeld;
    private int size;

    /** At most {@code limit} ids at a time. */
    IdSpace(PagePool pool, int limit) {
        this.pool = pool;
        this.limit = limit;
    }

    /** A new id with this word, above 0; {@link #NONE} at the limit. */
    int take(int word) {
        if (size == limit) {
            return NONE;
        }
        int number = current;
        if (number == pageBound || used[number] == PagePool.INTS || pages[number] == ZEROS) {
            number = findPage();
        }
        int[] page = pages[number];
        int at = freed[number];
        if (at == END) {
            at = fresh[number]++;
        } else {
            freed[number] = ~page[at];
        }
        page[at] = word;
        size++;
        if (++used[number] == PagePool.INTS) {
            open.clear(number);
        }
        return number << SHIFT | at;
    }

    /** Frees an id in use. */
    void free(int id) {
        int number = id >>> SHIFT;
        int at = id & MASK;
        pages[number][at] = ~freed[number];
        freed[number] = at;
        size--;
        if (number < current) {
            current = number;
        }
        if (used[number]-- == PagePool.INTS) {
            open.set(number);
        }
        if (used[number] == 0) {
            dropPage(number);
        }
    }

    /** The word of an id in use; 0 or less for any other number. */
    int word(int id) {
        int number = id >>> SHIFT;
        return number < pageBound ? pages[number][id & MASK] : 0;
    }

    /** Sets the word, above 0, of an id in use. */
    void setWord(int id, int word) {
        pages[id >>> SHIFT][id & MASK] = word;
    }

    /** The first id in use from {@code id} on, below {@code end}; {@code end} if there is none. */
    int next(int id, int end) {
        int at = id;
        int stop = Math.min(end, bound());
        while (at < stop) {
            int number = at >>> SHIFT;
            if (used[number] == 0) {
                at = number + 1 << SHIFT;
            } else if (pages[number][at & MASK] > 0) {
                return at;
            } else {
                at++;
            }
        }
        return end;
    }

    /** Ids in use. */
    int size() {
        return size;
    }

    /** All ids in use are below this. */
    int bound() {
        return pageBound << SHIFT;
    }

    /** Bytes of the pages. */
    long bytes() {
        return (long) PagePool.PAGE_BYTES * pagesHeld;
    }

    private int findPage() {
        int number = open.nextSetBit(current);
        if (number < 0) {
            number = pageBound++;
            open.set(number);
            if (number == pages.length) {
                grow(number << 1);
            }
        }
        if (pages[number] == ZEROS) {
            pages[number] = pool.takeInts();
            freed[number] = END;
            fresh[number] = 0;
            pagesHeld++;
        }
        current = number;
        return number;
    }

    private void grow(int length) {
        int from = pages.length;
        pages = Arrays.copyOf(pages, length);
        Arrays.fill(pages, from, length, ZEROS);
        used = Arrays.copyOf(used, length);
        freed = Arrays.copyOf(freed, length);
        fresh = Arrays.copyOf(fresh, length);
    }

    private void dropPage(int number) {
        Arrays.fill(pages[number], 0, fresh[number], 0);
        pool.giveBack(pages[number]);
        pages[number] = ZEROS;
        pagesHeld--;
        while (pageBound > 0 && used[pageBound - 1] == 0) {
            open.clear(--pageBound);
        }
        current = Math.min(current, pageBound);
    }
}
