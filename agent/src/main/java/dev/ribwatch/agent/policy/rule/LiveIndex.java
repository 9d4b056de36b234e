package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.config.value.Prefix;
import java.util.Arrays;

/**
 * One network's live routes outside its declared space, of one family: which of them are above, at or below a prefix.
 *
 * <p>Routes stand in order by address, a shorter prefix before those that it contains, in leaves of at most a few hundred; a
 * directory tells where each leaf begins. An IPv4 route is one long, an IPv6 route three; of what is allocated a quarter
 * is in use at least, two thirds as a rule. A route counts the routers that hold it. A walk goes from route to route by key, so the
 * index may change between two steps. What has become empty gives its memory back.
 */
final class LiveIndex {
    private static final int NARROW_LENGTH_SHIFT = 26;
    private static final long NARROW_COUNT = (1L << NARROW_LENGTH_SHIFT) - 1;
    private static final long NARROW_ADDRESS = -1L << 32;
    private static final int WIDE_LENGTH_SHIFT = 32;
    private static final long WIDE_COUNT = (1L << WIDE_LENGTH_SHIFT) - 1;
    private static final int NARROW_ROUTES = 256;
    private static final int WIDE_ROUTES = 96;
    /** Routes that the first leaf has room for when it is new. */
    private static final int SMALL = 8;

    /** In place of a leaf that is not there. */
    private static final long[] NONE = {};

    private final boolean wide;
    /** Of a route, in a leaf. */
    private final int longs;
    /** Routes that a leaf has room for. */
    private final int capacity;

    /** Address, length and count of each route of a leaf; an IPv4 route has them in one long. */
    private long[][] leaves = {NONE};

    private int[] sizes = new int[1];
    /** Of each leaf's first route: {@link #key}. */
    private long[] firsts = new long[1];

    private int leafCount;
    private int size;

    /** Where {@link #seek} came to: the first route that is not before the one sought; past its leaf's end if there is none. */
    private int leaf;

    private int at;

    private long foundHigh;
    private long foundLow;
    private int foundLength;

    /** An empty index for addresses of so many bits, 32 or 128. */
    LiveIndex(int bits) {
        wide = bits > 32;
        longs = wide ? 3 : 1;
        capacity = wide ? WIDE_ROUTES : NARROW_ROUTES;
    }

    /** Counts one more router that holds this route; true if it is the first. */
    boolean acquire(long high, long low, int length) {
        if (seek(high, low, length)) {
            leaves[leaf][(at + 1) * longs - 1]++;
            return false;
        }
        makeRoom();
        long[] routes = leaves[leaf];
        System.arraycopy(routes, at * longs, routes, (at + 1) * longs, (sizes[leaf] - at) * longs);
        routes[at * longs] = key(high, length);
        if (wide) {
            routes[at * longs + 1] = low;
            routes[at * longs + 2] = (long) length << WIDE_LENGTH_SHIFT;
        }
        routes[(at + 1) * longs - 1]++;
        sizes[leaf]++;
        noteFirst();
        size++;
        return true;
    }

    /** Counts one router less; true if it was the last. Nothing happens if none is counted. */
    boolean release(long high, long low, int length) {
        if (!seek(high, low, length)) {
            return false;
        }
        long[] routes = leaves[leaf];
        int last = (at + 1) * longs - 1;
        if ((--routes[last] & (wide ? WIDE_COUNT : NARROW_COUNT)) > 0) {
            return false;
        }
        size--;
        sizes[leaf]--;
        System.arraycopy(routes, (at + 1) * longs, routes, at * longs, (sizes[leaf] - at) * longs);
        if (sizes[leaf] == 0) {
            removeLeaf(leaf);
        } else {
            noteFirst();
            if (sizes[leaf] < capacity / 2) {
                merge();
            }
        }
        return true;
    }

    /** Whether exactly this route is there. */
    boolean contains(long high, long low, int length) {
        return seek(high, low, length);
    }

