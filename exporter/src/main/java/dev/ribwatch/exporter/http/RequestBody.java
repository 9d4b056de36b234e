package dev.ribwatch.exporter.http;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The body of a request: counted, and kept where somebody will read it. */
final class RequestBody {
    private final long most;
    private final boolean kept;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream(0);
    private long length;

    /**
     * @param most octets
     * @param kept whether anybody will read it
     */
    RequestBody(long most, boolean kept) {
        this.most = most;
        this.kept = kept;
    }

    /** Adds a part; false if that is too much. */
    boolean add(ByteBuf part) {
        length += part.readableBytes();
        if (length > most) {
            return false;
        }
        if (kept) {
            byte[] copy = new byte[part.readableBytes()];
            part.getBytes(part.readerIndex(), copy);
            octets.writeBytes(copy);
        }
        return true;
    }

    /** What came, as UTF-8. */
    String text() {
        return octets.toString(StandardCharsets.UTF_8);
    }
}
