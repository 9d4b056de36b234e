package dev.ribwatch.exporter.http;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One route as the API shows it. In JSON, in this order: {@code prefix}, {@code router}, {@code network}, {@code family},
 * {@code path_id}, {@code origin}, {@code as_path}, {@code next_hop}, {@code med}, {@code local_pref},
 * {@code atomic_aggregate}, {@code aggregator}, {@code communities}, {@code large_communities},
 * {@code extended_communities}, {@code otc}, {@code stale}, {@code since}. Null values, empty lists and false are left out.
 *
 * @param router who shows it
 * @param network whose route it is; null where no intent is loaded
 * @param pathId 0 to 4294967295 where ADD-PATH (RFC 7911) is agreed, else null
 * @param origin {@code igp}, {@code egp} or {@code incomplete}
 * @param asPath in the usual notation; empty for a path without an AS
 * @param nextHop address, two separated by a space where a link-local one came along
 * @param med 0 to 4294967295
 * @param localPref 0 to 4294967295
 * @param aggregator AS and address, separated by a space
 * @param otc Only-to-Customer AS (RFC 9234), 0 to 4294967295
 * @param stale kept through a restart of the router, or so marked by it (RFC 9494)
 * @param since when this route came or last changed; null: before the router's table was known to be whole
 */
public record RouteRow(
        Prefix prefix,
        String router,
        @Nullable String network,
        Family family,
        @Nullable Long pathId,
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
        @Nullable Long otc,
        boolean stale,
        @Nullable Instant since) {}
