package dev.ribwatch.agent.rib;

import java.util.Arrays;

/**
 * An extendible hash from keys of 38 bits to ids of 26 bits, a slot a {@code long}.
 *
 * <p>A directory leads to segments of at most 8,192 slots, probed linearly. A full segment doubles, and at its largest it
 * splits alone into two, so growth never stops for long; two sparse neighbours merge again. A key may occur more than once:
 * an owner whose key is a fingerprint compares what the id stands for and asks for the {@link #next}.
 *
 * <p>The last search leaves a position, which {@link #add}, {@link #remove} and {@link #replace} act on.
 */
final class SlotIndex {
    static final int KEY_BITS = 38;
    static final int NONE = -1;

    private static final int ID_BITS = Long.SIZE - KEY_BITS;
    private static final int ID_MASK = (1 << ID_BITS) - 1;
    private static final int SMALLEST = 64;
    private static final int LARGEST = PagePool.LONGS;
    /** 16,384 segments of 8,192 slots: more than there are ids. */
    private static final int MAX_DEPTH = 14;
    /** Neighbours that hold fewer together are merged: a quarter of the slots. */
    private static final int MERGED = LARGEST / 4;
    /** A search that begins at the end of a cache line goes on in the next, and so does the removal of what it finds. */
    private static final int FURTHER = 5;

    private final PagePool pool;
    private final long first;
    private final long second;
    private final long third;

    private Segment[] directory;
    private int depth;
    /** By depth: how many segments there are. */
    private final int[] segments = new int[MAX_DEPTH + 1];

    private int size;
    private long slotCount;

    private Segment segment;
    private int position;
    private long key;

    private static final class Segment {
        final long[] slots;
        final int depth;
        int size;

        Segment(long[] slots, int depth) {
            this.slots = slots;
            this.depth = depth;
        }
    }

    SlotIndex(PagePool pool, HashSeed seed) {
        this.pool = pool;
        this.first = seed.first();
        this.second = seed.second();
        this.third = seed.third();
        this.segment = make(SMALLEST, 0);
        this.directory = new Segment[] {segment};
    }

    /** Reads where the search for a key begins, so that it is near when it is searched; what stands there means nothing. */
    long peek(long key) {
        long hash = hash(key);
        long[] slots = directory[slice(hash, depth)].slots;
        int home = home(hash);
        return slots[home & slots.length - 1] + slots[home + FURTHER & slots.length - 1];
    }

    /** The first id of this key, {@link #NONE} if there is none. */
    int find(long key) {
        long hash = hash(key);
        Segment at = directory[slice(hash, depth)];
        this.key = key;
        segment = at;
        return probe(at.slots, home(hash));
    }

    /** The next id of the key that was found last. */
    int next() {
        return probe(segment.slots, position + 1);
    }

    private int probe(long[] slots, int from) {
        int mask = slots.length - 1;
        long wanted = key;
        int at = from & mask;
        long slot = slots[at];
        while (slot != 0 && slot >>> ID_BITS != wanted) {
            at = at + 1 & mask;
            slot = slots[at];
        }
        position = at;
        return ((int) slot & ID_MASK) - 1;
    }

    /** Adds an id under the key that was searched last and not found. False if there is no room for it at all. */
    boolean add(int id) {
        if (segment.size >= segment.slots.length / 5 * 4) {
            if (!makeRoom()) {
                return false;
            }
        }
        segment.slots[position] = key << ID_BITS | id + 1;
        segment.size++;
        size++;
        return true;
    }

    /** Whether this id is what was found last, and still stands there under its key. */
    boolean isAt(int id) {
        return segment.slots[position] == (key << ID_BITS | id + 1);
    }

    /** Puts another id in the place of the one found last. */
    void replace(int id) {
        segment.slots[position] = key << ID_BITS | id + 1;
    }

    /** Removes what was found last. */
    void remove() {
        long[] slots = segment.slots;
        int mask = slots.length - 1;
        int hole = position;
        int at = hole;
        for (; ; ) {
            at = at + 1 & mask;
            long slot = slots[at];
            if (slot == 0) {
                break;
            }
            // What would not be found past the hole moves into it.
            int home = home(hash(slot >>> ID_BITS)) & mask;
            if ((at - home & mask) >= (at - hole & mask)) {
                slots[hole] = slot;
                hole = at;
            }
        }
        slots[hole] = 0;
        size--;
        if (--segment.size < MERGED / 2) {
            shrink();
            segment = directory[0]; // the one found last may be no part of the index any more
            position = 0;
        }
    }

