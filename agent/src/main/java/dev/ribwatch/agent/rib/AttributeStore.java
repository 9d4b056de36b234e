package dev.ribwatch.agent.rib;

import dev.ribwatch.agent.wire.attribute.AttributeCursor;

/**
 * Each distinct attribute block once, counted by reference.
 *
 * <p>A block is the outcome of decoding: attributes in ascending code, shortest length form, MP_REACH reduced to its next
 * hop. Equal ids mean equal bytes. Id 0 is never given out, see {@link RouteChange#ABSENT}.
 */
public final class AttributeStore {
    /** Longest block that is stored, bytes. */
    public static final int MAX_BLOCK = 65_535;

    AttributeStore() {}

    /**
     * The id of these bytes, with one reference counted for the caller; {@link RouteChange#ABSENT} if a limit forbids to
     * store them.
     */
    public int intern(byte[] source, int offset, int length) {
        return RouteChange.ABSENT;
    }

    /** Counts a reference. */
    public void acquire(int id) {}

    /** Gives a reference back; with the last one the block and its id are free. */
    public void release(int id) {}

    /** Stands the cursor before the first attribute of a valid id's block. Not to be kept over a slice. */
    public void reset(AttributeCursor cursor, int id) {
        cursor.reset(array(id), offset(id), length(id));
    }

    /** The array that holds the block of a valid id, from {@link #offset(int)} on. Not to be kept over a slice. */
    public byte[] array(int id) {
        return new byte[0];
    }

    /** Where the block of a valid id begins in {@link #array(int)}. */
    public int offset(int id) {
        return 0;
    }

    /** The block's bytes. */
    public int length(int id) {
        return 0;
    }

    /** How many sets there are. */
    public int size() {
        return 0;
    }

    /** All valid ids are below this. */
    public int idBound() {
        return 0;
    }
}
