package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.config.value.Prefix;

/**
 * One network's live routes outside its declared space, of one family: which of them are above, at or below a prefix.
 *
 * <p>A binary tree over the address bits whose nodes are prefixes, with no node that has one child and no route, so at most
 * twice as many nodes as routes. A route counts the routers that hold it. The order of a walk is by address, a shorter
 * prefix before those that it contains. A walk goes from key to key, not from node to node, so the index may change between
 * two steps. What has become empty gives its memory back.
 */
final class LiveIndex {
    /** Instead of a node: there is none. */
    static final int NIL = 0;

    private static final int LEFT = 0;
    private static final int RIGHT = 1;
    private static final int COUNT = 2;
    private static final int LENGTH = 3;
    private static final int KEY = 4;

    private final int ints;
    private final boolean wide;
    private final PagedInts nodes = new PagedInts();
    private int usedNodes = 1;
    private int freeNode = NIL;
    private int root = NIL;
    private int size;

    /** An empty index for addresses of so many bits, 32 or 128. */
    LiveIndex(int bits) {
        wide = bits > 32;
        ints = wide ? KEY + 4 : KEY + 1;
    }

    /** Counts one more router that holds this route; true if it is the first. */
    boolean acquire(long high, long low, int length) {
        int at = insert(high, low, length) * ints + COUNT;
        int count = nodes.get(at) + 1;
        nodes.set(at, count);
        if (count > 1) {
            return false;
        }
        size++;
        return true;
    }

    /** Counts one router less; true if it was the last. Nothing happens if none is counted. */
    boolean release(long high, long low, int length) {
        int node = find(high, low, length);
        if (node == NIL || !isRoute(node)) {
            return false;
        }
        int count = nodes.get(node * ints + COUNT) - 1;
        nodes.set(node * ints + COUNT, count);
        if (count > 0) {
            return false;
        }
        size--;
        prune(high, low, length);
        if (size == 0) {
            nodes.clear();
            usedNodes = 1;
            freeNode = NIL;
            root = NIL;
        }
        return true;
    }

    /** Whether exactly this route is there. */
    boolean contains(long high, long low, int length) {
        int node = find(high, low, length);
        return node != NIL && isRoute(node);
    }

    /** The shortest prefix in the index that is equal to this one or contains it; or {@link #NIL}. */
    int firstContaining(long high, long low, int length) {
        return routeFrom(root, high, low, length);
    }

    /** The next longer one after a node that {@link #firstContaining} or this gave. */
    int nextContaining(int node, long high, long low, int length) {
        return length(node) >= length ? NIL : routeFrom(child(node, bit(high, low, length(node))), high, low, length);
    }

    private int routeFrom(int start, long high, long low, int length) {
        int node = start;
        while (node != NIL && length(node) <= length && contains(node, high, low)) {
            if (isRoute(node)) {
                return node;
            }
            if (length(node) == length) {
                return NIL;
            }
            node = child(node, bit(high, low, length(node)));
        }
        return NIL;
    }

    /**
     * The first route that lies within a prefix and comes after a place in the order, or {@link #NIL}. To see
     * all that are longer than the prefix, start with the prefix itself as the place.
     */
    int nextWithin(long high, long low, int length, long afterHigh, long afterLow, int afterLength) {
        long placeHigh = afterHigh;
        long placeLow = afterLow;
        int placeLength = afterLength;
        while (true) {
            int node = successor(placeHigh, placeLow, placeLength);
            if (node == NIL || length(node) < length || !matches(high(node), low(node), high, low, length)) {
                return NIL;
            }
            if (isRoute(node)) {
                return node;
            }
            placeHigh = high(node);
            placeLow = low(node);
            placeLength = length(node);
        }
    }

    /** The node that comes next in the order, whether anything stands at the place itself or not. */
    private int successor(long high, long low, int length) {
        int node = root;
        int pending = NIL;
        while (node != NIL) {
            if (isAfter(node, high, low, length)) {
                return node;
            }
            if (!contains(node, high, low)) {
                return pending; // all of it lies before
            }
            if (length(node) == length) {
                int first = left(node) != NIL ? left(node) : right(node);
                return first != NIL ? first : pending;
            }
            if (bit(high, low, length(node)) == 0) {
                if (right(node) != NIL) {
                    pending = right(node);
                }
                node = left(node);
            } else {
                node = right(node);
            }
        }
        return pending;
    }

    private boolean isAfter(int node, long high, long low, int length) {
        int order = Long.compareUnsigned(high(node), high);
        if (order == 0) {
            order = Long.compareUnsigned(low(node), low);
        }
        return order > 0 || order == 0 && length(node) > length;
    }

    /** The node of exactly this prefix, or {@link #NIL}; it may be no route. */
    private int find(long high, long low, int length) {
        int node = root;
        while (node != NIL && length(node) < length && contains(node, high, low)) {
            node = child(node, bit(high, low, length(node)));
        }
        return node != NIL && length(node) == length && contains(node, high, low) ? node : NIL;
    }

