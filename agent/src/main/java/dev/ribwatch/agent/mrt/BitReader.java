package dev.ribwatch.agent.mrt;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Bits, the highest of an octet first. */
final class BitReader {
    private final InputStream in;
    private final byte[] input = new byte[1 << 16];
    private int position;
    private int limit;
    private long held;
    private int count;

    BitReader(InputStream in) {
        this.in = in;
    }

    /** @param wanted 1 to 32 */
    int bits(int wanted) throws IOException {
        while (count < wanted) {
            if (position == limit && !fill()) {
                throw new EOFException();
            }
            held = held << 8 | input[position++] & 0xff;
            count += 8;
        }
        count -= wanted;
        return (int) (held >>> count & (1L << wanted) - 1);
    }

    /** Passes over the rest of an octet. */
    void align() {
        count -= count & 7;
    }

    boolean isAtEnd() throws IOException {
        return count == 0 && position == limit && !fill();
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(input, 0, input.length));
        return limit > 0;
    }

    void close() throws IOException {
        in.close();
    }
}
