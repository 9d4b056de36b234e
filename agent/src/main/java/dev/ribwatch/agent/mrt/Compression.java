package dev.ribwatch.agent.mrt;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Tells by the first octets, never by the name, how a file is compressed. */
final class Compression {
    private static final int BUFFER = 1 << 16;
    private static final int MAGIC = 4;

    private Compression() {}

    /**
     * The file's content. What is compressed is decompressed ahead of the reading, on other threads.
     *
     * @throws IOException if the file cannot be read
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
        return bzip2 && magic[3] >= '1' && magic[3] <= '9' ? new Bunzip(in) : in;
    }
}
