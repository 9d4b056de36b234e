package dev.ribwatch.agent.rib;

import dev.ribwatch.agent.wire.attribute.AttributeCursor;
import java.util.Arrays;

/**
 * Each distinct attribute block once, counted by reference.
 *
 * <p>A block is the outcome of decoding: attributes in ascending code, shortest length form, MP_REACH reduced to its next
 * hop. Equal ids mean equal bytes. Id 0 is never given out, see {@link RouteChange#ABSENT}.
 */
public final class AttributeStore {
    /** Longest block that is stored, bytes. */
    public static final int MAX_BLOCK = BlockArena.MAX_LENGTH;

    /** Instead of an account: what is not there yet must not be stored. */
    static final int NO_MORE = -1;

    /** Bytes that memory gives at once. */
    private static final int CACHE_LINE = 64;

    /** What a set costs beside its block, bytes: index, id, location, rounding. */
    static final int SET_COST = 32;

    private final FreedListener freedListener;
    private final BlockHash hash;
    /** The key is a fingerprint: the highest bits of the hash. */
    private final SlotIndex index;
    /** The word is the number of references. */
    private final IdSpace ids;

    private final IntColumn locations;
    /** Who brought a set, see {@link Accounts}. */
    private final IntColumn payers;

    private final Accounts accounts = new Accounts();
    private final BlockArena arena;

    /** Hears that an id is free. */
    interface FreedListener {
        void attributesFreed(int attributeId);
    }

    AttributeStore(TableLimits limits, PagePool pool, HashSeed seed, FreedListener freedListener) {
        this.freedListener = freedListener;
        this.hash = new BlockHash(seed);
        this.index = new SlotIndex(pool, seed);
        this.ids = new IdSpace(pool, limits.attributeSets() + 1);
        this.locations = new IntColumn(pool);
        this.payers = new IntColumn(pool);
        this.arena = new BlockArena(pool, limits.attributeBytes());
        ids.take(1); // id 0
    }

    /**
     * The id of these bytes, with one reference counted for the caller; {@link RouteChange#ABSENT} if they are too long
     * or a limit forbids to store them.
     */
    public int intern(byte[] source, int offset, int length) {
        return intern(source, offset, length, Accounts.NOBODY);
    }

    /**
     * As {@link #intern(byte[], int, int)}.
     *
     * @param payer whom to charge if the set is new, or {@link #NO_MORE}
     */
    int intern(byte[] source, int offset, int length, int payer) {
        if (length > MAX_BLOCK) {
            return RouteChange.ABSENT;
        }
        int id = index.find(key(source, offset, length));
        while (id >= 0 && !isAt(id, source, offset, length)) {
            id = index.next();
        }
        if (id >= 0) {
            acquire(id);
            return id;
        }
        return payer == NO_MORE ? RouteChange.ABSENT : add(source, offset, length, payer);
    }

    /** Reads where the search for a key begins, so that it is near when it is searched; what stands there means nothing. */
    long peek(long key) {
        return index.peek(key);
    }

    /** Reads what is kept of a valid id beside its block. */
    int peekAt(int id) {
        return ids.word(id) + locations.get(id) + payers.get(id);
    }

    /** Reads the beginning of the block of a valid id. */
    int peekBlock(int id) {
        byte[] page = array(id);
        int from = offset(id);
        return page[from] + page[Math.min(from + CACHE_LINE, page.length - 1)];
    }

    private int add(byte[] source, int offset, int length, int payer) {
        int id = ids.take(1);
        if (id < 0) {
            return RouteChange.ABSENT;
        }
        int location = arena.store(source, offset, length);
        if (location >= 0) {
            if (index.add(id)) {
                locations.set(id, location);
                payers.set(id, payer);
                accounts.charge(payer, length + SET_COST);
                return id;
            }
            arena.free(location);
        }
        ids.free(id);
        return RouteChange.ABSENT;
    }

    /** Counts a reference. */
    public void acquire(int id) {
        acquire(id, 1);
    }

    /** Counts references; there are never more than routes and a few cursors. */
    void acquire(int id, int count) {
        ids.setWord(id, ids.word(id) + count);
    }

    /** Gives a reference back; with the last one the block and its id are free. */
    public void release(int id) {
        int references = ids.word(id) - 1;
        if (references > 0) {
            ids.setWord(id, references);
        } else {
            drop(id);
            freedListener.attributesFreed(id);
        }
    }

    private void drop(int id) {
        int location = locations.get(id);
        int found = index.find(key(array(id), offset(id), length(id)));
        while (found != id) {
            found = index.next();
        }
        index.remove();
        accounts.credit(payers.get(id), arena.length(location) + SET_COST);
        payers.set(id, Accounts.NOBODY);
        arena.free(location);
        locations.set(id, 0);
        ids.free(id);
    }

    /** What stands for a block in the index. */
    long key(byte[] source, int offset, int length) {
        return hash.hash(source, offset, length) >>> Long.SIZE - SlotIndex.KEY_BITS;
    }

    private boolean isAt(int id, byte[] source, int offset, int length) {
        int location = locations.get(id);
        if (arena.length(location) != length) {
            return false;
        }
        int from = BlockArena.offset(location);
        return Arrays.equals(arena.array(location), from, from + length, source, offset, offset + length);
    }

    /** Puts a cursor before the first attribute of a valid id; not to be used past the slice. */
    public void reset(AttributeCursor cursor, int id) {
        cursor.reset(array(id), offset(id), length(id));
    }

    /** The array that holds the block of a valid id among others; not to be kept over a slice. */
    public byte[] array(int id) {
        return arena.array(locations.get(id));
    }

    /** Where the block of a valid id begins in {@link #array}. */
    public int offset(int id) {
        return BlockArena.offset(locations.get(id));
    }

    /** The length of the block of a valid id, bytes. */
    public int length(int id) {
        return arena.length(locations.get(id));
    }

    /** A copy of the block of a valid id. */
    public byte[] copy(int id) {
        return Arrays.copyOfRange(array(id), offset(id), offset(id) + length(id));
    }

    /** Whether this number is a valid id. */
    public boolean isLive(int id) {
        return id > 0 && ids.word(id) > 0;
    }

    /** The references counted on a valid id. */
    int references(int id) {
        return ids.word(id);
    }

    /** How many sets there are. */
    public int size() {
        return ids.size() - 1;
    }

    /** All valid ids are below this. */
    public int idBound() {
        return ids.bound();
    }

    Accounts accounts() {
        return accounts;
    }

    /** Bytes of the pages that hold the blocks. */
    long blockBytes() {
        return arena.bytes();
    }

    /** Bytes of the hash index and of what is kept by id. */
    long indexBytes() {
        return index.bytes() + ids.bytes() + locations.bytes() + payers.bytes();
    }
}