    /**
     * Finds the shortest route that equals or contains a prefix and has at least a length; false if there is none. To see
     * them all, ask for one bit more than the last one had.
     */
    boolean findContaining(long high, long low, int length, int shortest) {
        int from = shortest;
        while (from <= length) {
            seek(high & Prefix.maskHigh(from), low & Prefix.maskLow(from), from);
            if (!found()) {
                return false;
            }
            int common = commonBits(foundHigh, foundLow, high, low);
            if (foundLength <= length && common >= foundLength) {
                return true;
            }
            if (common >= length || isAfter(foundHigh, foundLow, high, low)) {
                return false;
            }
            // It branches off before the prefix: what contains that, and not this, comes later in the order.
            from = common + 1;
        }
        return false;
    }

    /**
     * Finds the first route that lies within a prefix and comes after a place in the order; false if there is none. To see
     * all that are longer than the prefix, start with the prefix itself as the place.
     */
    boolean findWithin(long high, long low, int length, long afterHigh, long afterLow, int afterLength) {
        if (seek(afterHigh, afterLow, afterLength)) {
            at++;
        }
        return found() && foundLength >= length && commonBits(foundHigh, foundLow, high, low) >= length;
    }

    /** The first 64 bits of the route that was found last. */
    long high() {
        return foundHigh;
    }

    /** Its last 64 bits. */
    long low() {
        return foundLow;
    }

    int length() {
        return foundLength;
    }

    /** How many routes there are. */
    int size() {
        return size;
    }

    long bytes() {
        long bytes = leaves.length * (long) (Integer.BYTES + Integer.BYTES + Long.BYTES);
        for (int i = 0; i < leafCount; i++) {
            bytes += (long) leaves[i].length * Long.BYTES;
        }
        return bytes;
    }

    /** Reads the route where {@link #seek} came to, or the first of the next leaf; false if there is none. */
    private boolean found() {
        if (leaf < leafCount && at == sizes[leaf]) {
            leaf++;
            at = 0;
        }
        if (leaf >= leafCount) {
            return false;
        }
        long[] routes = leaves[leaf];
        if (wide) {
            foundHigh = routes[at * 3];
            foundLow = routes[at * 3 + 1];
            foundLength = (int) (routes[at * 3 + 2] >>> WIDE_LENGTH_SHIFT);
        } else {
            foundHigh = routes[at] & NARROW_ADDRESS;
            foundLow = 0;
            foundLength = (int) (routes[at] >>> NARROW_LENGTH_SHIFT) & 63;
        }
        return true;
    }

