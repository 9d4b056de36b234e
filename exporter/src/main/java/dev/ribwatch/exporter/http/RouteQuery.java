package dev.ribwatch.exporter.http;

import dev.ribwatch.config.value.Prefix;
import org.jspecify.annotations.Nullable;

/**
 * Which routes to show.
 *
 * @param prefix the prefix asked for, or null for all
 * @param match how the prefix selects; without meaning if there is none
 * @param router name of one router, or null for all
 * @param network name of one network, or null for all
 * @param limit the most rows of the answer, 1 to {@value #MOST_ROWS}
 * @param after the cursor of the page before, or null to begin
 */
public record RouteQuery(
        @Nullable Prefix prefix,
        Match match,
        @Nullable String router,
        @Nullable String network,
        int limit,
        @Nullable String after) {

    /** The most rows of one slice. */
    public static final int MOST_ROWS = 512;

    /** How a prefix selects routes. */
    public enum Match {
        /** This prefix alone. */
        EXACT,
        /** The longest prefix that contains it, at each router. */
        LONGEST,
        /** Every prefix that contains it, itself included. */
        COVERING,
        /** Every prefix within it, itself included. */
        COVERED
    }

    /** The same question, for the rows after this cursor. */
    public RouteQuery next(@Nullable String after, int limit) {
        return new RouteQuery(prefix, match, router, network, limit, after);
    }
}
