package dev.ribwatch.exporter.ledger;

import java.time.Instant;

/**
 * Why the ledger does not do what it is for.
 *
 * @param since when it began
 * @param sinceNanos the same on the monotonic clock
 * @param reason a few words for people; printable, bounded
 */
public record LedgerFault(Kind kind, Instant since, long sinceNanos, String reason) {
    /** What is at risk. */
    public enum Kind {
        /** Nothing is kept: a restart would begin anew. */
        UNWRITABLE,
        /** It takes long until something is kept: what was sent just before a crash may be repeated. */
        SLOW,
        /** Some of what was kept was lost before this start. */
        DAMAGED
    }
}
