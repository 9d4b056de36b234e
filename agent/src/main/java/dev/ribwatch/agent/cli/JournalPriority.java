package dev.ribwatch.agent.cli;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Begins a log line: under systemd with the level as the journal reads it ({@code <3>}, sd-daemon), elsewhere with the
 * time.
 */
public final class JournalPriority extends ClassicConverter {
    private static final boolean JOURNAL = System.getenv("JOURNAL_STREAM") != null;

    @Override
    public String convert(ILoggingEvent event) {
        if (!JOURNAL) {
            return Instant.ofEpochMilli(event.getTimeStamp()).truncatedTo(ChronoUnit.MILLIS) + " ";
        }
        return switch (event.getLevel().toInt() / 10_000) {
            case 4 -> "<3>";
            case 3 -> "<4>";
            case 2 -> "<6>";
            default -> "<7>";
        };
    }
}
