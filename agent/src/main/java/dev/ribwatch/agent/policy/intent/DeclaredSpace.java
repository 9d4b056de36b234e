package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.List;

/**
 * The declared prefixes of all networks, to be asked what lies around a prefix. Immutable. What contains a prefix is a chain,
 * and what it contains is a run.
 */
public final class DeclaredSpace {
    private final NestedPrefixes[] families = new NestedPrefixes[Family.count()];

    private DeclaredSpace(List<Network> networks) {
        for (int i = 0; i < families.length; i++) {
            families[i] = declared(Family.of(i), networks);
        }
    }

    private static NestedPrefixes declared(Family family, List<Network> networks) {
        List<NestedPrefixes.Entry> entries = new ArrayList<>();
        for (Network owner : networks) {
            owner.prefixes().stream()
                    .filter(prefix -> prefix.family() == family)
                    .distinct()
                    .forEach(prefix -> entries.add(new NestedPrefixes.Entry(prefix, owner.index())));
        }
        return new NestedPrefixes(entries);
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
        private NestedPrefixes sorted = families[0];
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
                within = sorted.size();
                return this;
            }
            within = sorted.firstAfter(high, low, length);
            containing = sorted.nearestAround(within - 1, high, low);
            return this;
        }

        /** Steps to the next declared prefix that overlaps; false if there is none. */
        public boolean next() {
            if (nextContaining()) {
                return true;
            }
            if (within < sorted.size()) {
                Prefix next = sorted.prefix(within);
                if (((next.high() ^ high) & Prefix.maskHigh(length)) == 0
                        && ((next.low() ^ low) & Prefix.maskLow(length)) == 0) {
                    current = within++;
                    return true;
                }
            }
            return false;
        }

        /** Steps to the next declared prefix that equals or contains the prefix; false if there is none. */
        public boolean nextContaining() {
            if (containing < 0) {
                return false;
            }
            current = containing;
            containing = sorted.parent(containing);
            return true;
        }

        /** Whose declared prefix it is. */
        public int network() {
            return sorted.tag(current);
        }

        /** The declared prefix. */
        public Prefix prefix() {
            return sorted.prefix(current);
        }
    }
}
