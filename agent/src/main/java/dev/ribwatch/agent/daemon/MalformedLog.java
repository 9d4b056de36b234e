package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.message.NlriField;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.nlri.NlriCursor;
import dev.ribwatch.config.value.Prefix;
import java.util.Arrays;
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
 * hex. In no second, wherever it begins, more than ten lines of a router, and one more that says how many were left out. Two
 * of the ten are kept for messages that cost a family or the session, so that these are shown whatever came before. Nothing is
 * kept of a router that has been quiet for a second.
 */
final class MalformedLog {
    private static final Logger LOG = LoggerFactory.getLogger(MalformedLog.class);
    private static final int MOST_ORDINARY = 8;
    /** A session loses one of two families, and then itself. */
    private static final int MOST_GRAVE = 2;

    private static final int MOST_OCTETS = 4_096;
    private static final int MOST_PREFIXES = 20;
    private static final long SECOND = 1_000_000_000L;
    private static final NlriField[] FIELDS = NlriField.values();

    private final LongSupplier nanos;
    private final Map<String, Recent> routers = new HashMap<>();
    private final NlriCursor nlri = new NlriCursor();

    /** When the latest lines of one sort were written. */
    private static final class Lines {
        private final long[] at;
        private int oldest;

        private Lines(int most, long now) {
            at = new long[most];
            Arrays.fill(at, now - SECOND);
        }

        private boolean admit(long now) {
            if (now - at[oldest] < SECOND) {
                return false;
            }
            at[oldest] = now;
            oldest = (oldest + 1) % at.length;
            return true;
        }
    }

    /** A router's lines, and what was left out since they were last told of. */
    private static final class Recent {
        private final Lines ordinary;
        private final Lines grave;
        private long latest;
        private long suppressed;
        private long suppressedSince;

        private Recent(long now) {
            ordinary = new Lines(MOST_ORDINARY, now);
            grave = new Lines(MOST_GRAVE, now);
        }

        private boolean admit(boolean isGrave, long now) {
            if (isGrave && grave.admit(now) || ordinary.admit(now)) {
                latest = now;
                return true;
            }
            if (suppressed++ == 0) {
                suppressedSince = now;
            }
            return false;
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

    /** Tells of the lines that were left out. About every 100 ms. */
    void tick(long now) {
        Iterator<Map.Entry<String, Recent>> all = routers.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<String, Recent> entry = all.next();
            Recent recent = entry.getValue();
            tellSuppressed(entry.getKey(), recent, now);
            if (recent.suppressed == 0 && now - recent.latest >= SECOND) {
                all.remove();
            }
        }
    }

    /** @param grave it costs more than its routes */
    private boolean admits(String router, boolean grave) {
        long now = nanos.getAsLong();
        Recent recent = routers.get(router);
        if (recent == null) {
            recent = new Recent(now);
            routers.put(router, recent);
        }
        tellSuppressed(router, recent, now);
        return recent.admit(grave, now) && LOG.isWarnEnabled();
    }

    private static void tellSuppressed(String router, Recent recent, long now) {
        if (recent.suppressed > 0 && now - recent.suppressedSince >= SECOND) {
            LOG.warn(
                    "Router {}: {} not logged",
                    router,
                    recent.suppressed == 1
                            ? "1 more malformed UPDATE was"
                            : recent.suppressed + " more malformed UPDATEs were");
            recent.suppressed = 0;
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
