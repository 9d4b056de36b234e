package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.rib.CoveringCursor;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.config.value.Family;
import org.jspecify.annotations.Nullable;

/**
 * How much of the address space one network's routes at one sight cover together, the default left out, found by a walk over
 * all prefixes in slices. What comes or goes during the walk may or may not be counted.
 *
 * <p>IPv4 routes up to a /24 are spread over a bit a /24, pages of which are there only during a walk; further ones are
 * looked at in a second pass. Of these, and of IPv6 routes, one counts if no other covers it.
 */
final class UnionWalk {
    /** What a probe of the covering lengths costs, in rows. */
    private static final int PROBE_COST = 8;

    private static final int BLOCK_LENGTH = 24;
    /** Blocks before multicast. */
    private static final int BLOCKS = 224 << 16;

    private static final int PAGE_SHIFT = 18;
    private static final int PAGE_BLOCKS = 1 << PAGE_SHIFT;
    private static final int PAGE_WORDS = PAGE_BLOCKS / Long.SIZE;
    /** What it costs to spread a route over so many words, a row. */
    private static final int WORDS_PER_ROW = 64;

    private final RuleContext context;
    private final CoveringCursor covering = new CoveringCursor();
    private @Nullable Sight sight;
    private int network;
    private int position;
    private boolean secondPass;
    /** The first pass met routes that are for the second. */
    private boolean skipped;

    private long union;
    private long[][] pages = new long[0][];

    UnionWalk(RuleContext context) {
        this.context = context;
    }

    /** Begins anew. */
    void begin(Sight newSight, int newNetwork) {
        sight = newSight;
        network = newNetwork;
        position = 0;
        secondPass = newSight.family != Family.IPV4_UNICAST;
        skipped = false;
        union = 0;
        pages = new long[secondPass ? 0 : BLOCKS >>> PAGE_SHIFT][];
    }

    /** Ends, whether every prefix was looked at or not. */
    void end() {
        sight = null;
        pages = new long[0][];
    }

    /** What was found, in units of {@link AddressSpace}. */
    long union() {
        return union;
    }

    /** Walks on; true after the last prefix. */
    boolean walkOn(Slice slice) {
        Sight walked = sight;
        if (walked == null) {
            return true;
        }
        PrefixTable table = context.rib.prefixes(walked.family);
        while (!slice.isOver()) {
            if (position >= table.idBound()) {
                if (secondPass || !skipped) {
                    return true;
                }
                secondPass = true;
                position = 0;
            }
            int id = position++;
            slice.spend(1);
            if (table.isLive(id) && owns(walked, table, id)) {
                look(walked.family, table, id, slice);
            }
        }
        return false;
    }

    private void look(Family family, PrefixTable table, int id, Slice slice) {
        int length = table.length(id);
        if (length == 0) {
            return;
        }
        long high = table.high(id);
        boolean isSpread = family == Family.IPV4_UNICAST && length <= BLOCK_LENGTH;
        if (!secondPass) {
            if (isSpread) {
                spread((int) (high >>> 40), 1 << BLOCK_LENGTH - length, slice);
            } else {
                skipped = true;
            }
            return;
        }
        long size = isSpread ? 0 : AddressSpace.size(family, high, length);
        if (size > 0 && !(family == Family.IPV4_UNICAST && isSpreadOver((int) (high >>> 40)))) {
            slice.spend(PROBE_COST);
            if (!isCovered(table, id)) {
                union += size;
            }
        }
    }

    private void spread(int first, int count, Slice slice) {
        int end = Math.min(first + count, BLOCKS);
        int block = first;
        while (block < end) {
            long[] page = page(block);
            int stop = Math.min(end, (block | PAGE_BLOCKS - 1) + 1);
            slice.spend((stop - block) / Long.SIZE / WORDS_PER_ROW);
            while (block < stop) {
                int bits = Math.min(stop - block, Long.SIZE - (block & Long.SIZE - 1));
                long mask = -1L >>> Long.SIZE - bits << block;
                int word = (block & PAGE_BLOCKS - 1) / Long.SIZE;
                union += (long) Long.bitCount(mask & ~page[word]) << 32 - BLOCK_LENGTH;
                page[word] |= mask;
                block += bits;
            }
        }
    }

    private long[] page(int block) {
        long[] page = pages[block >>> PAGE_SHIFT];
        if (page == null) {
            page = new long[PAGE_WORDS];
            pages[block >>> PAGE_SHIFT] = page;
        }
        return page;
    }

    private boolean isSpreadOver(int block) {
        long[] page = block < BLOCKS ? pages[block >>> PAGE_SHIFT] : null;
        return page != null && (page[(block & PAGE_BLOCKS - 1) / Long.SIZE] & 1L << block) != 0;
    }

    private boolean isCovered(PrefixTable table, int id) {
        Sight walked = sight;
        covering.reset(table, table.high(id), table.low(id), table.length(id));
        while (walked != null && covering.next()) {
            int other = covering.id();
            if (other != id && table.length(other) > 0 && owns(walked, table, other)) {
                return true;
            }
        }
        return false;
    }

    private boolean owns(Sight walked, PrefixTable table, int id) {
        return context.ownedPath(walked, id, table.high(id), table.low(id), table.length(id), network)
                != RouteChange.ABSENT;
    }
}
