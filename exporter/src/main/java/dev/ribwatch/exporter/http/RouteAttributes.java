package dev.ribwatch.exporter.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the attributes of a route say, in text. Rows of routes that have the same attributes may share one.
 *
 * @param origin {@code igp}, {@code egp} or {@code incomplete}
 * @param asPath in the usual notation; empty for a path without an AS
 * @param nextHop address, two separated by a space where a link-local one came along
 * @param med 0 to 4294967295
 * @param localPref 0 to 4294967295
 * @param aggregator AS and address, separated by a space
 * @param otc Only-to-Customer AS (RFC 9234), 0 to 4294967295
 */
public record RouteAttributes(
        @Nullable String origin,
        @Nullable String asPath,
        @Nullable String nextHop,
        @Nullable Long med,
        @Nullable Long localPref,
        boolean atomicAggregate,
        @Nullable String aggregator,
        List<String> communities,
        List<String> largeCommunities,
        List<String> extendedCommunities,
        @Nullable Long otc) {}
