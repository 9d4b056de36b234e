package dev.ribwatch.exporter.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The bodies of one connection's requests: counted, and kept where somebody will read them. Few are kept at a time, of callers that may ask, so
 * that what is sent costs no memory to speak of.
 */
final class RequestBody {
    private static final String READ = "/api/v1/learn";

    private final Service service;
    private boolean wanted;
    private boolean kept;
    private long length;
    private ByteArrayOutputStream octets = new ByteArrayOutputStream(0);

    RequestBody(Service service) {
        this.service = service;
    }

    /** The head of the next request has come. */
    void begin(HttpRequest head) {
        release();
        length = 0;
        wanted = isRead(head) && service.access.allows(head.headers());
        kept = wanted && service.bodies < Service.MOST_BODIES;
        service.bodies += kept ? 1 : 0;
    }

    /** Whether the request has a method that is known at its path. */
    static boolean isAllowed(HttpRequest head) {
        return head.method().equals(HttpMethod.GET) || head.method().equals(HttpMethod.HEAD) || isRead(head);
    }

    private static boolean isRead(HttpRequest head) {
        String uri = head.uri();
        return head.method().equals(HttpMethod.POST) && (uri.equals(READ) || uri.startsWith(READ + "?"));
    }

    /** Adds a part; false if that is too much. */
    boolean add(ByteBuf part) {
        length += part.readableBytes();
        if (length > service.limits.bodyBytes()) {
            return false;
        }
        if (kept) {
            byte[] copy = new byte[part.readableBytes()];
            part.getBytes(part.readerIndex(), copy);
            octets.writeBytes(copy);
        }
        return true;
    }

    /** What came, as UTF-8; it is not kept any more. Refused if it could not be kept. */
    String text() {
        if (wanted && !kept) {
            throw QueryRefused.busy("too many bodies are being read");
        }
        String text = octets.toString(StandardCharsets.UTF_8);
        release();
        return text;
    }

    /** Nobody will read it. */
    void release() {
        service.bodies -= kept ? 1 : 0;
        kept = false;
        octets = new ByteArrayOutputStream(0);
    }
}
