package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.value.Family;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * How a prefix lies in declared space, as far as ownership and {@code more-specifics} ask: prefixes of one class are
 * alike. Equal classes are one object.
 */
final class SpaceClass {
    /** Networks that declare a prefix around it, the longest such prefix first. */
    private int[] containing = new int[4];

    private int count;
    /** Those of them that may announce it. */
    private final BitSet permitted = new BitSet();
    /** Those links that have a block around it. */
    private final BitSet ofLinks = new BitSet();

    private final Links links;
    private int id;

    private SpaceClass(Links links) {
        this.links = links;
    }

    int id() {
        return id;
    }

    /** The candidate that declares the longest prefix around it, -1 if none declares one. */
    int owner(Candidates candidates) {
        for (int i = 0; i < count; i++) {
            if (candidates.contains(containing[i])) {
                return containing[i];
            }
        }
        return -1;
    }

    /**
     * Whether the network declares the prefix, or one around it of which it may announce this more-specific one, or has a
     * block around it, or a link between it and the vantage has one.
     */
    boolean permits(int network, int vantage) {
        return permitted.get(network) || !ofLinks.isEmpty() && isOfLink(network, vantage);
    }

    /** Whether a link has a block around it that leads to both, the network and the vantage; they may be one. */
    boolean isOfLink(int network, int vantage) {
        for (int link = ofLinks.nextSetBit(0); link >= 0; link = ofLinks.nextSetBit(link + 1)) {
            if (links.leadsTo(link, network) && links.leadsTo(link, vantage)) {
                return true;
            }
        }
        return false;
    }

    private void add(DeclaredSpace.Hits hit, Network network, Family family, int length) {
        if (hit.isLink()) {
            ofLinks.set(hit.link());
            return;
        }
        int index = network.index();
        if (hit.isBlock() || length == hit.prefix().length() || network.permitsMoreSpecific(family, length)) {
            permitted.set(index);
        }
        for (int i = 0; i < count; i++) {
            if (containing[i] == index) {
                return;
            }
        }
        if (count == containing.length) {
            containing = Arrays.copyOf(containing, 2 * count);
        }
        containing[count++] = index;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SpaceClass that
                && Arrays.equals(containing, 0, count, that.containing, 0, that.count)
                && permitted.equals(that.permitted)
                && ofLinks.equals(that.ofLinks);
    }

    @Override
    public int hashCode() {
        int hash = 31 * permitted.hashCode() + ofLinks.hashCode();
        for (int i = 0; i < count; i++) {
            hash = 31 * hash + containing[i];
        }
        return hash;
    }

    /** The classes met so far; their number depends on the declared prefixes alone. */
    static final class Pool {
        private final Intent intent;
        private final DeclaredSpace.Hits hits;
        private final Map<SpaceClass, SpaceClass> known = new HashMap<>();
        private SpaceClass[] byId = new SpaceClass[4];
        private SpaceClass scratch;

        Pool(Intent intent) {
            this.intent = intent;
            hits = intent.declared().hits();
            scratch = new SpaceClass(intent.links());
            intern(); // 0: no declared prefix contains it
        }

        /** The class of prefixes that no declared prefix contains. */
        SpaceClass undeclared() {
            return byId[0];
        }

        SpaceClass get(int id) {
            return byId[id];
        }

        SpaceClass of(Family family, long high, long low, int length) {
            scratch.count = 0;
            scratch.permitted.clear();
            scratch.ofLinks.clear();
            hits.reset(family, high, low, length);
            while (hits.nextContaining()) {
                scratch.add(hits, intent.network(hits.network()), family, length);
            }
            SpaceClass same = known.get(scratch);
            return same == null ? intern() : same;
        }

        private SpaceClass intern() {
            SpaceClass added = scratch;
            scratch = new SpaceClass(intent.links());
            added.id = known.size();
            if (added.id == byId.length) {
                byId = Arrays.copyOf(byId, 2 * byId.length);
            }
            byId[added.id] = added;
            known.put(added, added);
            return added;
        }
    }
}
