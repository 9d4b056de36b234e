package dev.ribwatch.agent.rib;

import dev.ribwatch.agent.wire.Octets;
import java.util.Arrays;

/**
 * Blocks of up to 65,535 bytes in slabs of one 64 KiB page, every slab cut into blocks of one size. A freed block is
 * the next of its slab to be used, an empty slab's page goes back to the pool. A block over 8 KiB is a slab alone.
 *
 * <p>A block begins with its length in two bytes; a location is the number of the slab and the block's place in it, in
 * units of 8 bytes.
 */
final class BlockArena {
    static final int NONE = -1;
    static final int MAX_LENGTH = 0xffff;

    private static final int HEADER = 2;
    private static final int UNIT_SHIFT = 3;
    private static final int SLAB_SHIFT = 13;
    private static final int PLACE_MASK = (1 << SLAB_SHIFT) - 1;
    private static final int MAX_SLABS = 1 << 31 - SLAB_SHIFT;
    private static final int LARGEST_SHARED = 8192;
    private static final int LARGE_STEP = 1024;
    private static final int LARGE = SizeClasses.COUNT;
    private static final int END = 0xffff;
    private static final byte[] NO_PAGE = {};

    private final PagePool pool;
    private final long limit;

    private byte[][] pages = new byte[16][];
    private byte[] sizeClass = new byte[16];
    /** By slab: blocks in use. */
    private char[] used = new char[16];
    /** By slab: the block number freed last, {@link #END} if there is none. */
    private char[] freed = new char[16];
    /** By slab: from this block number on blocks were never used. */
    private char[] fresh = new char[16];
    /** By slab: neighbours in the list of its class' slabs with room; for a slab not in use, the next of those. */
    private int[] next = new int[16];

    private int[] previous = new int[16];
    private int slabs;
    private int unusedSlab = NONE;
    private final int[] roomy = new int[SizeClasses.COUNT];
    private long bytes;

    BlockArena(PagePool pool, long limit) {
        this.pool = pool;
        this.limit = limit;
        Arrays.fill(roomy, NONE);
    }

    /** Copies a block of up to {@link #MAX_LENGTH} bytes in; its location, or {@link #NONE} at the limit. */
    int store(byte[] source, int offset, int length) {
        int size = length + HEADER;
        int slab;
        int at;
        if (size <= LARGEST_SHARED) {
            int kind = SizeClasses.of(size);
            slab = roomy[kind];
            if (slab < 0) {
                slab = addSlab(kind, PagePool.PAGE_BYTES);
                if (slab < 0) {
                    return NONE;
                }
                link(slab, kind);
            }
            at = takeBlock(slab, kind);
        } else {
            slab = addSlab(LARGE, (size + LARGE_STEP - 1) / LARGE_STEP * LARGE_STEP);
            if (slab < 0) {
                return NONE;
            }
            at = 0;
        }
        byte[] page = pages[slab];
        Octets.put16(page, at, length);
        System.arraycopy(source, offset, page, at + HEADER, length);
        return slab << SLAB_SHIFT | at >>> UNIT_SHIFT;
    }

    /** Frees a block. */
    void free(int location) {
        int slab = location >>> SLAB_SHIFT;
        int kind = sizeClass[slab];
        if (kind == LARGE) {
            bytes -= pages[slab].length;
            forget(slab);
            return;
        }
        int blocks = SizeClasses.blocks(kind);
        int at = (location & PLACE_MASK) << UNIT_SHIFT;
        Octets.put16(pages[slab], at, freed[slab]);
        freed[slab] = (char) (at / SizeClasses.size(kind));
        if (used[slab]-- == blocks) {
            link(slab, kind);
        }
        if (used[slab] == 0) {
            unlink(slab, kind);
            bytes -= PagePool.PAGE_BYTES;
            pool.giveBack(pages[slab]);
            forget(slab);
        }
    }

    /** The array that holds a block. */
    byte[] array(int location) {
        return pages[location >>> SLAB_SHIFT];
    }

    /** Where the block's bytes begin in {@link #array}. */
    static int offset(int location) {
        return ((location & PLACE_MASK) << UNIT_SHIFT) + HEADER;
    }

