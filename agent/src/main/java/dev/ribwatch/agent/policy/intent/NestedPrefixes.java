package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Prefixes of one family, each with a number of the caller's. They stand in address order, a shorter one before those that
 * it contains, and each knows the nearest one before it that contains it. Immutable.
 */
final class NestedPrefixes {
    static final int NONE = -1;

    private static final int FILTER_BITS = 16;

    private final Prefix[] prefixes;
    private final int[] tags;
    private final int[] parents;
    /** Bit by the first 16 address bits: a prefix reaches in there. */
    private final long[] filter = new long[1 << FILTER_BITS - 6];

    record Entry(Prefix prefix, int tag) {}

    NestedPrefixes(List<Entry> unsorted) {
        List<Entry> entries = new ArrayList<>(unsorted);
        // Of equal prefixes the lowest tag comes last, so that a walk up the chain meets it first.
        entries.sort(Comparator.comparing(Entry::prefix).thenComparing(Entry::tag, Comparator.reverseOrder()));
        prefixes = entries.stream().map(Entry::prefix).toArray(Prefix[]::new);
        tags = entries.stream().mapToInt(Entry::tag).toArray();
        parents = new int[prefixes.length];
        for (int i = 0; i < prefixes.length; i++) {
            int up = i - 1;
            while (up >= 0 && !prefixes[up].contains(prefixes[i])) {
                up = parents[up];
            }
            parents[i] = up;
            fillFilter(prefixes[i]);
        }
    }

    private void fillFilter(Prefix prefix) {
        int first = (int) (prefix.high() >>> 64 - FILTER_BITS);
        int count = 1 << Math.max(0, FILTER_BITS - prefix.length());
        for (int at = first; at < first + count; at++) {
            filter[at >>> 6] |= 1L << at;
        }
    }

    /** Whether one of them may overlap this prefix. False is certain and costs one memory access, true is a guess. */
    boolean mayTouch(long high, int length) {
        if (length < FILTER_BITS) {
            return prefixes.length > 0;
        }
        int at = (int) (high >>> 64 - FILTER_BITS);
        return (filter[at >>> 6] & 1L << at) != 0;
    }

    /** The place of the longest that contains or equals the prefix, or {@link #NONE}. */
    int around(long high, long low, int length) {
        return mayTouch(high, length) ? nearestAround(firstAfter(high, low, length) - 1, high, low) : NONE;
    }

    /** The first place on the way up from one that contains these address bits, or {@link #NONE}. */
    int nearestAround(int from, long high, long low) {
        int at = from;
        while (at >= 0 && !prefixes[at].containsBits(high, low)) {
            at = parents[at];
        }
        return at;
    }

    /** The place of the first that is after this prefix in address order; {@link #size} if none is. */
    int firstAfter(long high, long low, int length) {
        int from = 0;
        int to = prefixes.length;
        while (from < to) {
            int middle = from + to >>> 1;
            Prefix at = prefixes[middle];
            int order = Long.compareUnsigned(at.high(), high);
            if (order == 0) {
                order = Long.compareUnsigned(at.low(), low);
            }
            if (order == 0) {
                order = at.length() - length;
            }
            if (order <= 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    int size() {
        return prefixes.length;
    }

    Prefix prefix(int place) {
        return prefixes[place];
    }

    int tag(int place) {
        return tags[place];
    }

    /** The nearest before that contains this one, or {@link #NONE}. */
    int parent(int place) {
        return parents[place];
    }
}
