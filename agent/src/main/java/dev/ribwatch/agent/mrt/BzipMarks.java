package dev.ribwatch.agent.mrt;

import java.io.IOException;
import java.io.InputStream;

/**
 * Finds the marks in a bzip2 file, each at any bit: those of blocks, and those of the ends of streams. What lies between
 * is looked at by others.
 */
final class BzipMarks {
    /** What precedes the file, so that it begins like any further stream of it: the end of an empty one. */
    private static final byte[] EMPTY_END = {0x17, 0x72, 0x45, 0x38, 0x50, (byte) 0x90, 0, 0, 0, 0};

    private static final long MASK = (1L << BzipBlock.MARK_BITS) - 1;
    private static final boolean[] FIFTH = fifth();

    private final InputStream in;
    private final byte[] input = new byte[1 << 16];
    private int position;
    private int limit;
    /** The last eight octets that were looked at. */
    private long window;

    private boolean end = true;
    private int following;
    private char level = '9';
    private boolean first = true;

    BzipMarks(InputStream in) {
        this.in = in;
    }

    /** By octet: whether it can be the last but one that a mark touches, which holds eight bits of it. */
    private static boolean[] fifth() {
        boolean[] fifth = new boolean[256];
        for (int shift = 0; shift < 8; shift++) {
            fifth[(int) (BzipBlock.BLOCK >>> 8 - shift) & 0xff] = true;
            fifth[(int) (BzipBlock.END >>> 8 - shift) & 0xff] = true;
        }
        return fifth;
    }

    /** Reads up to the next mark; false if nothing follows this block. */
    boolean next(BzipBlock block) {
        block.begin(end, level, following == 0 ? 0 : 8 - following);
        if (first) {
            first = false;
            block.add(EMPTY_END, 0, EMPTY_END.length);
        } else {
            int octets = following == 0 ? 6 : 7;
            for (int i = octets - 1; i >= 0; i--) {
                block.add(new byte[] {(byte) (window >>> 8 * i)}, 0, 1);
            }
        }
        while (block.octets() <= BzipBlock.LONGEST) {
            if (position == limit) {
                try {
                    position = 0;
                    limit = Math.max(0, in.read(input, 0, input.length));
                } catch (IOException e) {
                    limit = 0;
                    block.endOpen(e);
                    return false;
                }
                if (limit == 0) {
                    block.endOpen(null);
                    return false;
                }
            }
            int from = position;
            boolean found = seek();
            block.add(input, from, position - from);
            if (found) {
                block.endAtMark(following);
                if (block.isEnd() && block.leadsOn()) {
                    level = block.nextLevel();
                }
                return true;
            }
        }
        block.endOpen(null);
        return false;
    }

    /** Looks at what was read, up to a mark. */
    private boolean seek() {
        long octets = window;
        for (int i = position; i < limit; i++) {
            octets = octets << 8 | input[i] & 0xff;
            if (FIFTH[(int) (octets >>> 8) & 0xff]) {
                for (int shift = 0; shift < 8; shift++) {
                    long mark = octets >>> shift & MASK;
                    if (mark == BzipBlock.BLOCK || mark == BzipBlock.END) {
                        window = octets;
                        position = i + 1;
                        end = mark == BzipBlock.END;
                        following = shift;
                        return true;
                    }
                }
            }
        }
        window = octets;
        position = limit;
        return false;
    }
}