    /** The block's length. */
    int length(int location) {
        return Octets.u16(array(location), offset(location) - HEADER);
    }

    /** Bytes of all slabs. */
    long bytes() {
        return bytes;
    }

    private int takeBlock(int slab, int kind) {
        int size = SizeClasses.size(kind);
        int block = freed[slab];
        if (block == END) {
            block = fresh[slab]++;
        } else {
            freed[slab] = (char) Octets.u16(pages[slab], block * size);
        }
        if (++used[slab] == SizeClasses.blocks(kind)) {
            unlink(slab, kind);
        }
        return block * size;
    }

    private int addSlab(int kind, int length) {
        if (bytes + length > limit) {
            return NONE;
        }
        int slab = unusedSlab;
        if (slab >= 0) {
            unusedSlab = next[slab];
        } else if (slabs == MAX_SLABS) {
            return NONE;
        } else {
            slab = slabs++;
            if (slab == pages.length) {
                grow(slab << 1);
            }
        }
        bytes += length;
        pages[slab] = kind == LARGE ? new byte[length] : pool.takeBytes();
        sizeClass[slab] = (byte) kind;
        used[slab] = 0;
        freed[slab] = END;
        fresh[slab] = 0;
        return slab;
    }

    private void forget(int slab) {
        pages[slab] = NO_PAGE;
        next[slab] = unusedSlab;
        unusedSlab = slab;
    }

    private void grow(int length) {
        pages = Arrays.copyOf(pages, length);
        sizeClass = Arrays.copyOf(sizeClass, length);
        used = Arrays.copyOf(used, length);
        freed = Arrays.copyOf(freed, length);
        fresh = Arrays.copyOf(fresh, length);
        next = Arrays.copyOf(next, length);
        previous = Arrays.copyOf(previous, length);
    }

    private void link(int slab, int kind) {
        int head = roomy[kind];
        next[slab] = head;
        previous[slab] = NONE;
        if (head >= 0) {
            previous[head] = slab;
        }
        roomy[kind] = slab;
    }

    private void unlink(int slab, int kind) {
        int after = next[slab];
        int before = previous[slab];
        if (after >= 0) {
            previous[after] = before;
        }
        if (before >= 0) {
            next[before] = after;
        } else {
            roomy[kind] = after;
        }
    }

    /** Block sizes of shared slabs: every 8 bytes to 256, then four to a doubling up to 8 KiB. */
    private static final class SizeClasses {
        private static final int[] SIZES = sizes();
        static final int COUNT = SIZES.length;
        /** By size in units of 8 bytes, rounded up. */
        private static final byte[] BY_UNITS = byUnits();

        private static final char[] BLOCKS = blocks();

        static int of(int size) {
            return BY_UNITS[size + 7 >>> UNIT_SHIFT];
        }

        static int size(int kind) {
            return SIZES[kind];
        }

        static int blocks(int kind) {
            return BLOCKS[kind];
        }

        private static int[] sizes() {
            int[] sizes = new int[52];
            int count = 0;
            for (int size = 8; size < 256; size += 8) {
                sizes[count++] = size;
            }
            for (int base = 256; base < LARGEST_SHARED; base <<= 1) {
                for (int quarter = 0; quarter < 4; quarter++) {
                    sizes[count++] = base + base / 4 * quarter;
                }
            }
            sizes[count++] = LARGEST_SHARED;
            return Arrays.copyOf(sizes, count);
        }

        private static byte[] byUnits() {
            byte[] kinds = new byte[(LARGEST_SHARED >>> UNIT_SHIFT) + 1];
            int kind = 0;
            for (int units = 0; units < kinds.length; units++) {
                if (units << UNIT_SHIFT > SIZES[kind]) {
                    kind++;
                }
                kinds[units] = (byte) kind;
            }
            return kinds;
        }

        private static char[] blocks() {
            char[] blocks = new char[COUNT];
            for (int i = 0; i < COUNT; i++) {
                blocks[i] = (char) (PagePool.PAGE_BYTES / SIZES[i]);
            }
            return blocks;
        }
    }
}
