package dev.ribwatch.agent.mrt;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.jspecify.annotations.Nullable;

/** Tells by the first octets, never by the name, how a file is compressed. */
final class Compression {
    private static final int BUFFER = 1 << 16;
    private static final int MAGIC = 4;

    private Compression() {}

    /**
     * The file's content. What is compressed is decompressed ahead of the reading, on another thread.
     *
     * @throws IOException if the file cannot be read, or its bzip2 header is damaged
     */
    static InputStream decompressed(InputStream file) throws IOException {
        BufferedInputStream in = new BufferedInputStream(file, BUFFER);
        in.mark(MAGIC);
        byte[] magic = in.readNBytes(MAGIC);
        in.reset();
        if (magic.length >= 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b) {
            return new ReadAhead(new Gunzip(in));
        }
        boolean bzip2 = magic.length == MAGIC && magic[0] == 'B' && magic[1] == 'Z' && magic[2] == 'h';
        return bzip2 && magic[3] >= '1' && magic[3] <= '9' ? new ReadAhead(new Bunzip(in)) : in;
    }

    /** The library's stream, which forgets what it has read in a call that then meets damage: so octet by octet. */
    private static final class Bunzip extends InputStream {
        private final BZip2CompressorInputStream in;
        private @Nullable IOException damage;

        Bunzip(InputStream compressed) throws IOException {
            try {
                in = new BZip2CompressorInputStream(compressed, true);
            } catch (RuntimeException e) {
                throw new IOException("damaged bzip2 data", e); // it reads the first block at once
            }
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (damage != null) {
                throw damage;
            }
            int count = 0;
            while (count < length) {
                int octet = -1;
                try {
                    octet = in.read();
                } catch (IOException e) {
                    damage = e;
                } catch (RuntimeException | StackOverflowError e) {
                    // indexes that a block made up; blocks of nothing, each of which it reads within the one before
                    damage = new IOException("damaged bzip2 data", e);
                }
                if (octet < 0) {
                    break;
                }
                into[offset + count++] = (byte) octet;
            }
            if (count == 0 && damage != null) {
                throw damage;
            }
            return count == 0 && length > 0 ? -1 : count;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
