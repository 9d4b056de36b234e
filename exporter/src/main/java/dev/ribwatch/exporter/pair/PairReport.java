package dev.ribwatch.exporter.pair;

import java.time.Instant;
import java.util.List;

/**
 * That two agents do not see the same, and have not for long enough to be said.
 *
 * @param other the other agent, as host and port of its URL
 * @param version what it says that it runs, of any content and up to 1,000 characters; empty if it never said
 * @param ownVersion what we run; empty as long as nothing was compared
 * @param differences what has settled, the gravest first
 * @param since when the first of them was seen; another, when that one is over and others hold
 * @param sinceNanos likewise, on the monotonic clock
 */
public record PairReport(
        String other, String version, String ownVersion, List<Settled> differences, Instant since, long sinceNanos) {

    /**
     * @param detail what else is to be said of it; that of {@link Difference.Kind#UNREACHABLE} is why, in our own words
     */
    public record Settled(Difference difference, String detail) {}
}
