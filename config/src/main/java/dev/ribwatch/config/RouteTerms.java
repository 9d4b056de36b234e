package dev.ribwatch.config;

import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.RouteCommunity;
import java.util.List;

/**
 * What every route of a network must look like, whatever its prefix.
 *
 * @param origins the AS numbers that may originate its space; empty: any
 * @param path what its AS paths must hold, and must not
 * @param communities what its routes must carry, and must not
 */
public record RouteTerms(List<Asn> origins, Path path, Communities communities) {
    /** Any route will do. */
    public static final RouteTerms NONE = new RouteTerms(List.of(), Path.ANY, Communities.ANY);

    /**
     * Of the path as the intent reads it: without leading occurrences of the router's own AS, without confederation segments.
     *
     * @param forbid none of these may be in it
     * @param require all of these must be in it; the router's own AS counts for an empty path and where it was left out
     * @param privateAs whether private AS numbers (RFC 6996) beside the network's own may be in it
     * @param maxLength the most AS numbers, repetitions counted, an AS_SET as one; {@link #NO_BOUND} for any
     * @param asSet whether an AS_SET may be in it
     */
    public record Path(List<Asn> forbid, List<Asn> require, boolean privateAs, int maxLength, boolean asSet) {
        /** More than any path holds. */
        public static final int NO_BOUND = Integer.MAX_VALUE;

        public static final Path ANY = new Path(List.of(), List.of(), true, NO_BOUND, true);
    }

    /**
     * @param require a route must carry all of these
     * @param forbid a route must carry none of these
     */
    public record Communities(List<RouteCommunity> require, List<RouteCommunity> forbid) {
        public static final Communities ANY = new Communities(List.of(), List.of());
    }
}
