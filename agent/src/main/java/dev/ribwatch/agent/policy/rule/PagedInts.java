package dev.ribwatch.agent.policy.rule;

import java.util.Arrays;

/**
 * An array of ints that grows without copying what it holds: by pages of 256 KiB, only the first one grows from small.
 * Starts as zeros.
 */
final class PagedInts {
    private static final int SHIFT = 16;
    private static final int PAGE = 1 << SHIFT;

    private int[][] pages = {new int[24]};

    int get(int index) {
        return pages[index >>> SHIFT][index & PAGE - 1];
    }

    void set(int index, int value) {
        pages[index >>> SHIFT][index & PAGE - 1] = value;
    }

    /** Makes room for indexes below this. */
    void reach(int bound) {
        int last = bound - 1 >>> SHIFT;
        if (last == 0) {
            if (bound > pages[0].length) {
                pages[0] = Arrays.copyOf(pages[0], Math.min(PAGE, Math.max(bound, pages[0].length * 2)));
            }
            return;
        }
        if (pages[0].length < PAGE) {
            pages[0] = Arrays.copyOf(pages[0], PAGE);
        }
        int have = pages.length;
        if (last >= have) {
            pages = Arrays.copyOf(pages, last + 1);
            for (int page = have; page <= last; page++) {
                pages[page] = new int[PAGE];
            }
        }
    }
}
