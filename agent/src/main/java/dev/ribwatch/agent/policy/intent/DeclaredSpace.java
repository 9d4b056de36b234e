package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The declared prefixes of all networks, to be asked what lies around a prefix. Immutable.
 *
 * <p>A family's prefixes stand in address order, a shorter one before those that it contains, and each knows the nearest
 * one before it that contains it. So what contains a prefix is a chain, and what it contains is a run.
 */
public final class DeclaredSpace {
    private final Sorted[] families = new Sorted[Family.count()];

    private DeclaredSpace(List<Network> networks) {
        for (int i = 0; i < families.length; i++) {
            families[i] = new Sorted(Family.of(i), networks);
        }
    }

    static DeclaredSpace of(List<Network> networks) {
        return new DeclaredSpace(networks);
    }

    /**
     * Whether a prefix may contain a declared prefix or lie in one. False is certain and costs one memory access, true
     * is a guess.
     */
    public boolean mayTouch(Family family, long high, int length) {
        return families[family.ordinal()].mayTouch(high, length);
    }

    /** A cursor of its own for the caller. */
    public Hits hits() {
        return new Hits();
    }

    /** Walks the declared prefixes that contain a prefix, longest first, then those within it. Reusable. */
    public final class Hits {
        private Sorted sorted = families[0];
        private long high;
        private long low;
        private int length;
        private int containing;
        private int within;
        private int current;

        /** Stands before the first declared prefix that overlaps this one. */
        public Hits reset(Family family, long newHigh, long newLow, int newLength) {
            sorted = families[family.ordinal()];
            high = newHigh;
            low = newLow;
            length = newLength;
            current = -1;
            if (!sorted.mayTouch(high, length)) {
                containing = -1;
                within = sorted.prefixes.length;
                return this;
            }
            within = sorted.firstAfter(high, low, length);
            containing = within - 1;
            while (containing >= 0 && !sorted.prefixes[containing].containsBits(high, low)) {
                containing = sorted.parent[containing];
            }
            return this;
        }

        /** Steps to the next declared prefix that overlaps; false if there is none. */
        public boolean next() {
            if (nextContaining()) {
                return true;
            }
            if (within < sorted.prefixes.length) {
                Prefix next = sorted.prefixes[within];
                if (((next.high() ^ high) & Prefix.maskHigh(length)) == 0
                        && ((next.low() ^ low) & Prefix.maskLow(length)) == 0) {
                    current = within++;
                    return true;
                }
            }
            return false;
        }

        /** Steps to the next declared prefix that equals or contains the prefix; false if there is none. */
        boolean nextContaining() {
            if (containing < 0) {
                return false;
            }
            current = containing;
            containing = sorted.parent[containing];
            return true;
        }

        /** Whose declared prefix it is. */
        public int network() {
            return sorted.network[current];
        }

        /** The declared prefix. */
        public Prefix prefix() {
            return sorted.prefixes[current];
        }
    }

    private static final class Sorted {
        private static final int FILTER_BITS = 16;

        final Prefix[] prefixes;
        final int[] network;
        /** The nearest one before that contains this one, -1 if none does. */
        final int[] parent;
        /** Bit by the first 16 address bits: a declared prefix reaches in there. */
        private final long[] filter = new long[1 << FILTER_BITS - 6];

        Sorted(Family family, List<Network> networks) {
            record Entry(Prefix prefix, int network) {}
            List<Entry> entries = new ArrayList<>();
            for (Network owner : networks) {
                owner.prefixes().stream()
                        .filter(prefix -> prefix.family() == family)
                        .distinct()
                        .forEach(prefix -> entries.add(new Entry(prefix, owner.index())));
            }
            // Of equal prefixes the first network's comes last, so that a walk up the chain meets it first.
            entries.sort(Comparator.comparing(Entry::prefix).thenComparing(Entry::network, Comparator.reverseOrder()));
            prefixes = entries.stream().map(Entry::prefix).toArray(Prefix[]::new);
            network = entries.stream().mapToInt(Entry::network).toArray();
            parent = new int[prefixes.length];
            for (int i = 0; i < prefixes.length; i++) {
                int up = i - 1;
                while (up >= 0 && !prefixes[up].contains(prefixes[i])) {
                    up = parent[up];
                }
                parent[i] = up;
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

        boolean mayTouch(long high, int length) {
            if (length < FILTER_BITS) {
                return prefixes.length > 0;
            }
            int at = (int) (high >>> 64 - FILTER_BITS);
            return (filter[at >>> 6] & 1L << at) != 0;
        }

        /** The place of the first prefix that is after this one in address order. */
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
    }
}
