package dev.ribwatch.agent.policy.rule;

/**
 * When prefixes changed last, for as many as fit in little more than a megabyte: the restless ones. Each has the moments of as many changes as
 * it takes to be too many.
 *
 * <p>A prefix may stand in one of eight places. If all are taken it takes that of the one with the fewest changes, the
 * calmest if several have as few; pinned ones stay. So a table that changes once from end to end drives nobody out who is
 * restless.
 */
final class FlapTable {
    static final int NONE = -1;

    private static final int WAYS = 8;
    private static final int BYTES = 9 << 17;
    private static final int FEWEST_ENTRIES = 1 << 9;

    private final int moments;
    private final long window;
    /** A power of two. */
    private final int buckets;

    private final long[] highs;
    private final long[] lows;
    /** {@code router, family, length}; 0: free. */
    private final long[] places;
    /** The last moments, a ring an entry. */
    private final long[] times;
    /** The latest of them: those of a bucket are looked at together, and so they stand together. */
    private final long[] lasts;
    /** How many moments are known; at most {@link #moments}. */
    private final int[] counts;
    /** Where in its ring the next moment goes. */
    private final int[] nexts;

    private final boolean[] pinned;

    /**
     * An empty table.
     *
     * @param changes as many in a window are not too many yet
     * @param window nanoseconds
     */
    FlapTable(int changes, long window) {
        this.window = window;
        moments = changes + 1;
        int entry = 4 * Long.BYTES + moments * Long.BYTES + 2 * Integer.BYTES + 1;
        int entries = Math.max(FEWEST_ENTRIES, Integer.highestOneBit(BYTES / entry));
        buckets = entries / WAYS;
        highs = new long[entries];
        lows = new long[entries];
        places = new long[entries];
        times = new long[entries * moments];
        lasts = new long[entries];
        counts = new int[entries];
        nexts = new int[entries];
        pinned = new boolean[entries];
    }

    /** Notes a change; the prefix's entry, or {@link #NONE} if only pinned ones could make room. */
    int note(int router, int family, long high, long low, int length, long now) {
        long place = place(router, family, length);
        int entry = find(router, family, high, low, length);
        if (entry == NONE) {
            entry = victim(bucket(place, high, low), now);
            if (entry == NONE) {
                return NONE;
            }
            highs[entry] = high;
            lows[entry] = low;
            places[entry] = place;
            counts[entry] = 0;
            nexts[entry] = 0;
        }
        times[entry * moments + nexts[entry]] = now;
        lasts[entry] = now;
        nexts[entry] = nexts[entry] + 1 == moments ? 0 : nexts[entry] + 1;
        counts[entry] = Math.min(moments, counts[entry] + 1);
        return entry;
    }

    /** The prefix's entry, or {@link #NONE}. */
    int find(int router, int family, long high, long low, int length) {
        long place = place(router, family, length);
        int first = bucket(place, high, low) * WAYS;
        for (int entry = first; entry < first + WAYS; entry++) {
            if (places[entry] == place && highs[entry] == high && lows[entry] == low) {
                return entry;
            }
        }
        return NONE;
    }

    /** Whether an entry has had too many changes in the window that ends now. */
    boolean isRestless(int entry, long now) {
        // The ring is full, so the next to be written over is the oldest.
        return counts[entry] == moments && now - times[entry * moments + nexts[entry]] <= window;
    }

    /** Changes in the window that ends now, as far as they are known. */
    int changes(int entry, long now) {
        int changes = 0;
        for (int i = 0; i < counts[entry]; i++) {
            if (now - times[entry * moments + i] <= window) {
                changes++;
            }
        }
        return changes;
    }

    /** Whether nothing changed for a whole window. */
    boolean isQuiet(int entry, long now) {
        return now - lasts[entry] >= window;
    }

    /** Takes now for the last change, without counting one: what happened before was not seen. */
    void touch(int entry, long now) {
        times[entry * moments + (nexts[entry] == 0 ? moments : nexts[entry]) - 1] = now;
        lasts[entry] = now;
    }

    /** Keeps an entry until it is freed. */
    void pin(int entry) {
        pinned[entry] = true;
    }

    /** Forgets an entry. */
    void free(int entry) {
        pinned[entry] = false;
        places[entry] = 0;
        counts[entry] = 0;
    }

    /** Forgets all entries of a router. */
    void forget(int router) {
        for (int entry = 0; entry < places.length; entry++) {
            if (places[entry] >>> 16 == router + 1L) {
                free(entry);
            }
        }
    }

    long high(int entry) {
        return highs[entry];
    }

    long low(int entry) {
        return lows[entry];
    }

    int length(int entry) {
        return (int) (places[entry] & 0xff);
    }

    long bytes() {
        return (4L + moments) * Long.BYTES * places.length + (2L * Integer.BYTES + 1) * places.length;
    }

    int capacity() {
        return places.length;
    }

    private int victim(int bucket, long now) {
        int best = NONE;
        int bestCount = Integer.MAX_VALUE;
        for (int entry = bucket * WAYS; entry < (bucket + 1) * WAYS; entry++) {
            if (pinned[entry]) {
                continue;
            }
            if (places[entry] == 0 || isQuiet(entry, now)) {
                return entry;
            }
            if (counts[entry] < bestCount || counts[entry] == bestCount && lasts[entry] - lasts[best] < 0) {
                best = entry;
                bestCount = counts[entry];
            }
        }
        return best;
    }

    private int bucket(long place, long high, long low) {
        long hash = (high ^ Long.rotateLeft(low, 32) ^ place * 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
        hash ^= hash >>> 32;
        hash *= 0x94d049bb133111ebL;
        return (int) (hash >>> 40) & buckets - 1;
    }

    private static long place(int router, int family, int length) {
        return (long) router + 1 << 16 | (long) family << 8 | length;
    }
}
