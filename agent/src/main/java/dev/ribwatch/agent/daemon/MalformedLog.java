package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.wire.message.Update;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record of malformed UPDATEs that RFC 7606 section 6 demands: router, what was wrong, the message in hex. At most
 * {@link #MOST_LINES} lines a second and router, then one line that says how many were left out.
 */
final class MalformedLog {
    private static final Logger LOG = LoggerFactory.getLogger(MalformedLog.class);
    private static final int MOST_LINES = 10;
    private static final int MOST_OCTETS = 4_096;
    private static final long SECOND = 1_000_000_000L;

    private final LongSupplier nanos;
    private final Map<String, Window> windows = new HashMap<>();

    /** Lines in the present second. */
    private static final class Window {
        long start;
        int lines;
        long suppressed;
    }

    MalformedLog(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void record(String router, String what, byte[] buffer, int offset, int length) {
        long now = nanos.getAsLong();
        Window window = windows.computeIfAbsent(router, name -> new Window());
        if (window.lines == 0 || now - window.start >= SECOND) {
            if (window.suppressed > 0) {
                LOG.warn("Router {}: {} more malformed UPDATEs were not logged", router, window.suppressed);
            }
            window.start = now;
            window.lines = 0;
            window.suppressed = 0;
        }
        if (window.lines == MOST_LINES) {
            window.suppressed++;
            return;
        }
        window.lines++;
        if (LOG.isWarnEnabled()) {
            int shown = Math.min(length, MOST_OCTETS);
            String hex = HexFormat.of().formatHex(buffer, offset, offset + shown);
            LOG.warn(
                    "Router {}: malformed UPDATE: {}; {} octets: {}{}",
                    router,
                    what,
                    length,
                    hex,
                    shown < length ? "…" : "");
        }
    }

    /** A router left; nothing is kept of it. */
    void forget(String router) {
        windows.remove(router);
    }

    /** What was found in a message, as text. */
    static String faults(Update update) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < update.faults(); i++) {
            text.append(i == 0 ? "" : ", ");
            int attribute = update.faultAttribute(i);
            text.append(attribute == 0 ? "frame" : "attribute " + attribute)
                    .append(' ')
                    .append(update.faultVerdict(i)
                            .name()
                            .toLowerCase(java.util.Locale.ROOT)
                            .replace('_', '-'));
        }
        return text.toString();
    }
}
