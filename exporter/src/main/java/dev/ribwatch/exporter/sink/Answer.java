package dev.ribwatch.exporter.sink;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came of one attempt.
 *
 * @param kind what follows from it
 * @param reason a few words for people; printable, bounded, without any secret
 * @param quoted what the receiver said with it, printable, bounded and without the path that it was asked for, or empty. For our log
 *     and dead letters, not for other receivers: it may say what we cannot know to be a secret
 * @param retryAfter how long the receiver asked us to wait, or null
 */
record Answer(
        Kind kind, String reason, String quoted, @Nullable Duration retryAfter) {
    enum Kind {
        DELIVERED,
        /** It may succeed later. */
        RETRY,
        /** It never will. */
        REFUSED
    }

    static final Answer DELIVERED = new Answer(Kind.DELIVERED, "accepted", "", null);

    static Answer retry(String reason) {
        return new Answer(Kind.RETRY, reason, "", null);
    }

    static Answer refused(String reason) {
        return new Answer(Kind.REFUSED, reason, "", null);
    }

    /** The reason with what the receiver said. */
    String text() {
        return quoted.isEmpty() ? reason : reason + ": " + quoted;
    }
}
