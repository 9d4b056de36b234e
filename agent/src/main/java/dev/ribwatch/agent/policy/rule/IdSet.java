package dev.ribwatch.agent.policy.rule;

import java.util.Arrays;
import java.util.List;

/**
 * A set of dense ids, one bit each, in pages that are there only while something is in them.
 *
 * <p>One of a million prefix ids costs an eighth of a byte; an empty set next to nothing.
 */
final class IdSet {
    /** Instead of an id: there is none. */
    static final int NONE = -1;

    private static final int PAGE_SHIFT = 15;
    private static final int PAGE_WORDS = 1 << PAGE_SHIFT - 6;

    private long[][] pages = new long[0][];
    private int[] counts = new int[0];
    private long[] spare = new long[0];
    private int size;
    private int held;

    /** Adds an id, at least 0; false if it was there. */
    boolean add(int id) {
        int page = id >>> PAGE_SHIFT;
        if (page >= pages.length) {
            pages = Arrays.copyOf(pages, Math.max(page + 1, pages.length * 2));
            counts = Arrays.copyOf(counts, pages.length);
        }
        long[] words = pages[page];
        if (words == null) {
            words = spare.length == 0 ? new long[PAGE_WORDS] : spare;
            spare = new long[0];
            pages[page] = words;
            held++;
        }
        int word = id >>> 6 & PAGE_WORDS - 1;
        if ((words[word] & 1L << id) != 0) {
            return false;
        }
        words[word] |= 1L << id;
        counts[page]++;
        size++;
        return true;
    }

    /** Removes an id; false if it was not there. */
    boolean remove(int id) {
        if (!contains(id)) {
            return false;
        }
        int page = id >>> PAGE_SHIFT;
        long[] words = pages[page];
        words[id >>> 6 & PAGE_WORDS - 1] &= ~(1L << id);
        if (--counts[page] == 0) {
            pages[page] = null;
            held--;
            spare = words; // all zero again; an id that comes and goes must not allocate
        }
        size--;
        return true;
    }

    boolean contains(int id) {
        int page = id >>> PAGE_SHIFT;
        if (page >= pages.length || pages[page] == null) {
            return false;
        }
        return (pages[page][id >>> 6 & PAGE_WORDS - 1] & 1L << id) != 0;
    }

    /** The least id that is not below this one, or {@link #NONE}. */
    int next(int from) {
        int id = from;
        while (id >>> PAGE_SHIFT < pages.length) {
            long[] words = pages[id >>> PAGE_SHIFT];
            if (words == null) {
                id = (id >>> PAGE_SHIFT) + 1 << PAGE_SHIFT;
                continue;
            }
            long word = words[id >>> 6 & PAGE_WORDS - 1] & -1L << id;
            if (word != 0) {
                return (id & ~63) + Long.numberOfTrailingZeros(word);
            }
            id = (id | 63) + 1;
        }
        return NONE;
    }

    int size() {
        return size;
    }

    /** How many ids are in at least one of these. Reads the words of pages that are there, of no others. */
    static int sizeOfUnion(List<IdSet> sets) {
        if (sets.size() <= 1) {
            return sets.isEmpty() ? 0 : sets.get(0).size;
        }
        int pages = 0;
        for (IdSet set : sets) {
            pages = Math.max(pages, set.pages.length);
        }
        long[] union = new long[PAGE_WORDS];
        int size = 0;
        for (int page = 0; page < pages; page++) {
            if (unite(sets, page, union)) {
                for (long word : union) {
                    size += Long.bitCount(word);
                }
                Arrays.fill(union, 0);
            }
        }
        return size;
    }

    /** Adds to the words what is in this page of any; false if none has it. */
    private static boolean unite(List<IdSet> sets, int page, long[] union) {
        boolean any = false;
        for (IdSet set : sets) {
            long[] words = page < set.pages.length ? set.pages[page] : null;
            if (words != null) {
                any = true;
                for (int word = 0; word < PAGE_WORDS; word++) {
                    union[word] |= words[word];
                }
            }
        }
        return any;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long bytes() {
        return (long) held * PAGE_WORDS * Long.BYTES;
    }
}