    int size() {
        return size;
    }

    /** Bytes of the segments. */
    long bytes() {
        return slotCount * Long.BYTES;
    }

    private long hash(long key) {
        long mixed = (key ^ first) * second;
        return (mixed ^ mixed >>> 32) * third;
    }

    /** The highest bits, which choose the segment. */
    private static int slice(long hash, int depth) {
        return (int) (hash >>> 1 >>> 63 - depth);
    }

    /** Other bits, which choose the slot. */
    private static int home(long hash) {
        return (int) (hash >>> 24);
    }

    /** Makes the segment searched last larger or splits it, and searches again. */
    private boolean makeRoom() {
        long wanted = key;
        Segment full = segment;
        if (full.slots.length < LARGEST) {
            resize(full, full.slots.length << 1);
        } else if (full.depth < MAX_DEPTH) {
            split(full);
        } else {
            return full.size < LARGEST - 1;
        }
        seekFree(wanted);
        return segment.size < segment.slots.length - 1;
    }

    private void seekFree(long wanted) {
        long hash = hash(wanted);
        segment = directory[slice(hash, depth)];
        key = wanted;
        position = freeSlot(segment.slots, home(hash));
    }

    private static int freeSlot(long[] slots, int home) {
        int mask = slots.length - 1;
        int at = home & mask;
        while (slots[at] != 0) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void resize(Segment old, int length) {
        Segment made = make(length, old.depth);
        move(old, made, made);
        install(made, hash(key));
        drop(old);
    }

    private void split(Segment old) {
        if (old.depth == depth) {
            Segment[] wider = new Segment[directory.length << 1];
            for (int i = 0; i < wider.length; i++) {
                wider[i] = directory[i >>> 1];
            }
            directory = wider;
            depth++;
        }
        Segment low = make(LARGEST, old.depth + 1);
        Segment high = make(LARGEST, old.depth + 1);
        move(old, low, high);
        long bit = Long.MIN_VALUE >>> old.depth;
        long hash = hash(key);
        install(low, hash & ~bit);
        install(high, hash | bit);
        drop(old);
    }

    /** Merges the segment searched last with its neighbour while both are sparse, or cuts it down if it is the only one. */
    private void shrink() {
        long hash = hash(key);
        Segment sparse = segment;
        while (sparse.depth > 0) {
            Segment other = directory[slice(hash ^ Long.MIN_VALUE >>> sparse.depth - 1, depth)];
            if (other.depth != sparse.depth || other.size + sparse.size >= MERGED) {
                return;
            }
            Segment made = make(LARGEST, sparse.depth - 1);
            move(sparse, made, made);
            move(other, made, made);
            install(made, hash);
            drop(sparse);
            drop(other);
            narrow();
            sparse = made;
        }
        int length = sparse.slots.length;
        while (length > SMALLEST && sparse.size < length / 8) {
            length >>>= 1;
        }
        if (length < sparse.slots.length) {
            resize(sparse, length);
        }
    }

    private void narrow() {
        while (depth > 0 && segments[depth] == 0) {
            Segment[] narrower = new Segment[directory.length >>> 1];
            for (int i = 0; i < narrower.length; i++) {
                narrower[i] = directory[i << 1];
            }
            directory = narrower;
            depth--;
        }
    }

    /** Moves the slots of one segment to another, or to two by the first bit of the hash that tells them apart. */
    private void move(Segment from, Segment low, Segment high) {
        long bit = Long.MIN_VALUE >>> from.depth;
        for (long slot : from.slots) {
            if (slot != 0) {
                long hash = hash(slot >>> ID_BITS);
                Segment to = (hash & bit) == 0 ? low : high;
                to.slots[freeSlot(to.slots, home(hash))] = slot;
                to.size++;
            }
        }
    }

    private Segment make(int length, int segmentDepth) {
        segments[segmentDepth]++;
        slotCount += length;
        return new Segment(length == LARGEST ? pool.takeLongs() : new long[length], segmentDepth);
    }

    private void drop(Segment old) {
        segments[old.depth]--;
        slotCount -= old.slots.length;
        if (old.slots.length == LARGEST) {
            Arrays.fill(old.slots, 0);
            pool.giveBack(old.slots);
        }
    }

    /** Points every directory entry that shares the segment's bits of this hash to it. */
    private void install(Segment made, long hash) {
        int count = 1 << depth - made.depth;
        int start = slice(hash, depth) & -count;
        Arrays.fill(directory, start, start + count, made);
    }
}
