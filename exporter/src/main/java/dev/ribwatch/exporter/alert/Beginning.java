package dev.ribwatch.exporter.alert;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Since when something is so, as a description says it. An alert may have begun before its condition: that is found anew
 * after a restart, or came back while the alert was kept firing.
 */
public final class Beginning {
    private Beginning() {}

    /** {@code Since 2026-01-10T21:03:04Z.} */
    public static String text(Instant since) {
        return "Since " + since.truncatedTo(ChronoUnit.SECONDS) + ".";
    }

    /** The texts of a condition that say since when its alert has been there. */
    static SortedMap<String, String> in(SortedMap<String, String> annotations, Instant since, Instant startsAt) {
        String description = annotations.get(LastSeen.DESCRIPTION);
        String said = text(since);
        int at = description == null || since.equals(startsAt) ? -1 : description.indexOf(said);
        if (description == null || at < 0) {
            return annotations;
        }
        SortedMap<String, String> texts = new TreeMap<>(annotations);
        texts.put(
                LastSeen.DESCRIPTION,
                description.substring(0, at) + text(startsAt) + description.substring(at + said.length()));
        return texts;
    }
}
