package dev.ribwatch.agent.mrt;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Reads gzip (RFC 1952) of any number of members to the last octet that can be had. The one of the Java library takes a
 * damaged member for the end of the file, and keeps back what precedes damage.
 */
final class Gunzip extends InputStream {
    private static final int BUFFER = 1 << 16;
    private static final int MAGIC = 0x8b1f;
    private static final int DEFLATE = 8;
    private static final int HEADER_CRC = 0x02;
    private static final int EXTRA = 0x04;
    private static final int NAME = 0x08;
    private static final int COMMENT = 0x10;

    private final InputStream in;
    private final byte[] input = new byte[BUFFER];
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private int position;
    private int limit;
    private boolean inMember;
    private boolean first = true;
    private boolean ended;
    private @Nullable IOException damage;

    Gunzip(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (damage == null && !ended) {
            if (!inMember) {
                beginMember();
                continue;
            }
            int count = inflate(into, offset, length);
            if (count > 0 || length == 0) {
                return count;
            }
        }
        if (damage != null) {
            throw damage;
        }
        return -1;
    }

    /** How many octets came out; 0 at a member's end. Damage is kept for the next call. */
    private int inflate(byte[] into, int offset, int length) throws IOException {
        while (true) {
            long before = inflater.getBytesWritten();
            try {
                inflater.inflate(into, offset, length);
            } catch (DataFormatException e) {
                damage = new IOException("damaged gzip data", e);
            }
            int count = (int) (inflater.getBytesWritten() - before);
            crc.update(into, offset, count);
            if (damage == null && inflater.finished()) {
                position = limit - inflater.getRemaining();
                endMember();
            }
            if (count > 0 || damage != null || !inMember || length == 0) {
                return count;
            }
            if (inflater.needsDictionary()) {
                damage = new IOException("damaged gzip data");
                return 0;
            }
            if (!fill()) {
                damage = new EOFException("the gzip data is cut short");
                return 0;
            }
            inflater.setInput(input, 0, limit);
        }
    }

    private void beginMember() throws IOException {
        if (position == limit && !fill()) {
            ended = true;
            return;
        }
        if (!first && input[position] == 0) {
            skipPadding();
            return;
        }
        try {
            header();
            inflater.reset();
            inflater.setInput(input, position, limit - position);
            crc.reset();
            inMember = true;
            first = false;
        } catch (EOFException e) {
            damage = new EOFException("the gzip header is cut short");
        } catch (GzipException e) {
            damage = e;
        }
    }

    private static final class GzipException extends IOException {
        private static final long serialVersionUID = 1;

        GzipException(String text) {
            super(text);
        }
    }

    private void header() throws IOException {
        if (u16() != MAGIC) {
            throw new GzipException("octets that are no gzip member");
        }
        int method = u8();
        int flags = u8();
        if (method != DEFLATE || flags > 0x1f) {
            throw new GzipException("a damaged gzip header");
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(u16());
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            skip(2);
        }
    }

    private void endMember() throws IOException {
        inMember = false;
        try {
            long sum = u16() | (long) u16() << 16;
            long size = u16() | (long) u16() << 16;
            if (sum != crc.getValue() || size != (inflater.getBytesWritten() & 0xffff_ffffL)) {
                damage = new IOException("the gzip checksum does not agree");
            }
        } catch (EOFException e) {
            damage = new EOFException("the gzip checksum is cut short");
        }
    }

    /** Tapes and block devices leave zeros after the last member. */
    private void skipPadding() throws IOException {
        do {
            while (position < limit) {
                if (input[position++] != 0) {
                    damage = new IOException("octets after the gzip data");
                    return;
                }
            }
        } while (fill());
        ended = true;
    }

    private void skipText() throws IOException {
        while (u8() != 0) {
            // to its end
        }
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            u8();
        }
    }

    private int u16() throws IOException {
        int low = u8();
        return low | u8() << 8;
    }

    private int u8() throws IOException {
        if (position == limit && !fill()) {
            throw new EOFException();
        }
        return input[position++] & 0xff;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(input, 0, input.length));
        return limit > 0;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
