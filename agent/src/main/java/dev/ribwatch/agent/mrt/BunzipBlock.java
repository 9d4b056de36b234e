package dev.ribwatch.agent.mrt;

import java.io.IOException;
import java.util.Arrays;

/**
 * A block of bzip2: Huffman codes, then moving to the front and runs of the front, then the Burrows-Wheeler transform, then
 * runs of four octets and more.
 *
 * <pre>
 *   48 bits  314159265359
 *   32 bits  checksum of what comes out
 *    1 bit   randomised, which nothing has written since 1999 and is not read
 *   24 bits  where the transform begins
 *   the octets that occur: 16 bits tell which of 16 rows of 16 do, 16 bits for each that does
 *    3 bits  number of codes, 2 to 6
 *   15 bits  number of runs of 50 symbols; for each its code, moved to the front, in unary
 *   the lengths of each code: 5 bits to begin with, then for each symbol 0 that it is so, 10 one more, 11 one less
 *   the symbols: 0 and 1 digits of a run's length, the highest one the end
 * </pre>
 */
final class BunzipBlock {
    private static final int LONGEST = 20;
    private static final int SYMBOLS = 258;
    private static final int CODES = 6;
    private static final int RUN = 50;
    private static final int[] CRC = crcTable();

    private final int[] vector;
    private final int most;
    private final byte[] used = new byte[256];
    private final byte[] front = new byte[256];
    private final byte[] selectors = new byte[1 << 15];
    private final int[] starts = new int[256];

    /** By code: the lengths of its symbols; its symbols by length; of each length the last code, and where its symbols are. */
    private final byte[][] lengths = new byte[CODES][SYMBOLS];

    private final short[][] symbols = new short[CODES][SYMBOLS];
    private final int[][] last = new int[CODES][LONGEST + 2];
    private final int[][] base = new int[CODES][LONGEST + 2];
    private final int[] shortest = new int[CODES];

    private int stored;
    private int length;
    /** Of the output: how many of the vector are done, the next, the octet before and how often it came, what is to repeat. */
    private int done;

    private int next;
    private int before;
    private int same;
    private int repeat;
    private int crc;

    /** @param most octets before the last step */
    BunzipBlock(int most) {
        this.most = most;
        vector = new int[most];
    }

    int most() {
        return most;
    }

