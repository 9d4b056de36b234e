package dev.ribwatch.agent.rib;

import dev.ribwatch.config.value.Family;

/**
 * Every prefix of one family that any router or cursor holds, each under a dense id.
 *
 * <p>Addresses are left-aligned in {@code high} and {@code low} as in {@link dev.ribwatch.config.value.Prefix}, bits past
 * the length zero. An id is valid while someone counts a reference on it.
 */
public final class PrefixTable {
    /** Instead of an id: there is none. */
    public static final int NONE = -1;

    private final Family family;

    PrefixTable(Family family) {
        this.family = family;
    }

    public Family family() {
        return family;
    }

    /** The id of this prefix, or {@link #NONE}. */
    public int find(long high, long low, int length) {
        return NONE;
    }

    /** The longest prefix that is equal to this one or covers it, or {@link #NONE}. */
    public int longest(long high, long low, int length) {
        return NONE;
    }

    /** Counts a reference, so that the id outlives the slice. False, and not counted, if there are 8 million already. */
    public boolean acquire(int id) {
        return true;
    }

    /** Gives a reference back; with the last one the prefix and its id are free. */
    public void release(int id) {}

    /** The first 64 bits of the prefix of a valid id. */
    public long high(int id) {
        return 0;
    }

    /** The last 64 bits of the prefix of a valid id; 0 for IPv4. */
    public long low(int id) {
        return 0;
    }

    /** The length of the prefix of a valid id. */
    public int length(int id) {
        return 0;
    }

    /** Whether this id, 0 to {@link #idBound} - 1, stands for a prefix. */
    public boolean isLive(int id) {
        return false;
    }

    /** How many prefixes there are. */
    public int size() {
        return 0;
    }

    /** How many prefixes of this length there are. */
    public int size(int length) {
        return 0;
    }

    /** All valid ids are below this; it falls again when the highest are freed. */
    public int idBound() {
        return 0;
    }
}
