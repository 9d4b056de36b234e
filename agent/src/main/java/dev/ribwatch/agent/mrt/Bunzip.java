package dev.ribwatch.agent.mrt;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads bzip2 of any number of streams. Of a damaged or cut block nothing comes if it cannot be decoded, and all if only its
 * checksum does not agree; then comes the failure.
 *
 * <pre>
 *   stream: "BZh", a digit (hundreds of thousands of octets in a block), blocks, 177245385090, a checksum, to the next octet
 *   block:  see {@link BunzipBlock}
 * </pre>
 */
final class Bunzip extends InputStream {
    private static final int STREAM = 'B' << 16 | 'Z' << 8 | 'h';
    private static final int BLOCK_OCTETS = 100_000;
    private static final int BLOCK_HIGH = 0x314159;
    private static final int BLOCK_LOW = 0x265359;
    private static final int END_HIGH = 0x177245;
    private static final int END_LOW = 0x385090;

    private final BitReader in;
    private BunzipBlock block;
    /** Of the blocks of the stream so far. */
    private int checksum;

    private boolean inBlock;
    private boolean ended;
    private @Nullable IOException damage;

    /** @throws IOException if the header of the first stream is damaged, or cannot be read */
    Bunzip(InputStream compressed) throws IOException {
        in = new BitReader(compressed);
        if (in.bits(24) != STREAM) {
            throw new IOException("no bzip2 data");
        }
        block = new BunzipBlock(blockOctets());
    }

    private int blockOctets() throws IOException {
        int level = in.bits(8) - '0';
        if (level < 1 || level > 9) {
            throw new IOException("a damaged bzip2 header");
        }
        return level * BLOCK_OCTETS;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (damage == null && !ended) {
            if (!inBlock) {
                next();
                continue;
            }
            int count = block.read(into, offset, length);
            if (count > 0 || length == 0) {
                return count;
            }
            inBlock = false;
            checksum = Integer.rotateLeft(checksum, 1) ^ block.checksum();
            if (!block.isIntact()) {
                damage = new IOException("the bzip2 checksum does not agree");
            }
        }
        if (damage != null) {
            throw damage;
        }
        return -1;
    }

    /** Goes on to a block, over the ends of streams. Damage is kept. */
    private void next() {
        try {
            int high = in.bits(24);
            int low = in.bits(24);
            if (high == BLOCK_HIGH && low == BLOCK_LOW) {
                block.decode(in);
                inBlock = true;
            } else if (high == END_HIGH && low == END_LOW) {
                if (in.bits(32) != checksum) {
                    throw new IOException("the bzip2 checksum does not agree");
                }
                nextStream();
            } else {
                throw new IOException("damaged bzip2 data");
            }
        } catch (EOFException e) {
            damage = new EOFException("the bzip2 data is cut short");
        } catch (IOException e) {
            damage = e;
        }
    }

    private void nextStream() throws IOException {
        in.align();
        if (in.isAtEnd()) {
            ended = true;
            return;
        }
        if (in.bits(24) != STREAM) {
            throw new IOException("octets after the bzip2 data");
        }
        int octets = blockOctets();
        if (octets != block.most()) {
            block = new BunzipBlock(octets);
        }
        checksum = 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
