package dev.ribwatch.agent.policy.rule;

import java.util.Arrays;

/**
 * An array of ints that grows without copying what it holds: by pages of 256 KiB, only the first one grows from small.
 * Starts as zeros; whoever uses an index again after {@link #clear} sets it first.
 */
final class PagedInts {
    private static final int SHIFT = 16;
    private static final int PAGE = 1 << SHIFT;

    private static final int SMALL = 24;

    private int[][] pages = {new int[SMALL]};

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

    /** Gives back all memory but a little; nothing that was set is there any more. */
    void clear() {
        if (pages.length > 1 || pages[0].length > SMALL) {
            pages = new int[][] {new int[SMALL]};
        }
    }

    long bytes() {
        return (long) Integer.BYTES * (pages[0].length + (pages.length - 1) * (long) PAGE);
    }
}
