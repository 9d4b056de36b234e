package dev.ribwatch.config;

import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Prefix;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who we are towards the routers.
 *
 * @param as our AS
 * @param routerId our BGP Identifier: an IPv4 host prefix other than 0.0.0.0
 * @param listen where we accept BGP
 * @param holdTime offered hold time (RFC 4271 section 4.2): 3 s to 65535 s
 * @param staleTime how long a router that is back may take to tell all again before what it did not is dropped
 *     (the stale timer of RFC 8538 section 4.1): 1 s to 5 min
 * @param longestStale how long routes of a router that stays away are kept after its restart time at most, whatever it asks
 *     for (RFC 9494 section 4.2): up to 194 days; zero: not at all
 * @param refreshAudit about how often a router is asked to tell all again (RFC 7313), to find what we hold and it does
 *     not; zero: never
 * @param reloadOnChange whether the configuration is loaded again when one of its files changes
 * @param reloadMostFlagged share of the routes that a changed policy may flag, over 0 to 1: one that would flag more is refused
 * @param stateDirectory where state lives that outlasts a restart
 * @param pair the other agent that watches the same, or null: there is none
 */
public record AgentConfig(
        Asn as,
        Prefix routerId,
        List<InetSocketAddress> listen,
        Duration holdTime,
        Duration staleTime,
        Duration longestStale,
        Duration refreshAudit,
        boolean reloadOnChange,
        double reloadMostFlagged,
        Path stateDirectory,
        @Nullable PairConfig pair) {
    public static final Duration STALE_TIME = Duration.ofMinutes(3);
    public static final Duration LONGEST_STALE = Duration.ofDays(1);
    public static final Duration REFRESH_AUDIT = Duration.ofHours(6);

    public static final double RELOAD_MOST_FLAGGED = 0.5;

    /** One whose keys about loading again have their defaults, and that is alone. */
    public AgentConfig(
            Asn as,
            Prefix routerId,
            List<InetSocketAddress> listen,
            Duration holdTime,
            Duration staleTime,
            Duration longestStale,
            Duration refreshAudit,
            Path stateDirectory) {
        this(
                as,
                routerId,
                listen,
                holdTime,
                staleTime,
                longestStale,
                refreshAudit,
                false,
                RELOAD_MOST_FLAGGED,
                stateDirectory,
                null);
    }

    /** The BGP Identifier as the four octets of the OPEN message. */
    public int identifier() {
        return (int) (routerId.high() >>> 32);
    }
}
