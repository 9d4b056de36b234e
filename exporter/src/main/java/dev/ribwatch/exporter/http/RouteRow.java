package dev.ribwatch.exporter.http;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.time.Instant;
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
 * @param stale kept through a restart of the router, or so marked by it (RFC 9494)
 * @param since when this route came or last changed; null: before the router's table was known to be whole
 */
public record RouteRow(
        Prefix prefix,
        String router,
        @Nullable String network,
        Family family,
        @Nullable Long pathId,
        RouteAttributes attributes,
        boolean stale,
        @Nullable Instant since) {}