    /** Goes to a route, or to where it would be; whether it is there. */
    private boolean seek(long high, long low, int length) {
        long key = key(high, length);
        leaf = leafOf(key, low, length);
        if (leafCount == 0) {
            at = 0;
            return false;
        }
        long[] routes = leaves[leaf];
        int from = 0;
        int to = sizes[leaf];
        while (from < to) {
            int middle = from + to >>> 1;
            if (isBefore(routes, middle, key, low, length)) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        at = from;
        return at < sizes[leaf] && isAt(routes, at, key, low, length);
    }

    /** The last leaf that does not begin after a route; the first one if all do. */
    private int leafOf(long key, long low, int length) {
        int from = 0;
        int to = leafCount - 1;
        while (from < to) {
            int middle = from + to + 1 >>> 1;
            int order = Long.compareUnsigned(firsts[middle], key);
            boolean after = order > 0
                    || wide
                            && order == 0
                            && !isBefore(leaves[middle], 0, key, low, length)
                            && !isAt(leaves[middle], 0, key, low, length);
            if (after) {
                to = middle - 1;
            } else {
                from = middle;
            }
        }
        return from;
    }

    private boolean isBefore(long[] routes, int index, long key, long low, int length) {
        if (!wide) {
            return Long.compareUnsigned(routes[index] & ~NARROW_COUNT, key) < 0;
        }
        int order = Long.compareUnsigned(routes[index * 3], key);
        if (order == 0) {
            order = Long.compareUnsigned(routes[index * 3 + 1], low);
        }
        return order < 0 || order == 0 && routes[index * 3 + 2] >>> WIDE_LENGTH_SHIFT < length;
    }

    private boolean isAt(long[] routes, int index, long key, long low, int length) {
        return wide
                ? routes[index * 3] == key
                        && routes[index * 3 + 1] == low
                        && routes[index * 3 + 2] >>> WIDE_LENGTH_SHIFT == length
                : (routes[index] & ~NARROW_COUNT) == key;
    }

    /** What orders routes: an IPv4 route's address and length, the first half of an IPv6 route's address. */
    private long key(long high, int length) {
        return wide ? high : high | (long) length << NARROW_LENGTH_SHIFT;
    }

    /** A leaf begins with another route, or may. */
    private void noteFirst() {
        if (at == 0) {
            firsts[leaf] = wide ? leaves[leaf][0] : leaves[leaf][0] & ~NARROW_COUNT;
        }
    }

    /** Makes room for one more route where {@link #seek} came to; that place may move. */
    private void makeRoom() {
        if (leafCount == 0) {
            addLeaf(0, new long[SMALL * longs]);
        }
        long[] routes = leaves[leaf];
        if (sizes[leaf] < capacity) {
            if (sizes[leaf] * longs == routes.length) {
                leaves[leaf] = Arrays.copyOf(routes, Math.min(2 * routes.length, capacity * longs));
            }
        } else if (at == capacity) {
            // Most tables come in order: leaves that are filled one after another stay full.
            if (leaf + 1 == leafCount || sizes[leaf + 1] == capacity) {
                addLeaf(leaf + 1, new long[capacity * longs]);
            }
            leaf++;
            at = 0;
        } else {
            long[] upper = new long[capacity * longs];
            int half = capacity / 2;
            System.arraycopy(routes, half * longs, upper, 0, (capacity - half) * longs);
            addLeaf(leaf + 1, upper);
            sizes[leaf] = half;
            sizes[leaf + 1] = capacity - half;
            firsts[leaf + 1] = wide ? upper[0] : upper[0] & ~NARROW_COUNT;
            if (at > half) {
                leaf++;
                at -= half;
            }
        }
    }

    /** Joins a leaf that has few routes left with one beside it, if that leaves room in it. */
    private void merge() {
        for (int left = Math.max(0, leaf - 1); left <= leaf && left + 1 < leafCount; left++) {
            int sum = sizes[left] + sizes[left + 1];
            if (sum <= capacity * 3 / 4) {
                if (leaves[left].length < sum * longs) {
                    leaves[left] = Arrays.copyOf(leaves[left], capacity * longs);
                }
                System.arraycopy(leaves[left + 1], 0, leaves[left], sizes[left] * longs, sizes[left + 1] * longs);
                sizes[left] = sum;
                removeLeaf(left + 1);
                return;
            }
        }
    }

    private void addLeaf(int place, long[] routes) {
        if (leafCount == leaves.length) {
            leaves = Arrays.copyOf(leaves, 2 * leafCount);
            sizes = Arrays.copyOf(sizes, 2 * leafCount);
            firsts = Arrays.copyOf(firsts, 2 * leafCount);
        }
        move(place, place + 1);
        leafCount++;
        leaves[place] = routes;
        sizes[place] = 0;
    }

    private void removeLeaf(int place) {
        move(place + 1, place);
        leafCount--;
        leaves[leafCount] = NONE;
        if (leafCount <= leaves.length / 4) {
            int room = Math.max(1, leaves.length / 2);
            leaves = Arrays.copyOf(leaves, room);
            sizes = Arrays.copyOf(sizes, room);
            firsts = Arrays.copyOf(firsts, room);
        }
    }

    private void move(int from, int to) {
        int count = leafCount - from;
        System.arraycopy(leaves, from, leaves, to, count);
        System.arraycopy(sizes, from, sizes, to, count);
        System.arraycopy(firsts, from, firsts, to, count);
    }

    private static boolean isAfter(long highA, long lowA, long highB, long lowB) {
        int order = Long.compareUnsigned(highA, highB);
        return order > 0 || order == 0 && Long.compareUnsigned(lowA, lowB) > 0;
    }

    private static int commonBits(long highA, long lowA, long highB, long lowB) {
        long high = highA ^ highB;
        return high != 0 ? Long.numberOfLeadingZeros(high) : 64 + Long.numberOfLeadingZeros(lowA ^ lowB);
    }
}
