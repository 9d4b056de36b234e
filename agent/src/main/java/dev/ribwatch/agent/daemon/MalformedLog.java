package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.message.NlriField;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.nlri.NlriCursor;
import dev.ribwatch.config.value.Prefix;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record of malformed UPDATEs that RFC 7606 section 6 demands: router, what was wrong, the prefixes, the message in
 * hex. At most {@link #MOST_LINES} lines a second and router, then one more that says how many were left out. The message
 * that costs a family or the session is shown whatever came before it, up to {@link #MOST_GRAVE} of those a second. Nothing
 * is kept of a router that has been quiet for a second.
 */
final class MalformedLog {
    private static final Logger LOG = LoggerFactory.getLogger(MalformedLog.class);
    private static final int MOST_LINES = 9;
    /** A session loses its families once each, and itself once; so this is more than one loses. */
    private static final int MOST_GRAVE = 4;

    private static final int MOST_OCTETS = 4_096;
    private static final int MOST_PREFIXES = 20;
    private static final long SECOND = 1_000_000_000L;
    private static final NlriField[] FIELDS = NlriField.values();

    private final LongSupplier nanos;
    private final Map<String, Window> windows = new HashMap<>();
    private final NlriCursor nlri = new NlriCursor();

    /** Lines in the present second. */
    private static final class Window {
        private final long start;
        private int lines;
        private int grave;
        private long suppressed;

        private Window(long start) {
            this.start = start;
        }

        private boolean isOver(long now) {
            return now - start >= SECOND;
        }
    }

    MalformedLog(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** A message that decoding objected to; its bytes are those that were decoded. */
    void record(String router, Update update, int offset, int length) {
        if (admits(router, update.verdict().compareTo(Verdict.FAMILY_DISABLE) >= 0)) {
            write(router, faults(update) + prefixes(update), update.source(), offset, length);
        }
    }

    /** A message that met a defect of ours. */
    void defect(String router, byte[] buffer, int offset, int length) {
        if (admits(router, true)) {
            write(router, "met a defect", buffer, offset, length);
        }
    }

    /** Ends the windows that are over, and tells of those that left lines out. About every 100 ms. */
    void tick(long now) {
        Iterator<Map.Entry<String, Window>> all = windows.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<String, Window> entry = all.next();
            if (entry.getValue().isOver(now)) {
                tellSuppressed(entry.getKey(), entry.getValue());
                all.remove();
            }
        }
    }

    /** @param grave it costs more than its routes */
    private boolean admits(String router, boolean grave) {
        long now = nanos.getAsLong();
        Window window = windows.get(router);
        if (window == null || window.isOver(now)) {
            if (window != null) {
                tellSuppressed(router, window);
            }
            window = new Window(now);
            windows.put(router, window);
        }
        if (grave && window.grave < MOST_GRAVE) {
            window.grave++;
        } else if (window.lines < MOST_LINES) {
            window.lines++;
        } else {
            window.suppressed++;
            return false;
        }
        return LOG.isWarnEnabled();
    }

    private static void tellSuppressed(String router, Window window) {
        if (window.suppressed > 0) {
            LOG.warn("Router {}: {} more malformed UPDATEs were not logged", router, window.suppressed);
        }
    }

    private static void write(String router, String what, byte[] buffer, int offset, int length) {
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

    /** What was found in a message. */
    private static String faults(Update update) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < update.faults(); i++) {
            text.append(i == 0 ? "" : ", ");
            int attribute = update.faultAttribute(i);
            text.append(attribute == 0 ? "frame" : "attribute " + attribute)
                    .append(' ')
                    .append(update.faultVerdict(i)
                            .name()
                            .toLowerCase(Locale.ROOT)
                            .replace('_', '-'));
        }
        return text.toString();
    }

    /** The prefixes of each field, the first few of them; none of a message that resets the session. */
    private String prefixes(Update update) {
        if (update.verdict() == Verdict.SESSION_RESET) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (NlriField field : FIELDS) {
            if (update.has(field)) {
                text.append("; ").append(field.name().toLowerCase(Locale.ROOT));
                append(text, update, field);
            }
        }
        return text.toString();
    }

    private void append(StringBuilder text, Update update, NlriField field) {
        nlri.reset(
                update.source(),
                update.offset(field),
                update.limit(field),
                update.family(field),
                update.addPath(field));
        int more = update.prefixes(field);
        for (int i = 0; i < MOST_PREFIXES && nlri.next(); i++) {
            text.append(' ').append(new Prefix(update.family(field), nlri.high(), nlri.low(), nlri.length()));
            if (update.addPath(field)) {
                text.append(" path ").append(Integer.toUnsignedString(nlri.pathId()));
            }
            more--;
        }
        if (more > 0) {
            text.append(" and ").append(more).append(" more");
        }
    }
}
