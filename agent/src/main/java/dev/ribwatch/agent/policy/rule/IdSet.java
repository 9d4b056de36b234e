package dev.ribwatch.agent.policy.rule;

import java.util.Arrays;

/**
 * A set of dense ids, one bit each, in pages that are there only while something is in them.
 *
 * <p>One of a million prefix ids costs an eighth of a byte; an empty set next to nothing.
 */
final class IdSet {
    /** Instead of an id: there is none. */
    static final int NONE = -1;

    private static final int PAGE_SHIFT = 15;
    static final int PAGE_WORDS = 1 << PAGE_SHIFT - 6;

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

    /** The ids that are in both, as a new set; reads the pages that both have. */
    static IdSet common(IdSet one, IdSet other) {
        IdSet common = new IdSet();
        int most = Math.min(one.pages.length, other.pages.length);
        common.pages = new long[most][];
        common.counts = new int[most];
        for (int page = 0; page < most; page++) {
            long[] first = one.pages[page];
            long[] second = other.pages[page];
            if (first != null && second != null) {
                common.fill(page, first, second);
            }
        }
        return common;
    }

    private void fill(int page, long[] first, long[] second) {
        long[] words = new long[PAGE_WORDS];
        int count = 0;
        for (int word = 0; word < PAGE_WORDS; word++) {
            words[word] = first[word] & second[word];
            count += Long.bitCount(words[word]);
        }
        if (count != 0) {
            pages[page] = words;
            counts[page] = count;
            size += count;
            held++;
        }
    }

    int size() {
        return size;
    }

    /** One more than the last page that may be there. */
    int pages() {
        return pages.length;
    }

    /** Adds a page's ids to these words, one bit each; false if nothing is in it. */
    boolean unite(int page, long[] words) {
        long[] own = page < pages.length ? pages[page] : null;
        if (own == null) {
            return false;
        }
        for (int word = 0; word < PAGE_WORDS; word++) {
            words[word] |= own[word];
        }
        return true;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long bytes() {
        return (long) held * PAGE_WORDS * Long.BYTES;
    }
}
