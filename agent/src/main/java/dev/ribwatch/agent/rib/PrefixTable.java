package dev.ribwatch.agent.rib;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;

/**
 * Every prefix of one family that any router or cursor holds, each under a dense id.
 *
 * <p>Addresses are left-aligned in {@code high} and {@code low} as in {@link Prefix}, bits past the length zero. An id is
 * valid while someone counts a reference on it.
 *
 * <p>An IPv4 address and its length are 38 bits: they are the key in the index, so that a look-up touches one cache line.
 * For IPv6 the key is a fingerprint of as many bits, and the prefix is compared.
 */
public final class PrefixTable {
    /** Instead of an id: there is none. */
    public static final int NONE = -1;

    /** References to one prefix that can be counted. */
    static final int MAX_REFERENCES = (1 << 23) - 1;

    private static final int LENGTH_MASK = 0xff;
    private static final int ONE_REFERENCE = 0x100;

    private final Family family;
    private final boolean ipv4;
    private final HashSeed seed;
    private final FreedListener freedListener;
    private final SlotIndex index;
    /** The word is the length + 1 and, from bit 8 on, the references. */
    private final IdSpace ids;

    private final IntColumn addresses;
    private final LongColumn highs;
    private final LongColumn lows;
    private final int[] sizes;
    /** Bit {@code length}: there are such prefixes. */
    private long lengthsTo63;

    private long lengthsTo127;
    private boolean length128;

    /** Hears that an id is free. */
    interface FreedListener {
        void prefixFreed(Family family, int prefixId);
    }

    PrefixTable(Family family, int limit, PagePool pool, HashSeed seed, FreedListener freedListener) {
        this.family = family;
        this.ipv4 = family == Family.IPV4_UNICAST;
        this.seed = seed;
        this.freedListener = freedListener;
        this.index = new SlotIndex(pool, seed);
        this.ids = new IdSpace(pool, limit);
        this.addresses = new IntColumn(pool);
        this.highs = new LongColumn(pool);
        this.lows = new LongColumn(pool);
        this.sizes = new int[family.bits() + 1];
    }

    public Family family() {
        return family;
    }

    /** The id of this prefix, or {@link #NONE}. */
    public int find(long high, long low, int length) {
        if (ipv4) {
            return index.find((high >>> 32) << 6 | length);
        }
        int id = index.find(fingerprint(high, low, length));
        while (id >= 0 && !isAt(id, high, low, length)) {
            id = index.next();
        }
        return id;
    }

    /** What stands for a prefix in the index. */
    long key(long high, long low, int length) {
        return ipv4 ? (high >>> 32) << 6 | length : fingerprint(high, low, length);
    }

    /** Reads where a search begins. */
    long peek(long key) {
        return index.peek(key);
    }

    /** An id whose prefix has this key, and may be another's all the same; or {@link #NONE}. */
    int anyOf(long key) {
        return index.find(key);
    }

    /** Reads what is kept of a valid id, what the key says itself excepted. */
    long peekAt(int id) {
        return ipv4 ? ids.word(id) : ids.word(id) + highs.get(id) + lows.get(id);
    }

    /** The id of this prefix, given out with no reference yet if it is new; {@link #NONE} at the limit. */
    int findOrAdd(long high, long low, int length) {
        int id = find(high, low, length);
        return id >= 0 ? id : add(high, low, length);
    }

    private int add(long high, long low, int length) {
        int id = ids.take(length + 1);
        if (id < 0) {
            return NONE;
        }
        if (!index.add(id)) {
            ids.free(id);
            return NONE;
        }
        if (ipv4) {
            addresses.set(id, (int) (high >>> 32));
        } else {
            highs.set(id, high);
            lows.set(id, low);
        }
        if (sizes[length]++ == 0) {
            markLength(length, true);
        }
        return id;
    }

    /** Frees an id that {@link #findOrAdd} gave out and nobody came to reference. */
    void dropUnreferenced(int id) {
        if (ids.word(id) < ONE_REFERENCE) {
            drop(id);
        }
    }

