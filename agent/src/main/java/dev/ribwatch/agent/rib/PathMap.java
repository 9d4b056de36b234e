package dev.ribwatch.agent.rib;

/**
 * Routes by prefix id and path id, for a router that has several paths of a prefix (RFC 7911) or few prefixes of many.
 *
 * <p>Each route is a node. The index leads from a prefix id to the first node of the prefix, and from a fingerprint of
 * prefix id and path id to every further one; those are linked, so that neither a search nor a walk depends on how many
 * paths others have. A prefix with one path takes one index slot and no link.
 */
final class PathMap {
    static final int NONE = -1;

    private static final long FIRST = 1L << SlotIndex.KEY_BITS - 1;

    private final HashSeed seed;
    private final SlotIndex index;
    /** The word is the attribute id. */
    private final IdSpace nodes;
    /** By node: prefix id, path id. */
    private final LongColumn keys;
    /** By node: the next node + 1, the previous node + 1; 0 at the ends. */
    private final LongColumn links;

    private final IntColumn times;

    PathMap(PagePool pool, HashSeed seed) {
        this.seed = seed;
        this.index = new SlotIndex(pool, seed);
        this.nodes = new IdSpace(pool, TableLimits.MAX_IDS);
        this.keys = new LongColumn(pool);
        this.links = new LongColumn(pool);
        this.times = new IntColumn(pool);
    }

    /** The first node of a prefix, or {@link #NONE}. */
    int first(int prefixId) {
        return index.find(FIRST | prefixId);
    }

    /** The next node of the same prefix, or {@link #NONE}. */
    int next(int node) {
        return (int) (links.get(node) >>> 32) - 1;
    }

    /** The node of a route, or {@link #NONE}. */
    int find(int prefixId, int pathId) {
        int node = first(prefixId);
        if (node < 0 || pathId(node) == pathId) {
            return node;
        }
        return links.get(node) == 0 ? NONE : findFurther(prefixId, pathId);
    }

    private int findFurther(int prefixId, int pathId) {
        long key = key(prefixId, pathId);
        int node = index.find(fingerprint(key));
        while (node >= 0 && keys.get(node) != key) {
            node = index.next();
        }
        return node;
    }

    /** Adds a route that is not there; its node, or {@link #NONE} if there is no room. */
    int add(int prefixId, int pathId, int attributeId) {
        int head = first(prefixId);
        if (head >= 0) {
            findFurther(prefixId, pathId);
        }
        int node = nodes.take(attributeId);
        if (node < 0) {
            return NONE;
        }
        if (!index.add(node)) {
            nodes.free(node);
            return NONE;
        }
        keys.set(node, key(prefixId, pathId));
        if (head >= 0) {
            int second = next(head);
            link(head, node);
            if (second >= 0) {
                link(node, second);
            }
        }
        return node;
    }

    /** Removes a route. */
    void remove(int node) {
        long key = keys.get(node);
        int prefixId = (int) (key >>> 32);
        int after = next(node);
        int before = previous(node);
        if (before >= 0) {
            findFurther(prefixId, (int) key);
            index.remove();
        } else if (after >= 0) {
            findFurther(prefixId, pathId(after));
            index.remove();
            first(prefixId);
            index.replace(after);
        } else {
            first(prefixId);
            index.remove();
        }
        if (before >= 0) {
            links.set(before, (long) (after + 1) << 32 | links.get(before) & 0xffff_ffffL);
        }
        if (after >= 0) {
            links.set(after, links.get(after) & 0xffff_ffff_0000_0000L | before + 1);
        }
        links.set(node, 0);
        keys.set(node, 0);
        times.set(node, 0);
        nodes.free(node);
    }

    private int previous(int node) {
        return (int) links.get(node) - 1;
    }

    private void link(int before, int after) {
        links.set(before, (long) (after + 1) << 32 | links.get(before) & 0xffff_ffffL);
        links.set(after, links.get(after) & 0xffff_ffff_0000_0000L | before + 1);
    }

    private static long key(int prefixId, int pathId) {
        return (long) prefixId << 32 | pathId & 0xffff_ffffL;
    }

    private long fingerprint(long key) {
        long mixed = (key ^ seed.first()) * seed.second();
        mixed = (mixed ^ mixed >>> 32) * seed.third();
        return mixed >>> Long.SIZE - SlotIndex.KEY_BITS + 1;
    }

    int prefixId(int node) {
        return (int) (keys.get(node) >>> 32);
    }

    int pathId(int node) {
        return (int) keys.get(node);
    }

    int attributeId(int node) {
        return nodes.word(node);
    }

    /** Sets the attribute id and returns the one before. */
    int setAttributeId(int node, int attributeId) {
        int before = nodes.word(node);
        nodes.setWord(node, attributeId);
        return before;
    }

    int time(int node) {
        return times.get(node);
    }

    void setTime(int node, int time) {
        times.set(node, time);
    }

    /** The first node from {@code node} on, below {@code end}; {@code end} if there is none. */
    int nextNode(int node, int end) {
        return nodes.next(node, end);
    }

    int nodeBound() {
        return nodes.bound();
    }

    int size() {
        return nodes.size();
    }

    long bytes() {
        return index.bytes() + nodes.bytes() + keys.bytes() + links.bytes();
    }

    long timeBytes() {
        return times.bytes();
    }
}
