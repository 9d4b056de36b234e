package dev.ribwatch.agent.mrt;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.jspecify.annotations.Nullable;

/** The library's stream, which forgets what it has read in a call that then meets damage: so octet by octet. */
final class BzipStream extends InputStream {
    private final InputStream compressed;
    private @Nullable BZip2CompressorInputStream in;
    private @Nullable IOException damage;

    BzipStream(InputStream compressed) {
        this.compressed = compressed;
    }

    @Override
    public int read() throws IOException {
        if (damage != null) {
            throw damage;
        }
        try {
            if (in == null) {
                in = new BZip2CompressorInputStream(compressed, true); // it reads the first block at once
            }
            return in.read();
        } catch (IOException e) {
            damage = e;
        } catch (RuntimeException | StackOverflowError e) {
            // indexes that a block made up; blocks of nothing, each of which it reads within the one before
            damage = new IOException("damaged bzip2 data", e);
        }
        throw damage;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = 0;
        while (count < length) {
            int octet;
            try {
                octet = read();
            } catch (IOException e) {
                if (count == 0) {
                    throw e;
                }
                return count; // it is thrown again
            }
            if (octet < 0) {
                break;
            }
            into[offset + count++] = (byte) octet;
        }
        return count == 0 && length > 0 ? -1 : count;
    }

    @Override
    public void close() throws IOException {
        compressed.close();
    }
}
