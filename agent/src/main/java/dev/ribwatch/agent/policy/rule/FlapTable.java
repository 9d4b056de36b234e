package dev.ribwatch.agent.policy.rule;

/**
 * When prefixes changed last, for as many as fit in little more than a megabyte: the restless ones. Each has the moments of as many changes as
 * it takes to be too many.
 *
 * <p>A prefix may stand in one of eight places. If all are taken it takes that of the one with the fewest changes, the
 * calmest if several have as few; pinned ones stay. So a table that changes once from end to end drives nobody out who is
 * restless. Such a change passes through all of this memory, so what decides stands together for the eight.
 */
final class FlapTable {
    static final int NONE = -1;

    private static final int WAYS = 8;
    private static final int BYTES = 9 << 17;
    private static final int FEWEST_ENTRIES = 1 << 9;
    /** Longs of a key. */
    private static final int KEY = 3;

    private static final int NEXT_SHIFT = 31;
    private static final int COUNT_MASK = Integer.MAX_VALUE;
    private static final long PINNED = Long.MIN_VALUE;

    private final int moments;
    private final long window;
    /** A power of two. */
    private final int buckets;
    /** A hash of the key; 0: free. */
    private final long[] tags;
    /** The latest moment. */
    private final long[] lasts;
    /** How many moments are known, at most {@link #moments}; where in its ring the next one goes; whether it is pinned. */
    private final long[] states;
    /** {@code router, family, length}, high, low. */
    private final long[] keys;
    /** The last moments, a ring an entry. */
    private final long[] times;

    /**
     * An empty table.
     *
     * @param changes as many in a window are not too many yet
     * @param window nanoseconds
     */
    FlapTable(int changes, long window) {
        this.window = window;
        moments = changes + 1;
        int entry = (3 + KEY + moments) * Long.BYTES;
        int entries = Math.max(FEWEST_ENTRIES, Integer.highestOneBit(BYTES / entry));
        buckets = entries / WAYS;
        tags = new long[entries];
        lasts = new long[entries];
        states = new long[entries];
        keys = new long[entries * KEY];
        times = new long[entries * moments];
    }

    /** Notes a change; the prefix's entry, or {@link #NONE} if only pinned ones could make room. */
    int note(int router, int family, long high, long low, int length, long now) {
        long place = place(router, family, length);
        long tag = tag(place, high, low);
        int first = first(tag);
        int entry = find(first, tag, place, high, low);
        if (entry == NONE) {
            entry = victim(first, now);
            if (entry == NONE) {
                return NONE;
            }
            tags[entry] = tag;
            keys[entry * KEY] = place;
            keys[entry * KEY + 1] = high;
            keys[entry * KEY + 2] = low;
            states[entry] = 0;
        }
        long state = states[entry];
        int next = next(state);
        times[entry * moments + next] = now;
        lasts[entry] = now;
        int count = Math.min(moments, count(state) + 1);
        next = next + 1 == moments ? 0 : next + 1;
        states[entry] = state & PINNED | (long) next << NEXT_SHIFT | count;
        return entry;
    }

    /** The prefix's entry, or {@link #NONE}. */
    int find(int router, int family, long high, long low, int length) {
        long place = place(router, family, length);
        long tag = tag(place, high, low);
        return find(first(tag), tag, place, high, low);
    }

    private int find(int first, long tag, long place, long high, long low) {
        for (int entry = first; entry < first + WAYS; entry++) {
            if (tags[entry] == tag
                    && keys[entry * KEY] == place
                    && keys[entry * KEY + 1] == high
                    && keys[entry * KEY + 2] == low) {
                return entry;
            }
        }
        return NONE;
    }

    /** Whether an entry has had too many changes in the window that ends now. */
    boolean isRestless(int entry, long now) {
        // The ring is full, so the next to be written over is the oldest.
        long state = states[entry];
        return count(state) == moments && now - times[entry * moments + next(state)] <= window;
    }

    /** Changes in the window that ends now, as far as they are known. */
    int changes(int entry, long now) {
        int changes = 0;
        for (int i = 0; i < count(states[entry]); i++) {
            if (now - times[entry * moments + i] <= window) {
                changes++;
            }
        }
        return changes;
    }

    /** Whether a whole window has passed since an entry's last change. */
    boolean isQuiet(int entry, long now) {
        return now - lasts[entry] >= window;
    }

    /** Takes now for the last change, without counting one: what happened before was not seen. */
    void touch(int entry, long now) {
        int next = next(states[entry]);
        times[entry * moments + (next == 0 ? moments : next) - 1] = now;
        lasts[entry] = now;
    }

    /** Keeps an entry until it is freed. */
    void pin(int entry) {
        states[entry] |= PINNED;
    }

    /** Forgets an entry. */
    void free(int entry) {
        tags[entry] = 0;
        states[entry] = 0;
    }

    /** Forgets all entries of a router. */
    void forget(int router) {
        for (int entry = 0; entry < tags.length; entry++) {
            if (tags[entry] != 0 && keys[entry * KEY] >>> 16 == router + 1L) {
                free(entry);
            }
        }
    }

    long high(int entry) {
        return keys[entry * KEY + 1];
    }

    long low(int entry) {
        return keys[entry * KEY + 2];
    }

    int length(int entry) {
        return (int) (keys[entry * KEY] & 0xff);
    }

    long bytes() {
        return (3L + KEY + moments) * Long.BYTES * tags.length;
    }

    int capacity() {
        return tags.length;
    }

    private int victim(int first, long now) {
        int best = NONE;
        int bestCount = Integer.MAX_VALUE;
        long bestLast = 0;
        for (int entry = first; entry < first + WAYS; entry++) {
            long state = states[entry];
            if (state < 0) {
                continue;
            }
            long last = lasts[entry];
            if (tags[entry] == 0 || now - last >= window) {
                return entry;
            }
            int count = count(state);
            if (count < bestCount || count == bestCount && last - bestLast < 0) {
                best = entry;
                bestCount = count;
                bestLast = last;
            }
        }
        return best;
    }

    private static int count(long state) {
        return (int) state & COUNT_MASK;
    }

    private static int next(long state) {
        return (int) (state >>> NEXT_SHIFT) & COUNT_MASK;
    }

    private int first(long tag) {
        return ((int) (tag >>> 40) & buckets - 1) * WAYS;
    }

    private static long tag(long place, long high, long low) {
        long hash = (high ^ Long.rotateLeft(low, 32) ^ place * 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
        hash ^= hash >>> 32;
        return hash * 0x94d049bb133111ebL | 1; // never 0, which is free
    }

    private static long place(int router, int family, int length) {
        return (long) router + 1 << 16 | (long) family << 8 | length;
    }
}
