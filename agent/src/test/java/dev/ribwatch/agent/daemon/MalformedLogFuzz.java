package dev.ribwatch.agent.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.ribwatch.agent.fuzz.Frame;
import dev.ribwatch.agent.fuzz.Holds;
import dev.ribwatch.agent.fuzz.UpdateFuzz;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** The body of an UPDATE, malformed or not: its record is one bounded line. */
public final class MalformedLogFuzz {
    /** 4096 octets in hex; up to 20 prefixes with a Path Identifier in each of four fields; 32 faults. */
    private static final int LONGEST_LINE = 2 * 4096 + 4 * (20 * 60 + 40) + 32 * 40 + 100;

    private static final UpdateDecoder DECODER = new UpdateDecoder();
    private static final Update UPDATE = new Update();
    private static final LastLine LAST = new LastLine();
    private static long now;
    private static final MalformedLog LOG = new MalformedLog(() -> now);

    private MalformedLogFuzz() {}

    private static final class LastLine extends AppenderBase<ILoggingEvent> {
        private String text = "";

        @Override
        protected void append(ILoggingEvent event) {
            text = event.getFormattedMessage();
        }
    }

    public static void fuzzerTestOneInput(byte[] body) {
        byte[] message = Frame.of(MessageType.UPDATE, body);
        if (message == null) {
            return;
        }
        Logger logger = (Logger) LoggerFactory.getLogger(MalformedLog.class);
        LAST.start();
        logger.setAdditive(false);
        logger.setLevel(Level.WARN);
        logger.addAppender(LAST);
        try {
            for (DecodeContext context : UpdateFuzz.contexts()) {
                Verdict verdict = DECODER.decode(message, 0, message.length, context, UPDATE);
                now += 2_000_000_000L;
                LAST.text = "";
                LOG.record("edge1", UPDATE, 0, message.length);
                Holds.require(LAST.text.startsWith("Router edge1: malformed UPDATE: "), "a record of each");
                Holds.plain(LAST.text, LONGEST_LINE);
                String word = verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
                Holds.require(
                        verdict == Verdict.ACCEPT
                                || UPDATE.faults() == Update.MAXIMUM_FAULTS
                                || LAST.text.contains(word),
                        "its verdict");
            }
        } finally {
            logger.detachAppender(LAST);
            logger.setLevel(null); // as its parent's
            logger.setAdditive(true);
        }
    }
}
