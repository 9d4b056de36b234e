package dev.ribwatch.agent.policy.rule;

import java.util.Arrays;
import java.util.List;

/** Counts what several {@link IdSet}s hold together. Reads the words of pages that are there, of no others. */
final class IdSetUnion {
    private final long[] words = new long[IdSet.PAGE_WORDS];
    private long pagesRead;

    /** How many ids are in at least one of these. */
    int size(List<IdSet> sets) {
        if (sets.size() <= 1) {
            return sets.isEmpty() ? 0 : sets.get(0).size();
        }
        int pages = 0;
        for (IdSet set : sets) {
            pages = Math.max(pages, set.pages());
        }
        int size = 0;
        for (int page = 0; page < pages; page++) {
            if (unite(sets, page)) {
                for (long word : words) {
                    size += Long.bitCount(word);
                }
                Arrays.fill(words, 0);
            }
        }
        return size;
    }

    /** Adds to the words what is in this page of any; false if none has it. */
    private boolean unite(List<IdSet> sets, int page) {
        boolean any = false;
        for (IdSet set : sets) {
            if (set.unite(page, words)) {
                any = true;
                pagesRead++;
            }
        }
        return any;
    }

    /** The pages of sets that were read so far: what the counting cost. */
    long pagesRead() {
        return pagesRead;
    }
}
