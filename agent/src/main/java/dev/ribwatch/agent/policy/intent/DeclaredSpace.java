package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The declared prefixes of all networks, to be asked what lies around a prefix. Immutable. What contains a prefix is a chain,
 * and what it contains is a run.
 *
 * <p>With them stand the blocks that connections declare: those that the provider uses for a network, which are that
 * network's, and those of links, once for each network that the link leads to. A link's block is nobody's own: it says
 * nothing of whose a route is.
 */
public final class DeclaredSpace {
    private final NestedPrefixes[] families = new NestedPrefixes[Family.count()];
    private final Links links;
    /** Tags of links' blocks begin here; below are, of each network, that of its prefixes and that of its blocks. */
    private final int firstLink;
    /** A link has as many tags, one for each network that it may lead to. */
    private final int networks;

    private DeclaredSpace(List<Network> networks, Links links) {
        this.links = links;
        this.networks = networks.size();
        firstLink = 2 * networks.size();
        Arrays.setAll(families, family -> declared(Family.of(family), networks));
    }

    static DeclaredSpace of(List<Network> networks, Links links) {
        return new DeclaredSpace(networks, links);
    }

    private NestedPrefixes declared(Family family, List<Network> all) {
        List<NestedPrefixes.Entry> entries = new ArrayList<>();
        for (Network owner : all) {
            add(entries, owner.prefixes(), family, 2 * owner.index());
            add(entries, owner.blocks(), family, 2 * owner.index() + 1);
            for (int link = 0; link < links.size(); link++) {
                if (links.leadsTo(link, owner.index())) {
                    add(entries, links.blocks(link), family, firstLink + link * networks + owner.index());
                }
            }
        }
        return new NestedPrefixes(entries);
    }

    private static void add(List<NestedPrefixes.Entry> entries, List<Prefix> prefixes, Family family, int tag) {
        prefixes.stream()
                .filter(prefix -> prefix.family() == family)
                .distinct()
                .forEach(prefix -> entries.add(new NestedPrefixes.Entry(prefix, tag)));
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

        /** Whose declared prefix it is; of a link's block, one of the networks that the link leads to. */
        public int network() {
            int tag = sorted.tag(current);
            return tag < firstLink ? tag >> 1 : (tag - firstLink) % networks;
        }

        /** The declared prefix. */
        public Prefix prefix() {
            return sorted.prefix(current);
        }

        /** Whether it is a block that the provider uses for the network, of which any part may be announced. */
        public boolean isBlock() {
            int tag = sorted.tag(current);
            return tag < firstLink && (tag & 1) != 0;
        }

        /** Whether it is a block of a link. */
        public boolean isLink() {
            return sorted.tag(current) >= firstLink;
        }

        /** The connection whose links have this block; null of other space. */
        public @Nullable String connection() {
            return isLink() ? links.connection(link()) : null;
        }

        /** Whether it is a block of a link that leads to this network too, so that both may use it. */
        public boolean isSharedWith(int other) {
            return isLink() && links.leadsTo(link(), other);
        }

        int link() {
            return (sorted.tag(current) - firstLink) / networks;
        }
    }
}