    /** The longest prefix that is equal to this one or covers it, or {@link #NONE}. */
    public int longest(long high, long low, int length) {
        int probe = longestLength(length);
        while (probe >= 0) {
            int id = find(high & Prefix.maskHigh(probe), low & Prefix.maskLow(probe), probe);
            if (id >= 0) {
                return id;
            }
            probe = longestLength(probe - 1);
        }
        return NONE;
    }

    /** The longest length in use up to this one, or -1. */
    int longestLength(int length) {
        if (length >= 128 && length128) {
            return 128;
        }
        if (length >= 64) {
            long bits = lengthsTo127 & (length >= 127 ? -1L : (1L << length - 63) - 1);
            if (bits != 0) {
                return 127 - Long.numberOfLeadingZeros(bits);
            }
        }
        if (length < 0) {
            return -1;
        }
        long bits = lengthsTo63 & (length >= 63 ? -1L : (1L << length + 1) - 1);
        return 63 - Long.numberOfLeadingZeros(bits);
    }

    /** Counts a reference, so that the id outlives the slice. False, and not counted, if there are 8 million already. */
    public boolean acquire(int id) {
        int word = ids.word(id);
        if (word >>> 8 == MAX_REFERENCES) {
            return false;
        }
        ids.setWord(id, word + ONE_REFERENCE);
        return true;
    }

    /** Gives a reference back; with the last one the prefix and its id are free. */
    public void release(int id) {
        int word = ids.word(id) - ONE_REFERENCE;
        if (word >= ONE_REFERENCE) {
            ids.setWord(id, word);
        } else {
            drop(id);
            freedListener.prefixFreed(family, id);
        }
    }

    private void drop(int id) {
        int length = length(id);
        // As a rule it was searched last: whoever takes a route out looks its prefix up.
        if (index.isAt(id) || find(high(id), low(id), length) == id) {
            index.remove();
        }
        if (ipv4) {
            addresses.set(id, 0);
        } else {
            highs.set(id, 0);
            lows.set(id, 0);
        }
        ids.free(id);
        if (--sizes[length] == 0) {
            markLength(length, false);
        }
    }

    private void markLength(int length, boolean used) {
        if (length == 128) {
            length128 = used;
        } else if (length >= 64) {
            long bit = 1L << length - 64;
            lengthsTo127 = used ? lengthsTo127 | bit : lengthsTo127 & ~bit;
        } else {
            long bit = 1L << length;
            lengthsTo63 = used ? lengthsTo63 | bit : lengthsTo63 & ~bit;
        }
    }

    private long fingerprint(long high, long low, int length) {
        long mixed = (high ^ seed.first()) * seed.second() ^ (low + length) * seed.third();
        mixed = (mixed ^ mixed >>> 32) * seed.second();
        return mixed >>> Long.SIZE - SlotIndex.KEY_BITS;
    }

    private boolean isAt(int id, long high, long low, int length) {
        return highs.get(id) == high && lows.get(id) == low && length(id) == length;
    }

    /** The first 64 bits of the prefix of a valid id. */
    public long high(int id) {
        return ipv4 ? (long) addresses.get(id) << 32 : highs.get(id);
    }

    /** The last 64 bits of the prefix of a valid id; 0 for IPv4. */
    public long low(int id) {
        return ipv4 ? 0 : lows.get(id);
    }

    /** The length of the prefix of a valid id. */
    public int length(int id) {
        return (ids.word(id) & LENGTH_MASK) - 1;
    }

    /** Whether this number is a valid id. */
    public boolean isLive(int id) {
        return ids.word(id) > 0;
    }

    /** The references counted on a valid id. */
    int references(int id) {
        return ids.word(id) >>> 8;
    }

    /** The first valid id from {@code id} on, below {@code end}; {@code end} if there is none. */
    int next(int id, int end) {
        return ids.next(id, end);
    }

    /** How many prefixes there are. */
    public int size() {
        return ids.size();
    }

    /** How many prefixes of this length there are. */
    public int size(int length) {
        return sizes[length];
    }

    /** All valid ids are below this; it falls again when the highest are freed. */
    public int idBound() {
        return ids.bound();
    }

    /** Bytes of the hash index. */
    long indexBytes() {
        return index.bytes();
    }

    /** Bytes of the prefixes themselves and their references. */
    long keyBytes() {
        return ids.bytes() + addresses.bytes() + highs.bytes() + lows.bytes();
    }
}
