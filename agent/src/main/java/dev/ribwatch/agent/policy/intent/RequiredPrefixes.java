package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.Arrays;
import java.util.List;

/**
 * What a network must show, of one family, in address order, a shorter prefix before those that it contains. Each knows the
 * nearest one that contains it: what contains a prefix is a chain, what it contains is a run.
 */
public final class RequiredPrefixes {
    /** Instead of a place: there is none. */
    public static final int NONE = -1;

    private final Prefix[] prefixes;
    private final int[] parents;

    RequiredPrefixes(Network network, Family family) {
        this(network.required(), family);
    }

    /** Those of a family, in any order. */
    public RequiredPrefixes(List<Prefix> required, Family family) {
        prefixes = required.stream()
                .filter(prefix -> prefix.family() == family)
                .distinct()
                .sorted()
                .toArray(Prefix[]::new);
        parents = new int[prefixes.length];
        for (int i = 0; i < prefixes.length; i++) {
            int parent = i - 1;
            while (parent >= 0 && !prefixes[parent].contains(prefixes[i])) {
                parent = parents[parent];
            }
            parents[i] = parent;
        }
    }

    public int size() {
        return prefixes.length;
    }

    public Prefix get(int place) {
        return prefixes[place];
    }

    /** The nearest one that contains this one, or {@link #NONE}. */
    public int parent(int place) {
        return parents[place];
    }

    /** The first place that is not before this prefix. */
    public int firstFrom(long high, long low, int length) {
        int from = 0;
        int to = prefixes.length;
        while (from < to) {
            int middle = from + to >>> 1;
            if (compare(prefixes[middle], high, low, length) < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** The place of this prefix, or {@link #NONE}. */
    public int find(Prefix prefix) {
        int place = Arrays.binarySearch(prefixes, prefix);
        return place < 0 ? NONE : place;
    }

    /** The longest one that contains this prefix and is shorter, or {@link #NONE}. */
    public int longestAround(long high, long low, int length) {
        int place = firstFrom(high, low, length) - 1;
        while (place >= 0 && !prefixes[place].containsBits(high, low)) {
            place = parents[place];
        }
        return place;
    }

    private static int compare(Prefix prefix, long high, long low, int length) {
        int order = Long.compareUnsigned(prefix.high(), high);
        if (order == 0) {
            order = Long.compareUnsigned(prefix.low(), low);
        }
        return order != 0 ? order : prefix.length() - length;
    }
}
