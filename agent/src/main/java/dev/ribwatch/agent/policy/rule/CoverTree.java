package dev.ribwatch.agent.policy.rule;

/**
 * The prefixes below some roots, as a binary tree a root, to tell whether they add up to one of the prefixes in between.
 *
 * <p>A node is complete if its own prefix is there or both its halves are complete; a change moves up only as far as that
 * changes anything. Nodes are three ints and are used again.
 */
final class CoverTree {
    private static final int LEFT = 0;
    private static final int RIGHT = 1;
    private static final int FLAGS = 2;
    private static final int INTS = 3;
    private static final int PRESENT = 1;
    private static final int COMPLETE = 2;
    private static final int NIL = 0;

    private final PagedInts nodes = new PagedInts();
    private int used = 1;
    private int free = NIL;
    private int size;
    private final int[] path = new int[129];

    /** A new root; its number stands for one prefix from now on. */
    int root() {
        return allocate();
    }

    /** Sets whether a prefix is there. It must lie within the root's prefix, whose length is given. */
    void set(int root, int rootLength, long high, long low, int length, boolean present) {
        int node = root;
        int depth = 0;
        path[0] = root;
        for (int bit = rootLength; bit < length; bit++) {
            int side = bit(high, low, bit);
            int child = nodes.get(node * INTS + side);
            if (child == NIL) {
                if (!present) {
                    return;
                }
                child = allocate();
                nodes.set(node * INTS + side, child);
            }
            node = child;
            path[++depth] = node;
        }
        flag(node, PRESENT, present);
        for (int at = depth; at >= 0; at--) {
            if (!update(path[at], at == 0 ? NIL : path[at - 1])) {
                return;
            }
        }
    }

    /** Brings a node up to date after something below it; false if nobody above can tell the difference. */
    private boolean update(int node, int parent) {
        int at = node * INTS;
        int left = nodes.get(at + LEFT);
        int right = nodes.get(at + RIGHT);
        boolean was = is(node, COMPLETE);
        boolean is = is(node, PRESENT) || left != NIL && right != NIL && is(left, COMPLETE) && is(right, COMPLETE);
        flag(node, COMPLETE, is);
        if (parent != NIL && left == NIL && right == NIL && !is) {
            int side = nodes.get(parent * INTS + LEFT) == node ? LEFT : RIGHT;
            nodes.set(parent * INTS + side, NIL);
            release(node);
            return true;
        }
        return was != is;
    }

    /** Whether what is there adds up to this prefix, which must lie within the root's. */
    boolean isComplete(int root, int rootLength, long high, long low, int length) {
        int node = root;
        for (int bit = rootLength; bit < length; bit++) {
            if (is(node, PRESENT)) {
                return true;
            }
            node = nodes.get(node * INTS + bit(high, low, bit));
            if (node == NIL) {
                return false;
            }
        }
        return is(node, COMPLETE);
    }

    /** Forgets a root if nothing is below it any more; with the last node the memory goes back. */
    boolean prune(int root) {
        int at = root * INTS;
        if (nodes.get(at + LEFT) != NIL || nodes.get(at + RIGHT) != NIL || is(root, PRESENT)) {
            return false;
        }
        release(root);
        if (size == 0) {
            nodes.clear();
            used = 1;
            free = NIL;
        }
        return true;
    }

    long bytes() {
        return nodes.bytes();
    }

    /** How many nodes are in use. */
    int size() {
        return size;
    }

    private boolean is(int node, int flag) {
        return (nodes.get(node * INTS + FLAGS) & flag) != 0;
    }

    private void flag(int node, int flag, boolean on) {
        int flags = nodes.get(node * INTS + FLAGS);
        nodes.set(node * INTS + FLAGS, on ? flags | flag : flags & ~flag);
    }

    private static int bit(long high, long low, int index) {
        return (int) ((index < 64 ? high >>> 63 - index : low >>> 127 - index) & 1);
    }

    private void release(int node) {
        nodes.set(node * INTS + LEFT, free);
        free = node;
        size--;
    }

    private int allocate() {
        size++;
        int node = free;
        if (node != NIL) {
            free = nodes.get(node * INTS + LEFT);
        } else {
            node = used++;
            nodes.reach(used * INTS);
        }
        nodes.set(node * INTS + LEFT, NIL);
        nodes.set(node * INTS + RIGHT, NIL);
        nodes.set(node * INTS + FLAGS, 0);
        return node;
    }
}