    private int insert(long high, long low, int length) {
        int parent = NIL;
        int side = 0;
        int node = root;
        while (node != NIL && length(node) < length && contains(node, high, low)) {
            parent = node;
            side = bit(high, low, length(node));
            node = child(node, side);
        }
        if (node != NIL && length(node) == length && contains(node, high, low)) {
            return node;
        }
        int added = allocateNode(high, low, length);
        if (node == NIL) {
            link(parent, side, added);
            return added;
        }
        int common = Math.min(commonBits(high(node), low(node), high, low), Math.min(length(node), length));
        if (common == length) {
            nodes.set(added * ints + bit(high(node), low(node), length), node);
            link(parent, side, added);
            return added;
        }
        int fork = allocateNode(high & Prefix.maskHigh(common), low & Prefix.maskLow(common), common);
        nodes.set(fork * ints + bit(high, low, common), added);
        nodes.set(fork * ints + 1 - bit(high, low, common), node);
        link(parent, side, fork);
        return added;
    }

    /** Takes a node out that is no route and has fewer than two children, and then perhaps the fork above it. */
    private void prune(long high, long low, int length) {
        int grandparent = NIL;
        int parent = NIL;
        int node = root;
        while (length(node) < length) {
            grandparent = parent;
            parent = node;
            node = child(node, bit(high, low, length(node)));
        }
        if (isRoute(node) || left(node) != NIL && right(node) != NIL) {
            return;
        }
        replace(parent, node, left(node) != NIL ? left(node) : right(node));
        if (parent != NIL && !isRoute(parent) && (left(parent) == NIL || right(parent) == NIL)) {
            replace(grandparent, parent, left(parent) != NIL ? left(parent) : right(parent));
        }
    }

    private void replace(int parent, int node, int by) {
        link(parent, parent != NIL && right(parent) == node ? RIGHT : LEFT, by);
        nodes.set(node * ints + LEFT, freeNode);
        freeNode = node;
    }

    private void link(int parent, int side, int node) {
        if (parent == NIL) {
            root = node;
        } else {
            nodes.set(parent * ints + side, node);
        }
    }

    private int allocateNode(long high, long low, int length) {
        int node = freeNode;
        if (node == NIL) {
            node = usedNodes++;
            nodes.reach(usedNodes * ints);
        } else {
            freeNode = left(node);
        }
        int at = node * ints;
        nodes.set(at + LEFT, NIL);
        nodes.set(at + RIGHT, NIL);
        nodes.set(at + COUNT, 0);
        nodes.set(at + LENGTH, length);
        nodes.set(at + KEY, (int) (high >>> 32));
        if (wide) {
            nodes.set(at + KEY + 1, (int) high);
            nodes.set(at + KEY + 2, (int) (low >>> 32));
            nodes.set(at + KEY + 3, (int) low);
        }
        return node;
    }

    /** How many routes there are. */
    int size() {
        return size;
    }

    long bytes() {
        return nodes.bytes();
    }

    /** How many nodes are in use. */
    int nodeCount() {
        int count = usedNodes - 1;
        for (int node = freeNode; node != NIL; node = left(node)) {
            count--;
        }
        return count;
    }

    private boolean isRoute(int node) {
        return nodes.get(node * ints + COUNT) > 0;
    }

    long high(int node) {
        int at = node * ints + KEY;
        long upper = (long) nodes.get(at) << 32;
        return wide ? upper | nodes.get(at + 1) & 0xffff_ffffL : upper;
    }

    long low(int node) {
        int at = node * ints + KEY;
        return wide ? (long) nodes.get(at + 2) << 32 | nodes.get(at + 3) & 0xffff_ffffL : 0;
    }

    int length(int node) {
        return nodes.get(node * ints + LENGTH);
    }

    private int left(int node) {
        return nodes.get(node * ints + LEFT);
    }

    private int right(int node) {
        return nodes.get(node * ints + RIGHT);
    }

    private int child(int node, int side) {
        return nodes.get(node * ints + side);
    }

    private boolean contains(int node, long high, long low) {
        return matches(high, low, high(node), low(node), length(node));
    }

    private static boolean matches(long high, long low, long prefixHigh, long prefixLow, int length) {
        return ((high ^ prefixHigh) & Prefix.maskHigh(length)) == 0
                && ((low ^ prefixLow) & Prefix.maskLow(length)) == 0;
    }

    private static int commonBits(long highA, long lowA, long highB, long lowB) {
        long high = highA ^ highB;
        return high != 0 ? Long.numberOfLeadingZeros(high) : 64 + Long.numberOfLeadingZeros(lowA ^ lowB);
    }

    private static int bit(long high, long low, int index) {
        return (int) ((index < 64 ? high >>> 63 - index : low >>> 127 - index) & 1);
    }
}
