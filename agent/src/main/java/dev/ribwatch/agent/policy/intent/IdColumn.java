package dev.ribwatch.agent.policy.intent;

import java.util.Arrays;

/** A paged map from dense ids to ints. What was never set is 0; a page of zeros takes no memory. */
final class IdColumn {
    /** A page is so large that it is never copied: the launcher has the collector put it where it stays. */
    private static final int SHIFT = 13;

    private static final int PAGE = 1 << SHIFT;
    private static final int MASK = PAGE - 1;
    /** Stands for every page that is not there; never written to. */
    private static final int[] ZEROS = new int[PAGE];

    private int[][] pages = new int[0][];
    private int[] filled = new int[0];
    private int held;
    /** The page that fell empty last, so that one id that comes and goes allocates nothing. */
    private int[] spare = ZEROS;

    int get(int id) {
        int page = id >>> SHIFT;
        return page < pages.length ? pages[page][id & MASK] : 0;
    }

    /** @param value not 0 */
    void set(int id, int value) {
        int number = id >>> SHIFT;
        if (number >= pages.length) {
            grow(number);
        }
        int[] page = pages[number];
        if (page == ZEROS) {
            page = spare == ZEROS ? new int[PAGE] : spare;
            spare = ZEROS;
            pages[number] = page;
            held++;
        }
        if (page[id & MASK] == 0) {
            filled[number]++;
        }
        page[id & MASK] = value;
    }

    void clear(int id) {
        int number = id >>> SHIFT;
        if (number >= pages.length) {
            return;
        }
        int[] page = pages[number];
        if (page == ZEROS || page[id & MASK] == 0) {
            return;
        }
        page[id & MASK] = 0;
        if (--filled[number] == 0) {
            spare = page;
            pages[number] = ZEROS;
            held--;
        }
    }

    long bytes() {
        return (long) held * PAGE * Integer.BYTES;
    }

    private void grow(int number) {
        int from = pages.length;
        int length = Math.max(16, Integer.highestOneBit(number) << 1);
        pages = Arrays.copyOf(pages, length);
        Arrays.fill(pages, from, length, ZEROS);
        filled = Arrays.copyOf(filled, length);
    }
}