    private static int[] crcTable() {
        int[] table = new int[256];
        for (int i = 0; i < 256; i++) {
            int value = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                value = value < 0 ? value << 1 ^ 0x04c11db7 : value << 1;
            }
            table[i] = value;
        }
        return table;
    }

    /**
     * Reads a block behind its first 48 bits.
     *
     * @throws IOException if it is damaged or cannot be read
     */
    void decode(BitReader in) throws IOException {
        stored = in.bits(32);
        if (in.bits(1) != 0) {
            throw new IOException("a randomised bzip2 block, which is not read");
        }
        int origin = in.bits(24);
        int octets = readUsed(in);
        int codes = in.bits(3);
        int runs = in.bits(15);
        if (octets == 0 || codes < 2 || codes > CODES || runs == 0) {
            throw damaged();
        }
        readSelectors(in, codes, runs);
        for (int code = 0; code < codes; code++) {
            readLengths(in, code, octets + 2);
            makeCode(code, octets + 2);
        }
        Arrays.fill(starts, 0);
        length = readSymbols(in, octets, runs);
        if (origin >= length) {
            throw damaged();
        }
        transform();
        next = vector[origin] >>> 8;
        done = 0;
        same = 0;
        repeat = 0;
        before = -1;
        crc = -1;
    }

    private static IOException damaged() {
        return new IOException("damaged bzip2 data");
    }

    private int readUsed(BitReader in) throws IOException {
        int rows = in.bits(16);
        int count = 0;
        for (int row = 0; row < 16; row++) {
            if ((rows & 0x8000 >>> row) != 0) {
                int columns = in.bits(16);
                for (int column = 0; column < 16; column++) {
                    if ((columns & 0x8000 >>> column) != 0) {
                        used[count++] = (byte) (16 * row + column);
                    }
                }
            }
        }
        return count;
    }

    private void readSelectors(BitReader in, int codes, int runs) throws IOException {
        byte[] order = {0, 1, 2, 3, 4, 5};
        for (int i = 0; i < runs; i++) {
            int place = 0;
            while (in.bits(1) != 0) {
                if (++place == codes) {
                    throw damaged();
                }
            }
            byte code = order[place];
            System.arraycopy(order, 0, order, 1, place);
            order[0] = code;
            selectors[i] = code;
        }
    }

    private void readLengths(BitReader in, int code, int alphabet) throws IOException {
        int bits = in.bits(5);
        for (int symbol = 0; symbol < alphabet; symbol++) {
            while (true) {
                if (bits < 1 || bits > LONGEST) {
                    throw damaged();
                }
                if (in.bits(1) == 0) {
                    break;
                }
                bits += in.bits(1) == 0 ? 1 : -1;
            }
            lengths[code][symbol] = (byte) bits;
        }
    }

    /** Codes of one length follow each other; those of the next begin at twice the one behind them. */
    private void makeCode(int code, int alphabet) {
        int place = 0;
        int value = 0;
        shortest[code] = LONGEST + 1;
        for (int bits = 1; bits <= LONGEST; bits++) {
            int first = place;
            for (int symbol = 0; symbol < alphabet; symbol++) {
                if (lengths[code][symbol] == bits) {
                    symbols[code][place++] = (short) symbol;
                }
            }
            if (place > first && shortest[code] > bits) {
                shortest[code] = bits;
            }
            base[code][bits] = first - value;
            value += place - first;
            last[code][bits] = value - 1;
            value <<= 1;
        }
    }

    private int symbol(BitReader in, int code) throws IOException {
        int bits = shortest[code];
        int value = in.bits(bits);
        int[] lastOf = last[code];
        while (value > lastOf[bits]) {
            if (++bits > LONGEST) {
                throw damaged();
            }
            value = value << 1 | in.bits(1);
        }
        int place = value + base[code][bits];
        if (place < 0 || place >= SYMBOLS) {
            throw damaged();
        }
        return symbols[code][place];
    }

    /** Fills the vector, and counts each octet; how many there are. */
    private int readSymbols(BitReader in, int octets, int runs) throws IOException {
        for (int i = 0; i < 256; i++) {
            front[i] = (byte) i;
        }
        int end = octets + 1;
        int count = 0;
        int run = 0;
        int left = 0;
        int code = 0;
        long repeated = 0;
        int digit = 0;
        while (true) {
            if (left == 0) {
                if (run == runs) {
                    throw damaged();
                }
                code = selectors[run++];
                left = RUN;
            }
            left--;
            int symbol = symbol(in, code);
            if (symbol <= 1) {
                repeated += (long) (symbol + 1) << digit;
                digit++;
                if (repeated > most - count) {
                    throw damaged();
                }
                continue;
            }
            if (digit > 0) {
                int octet = used[front[0] & 0xff] & 0xff;
                Arrays.fill(vector, count, count + (int) repeated, octet);
                starts[octet] += (int) repeated;
                count += (int) repeated;
                repeated = 0;
                digit = 0;
            }
            if (symbol >= end) {
                if (symbol > end) {
                    throw damaged();
                }
                return count;
            }
            if (count == most) {
                throw damaged();
            }
            byte place = front[symbol - 1];
            System.arraycopy(front, 0, front, 1, symbol - 1);
            front[0] = place;
            int octet = used[place & 0xff] & 0xff;
            vector[count++] = octet;
            starts[octet]++;
        }
    }

    /** Each entry gets, above its octet, where the next one is. */
    private void transform() {
        int sum = 0;
        for (int i = 0; i < 256; i++) {
            int count = starts[i];
            starts[i] = sum;
            sum += count;
        }
        for (int i = 0; i < length; i++) {
            vector[starts[vector[i] & 0xff]++] |= i << 8;
        }
    }

    /** Octets of the block; 0 if there are no more. */
    int read(byte[] into, int offset, int count) {
        int[] links = vector;
        int at = offset;
        int limit = offset + count;
        int place = next;
        int octet = before;
        int sum = crc;
        int run = same;
        int left = done;
        while (at < limit) {
            if (repeat > 0) {
                int copies = Math.min(repeat, limit - at);
                for (int i = 0; i < copies; i++) {
                    into[at++] = (byte) octet;
                    sum = sum << 8 ^ CRC[sum >>> 24 ^ octet];
                }
                repeat -= copies;
                continue;
            }
            if (left == length) {
                break;
            }
            left++;
            int entry = links[place];
            place = entry >>> 8;
            int value = entry & 0xff;
            if (run == 4) {
                run = 0;
                repeat = value;
                continue;
            }
            run = value == octet ? run + 1 : 1;
            octet = value;
            into[at++] = (byte) value;
            sum = sum << 8 ^ CRC[sum >>> 24 ^ value];
        }
        next = place;
        before = octet;
        crc = sum;
        same = run;
        done = left;
        return at - offset;
    }

    /** The checksum that was stored. */
    int checksum() {
        return stored;
    }

    /** Whether what came out is what went in; once all was read. */
    boolean isIntact() {
        return ~crc == stored;
    }
}
