package dev.ribwatch.config;

import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A router that feeds us, or a range of them.
 *
 * @param name unique; a member of a range is {@code <name>-<address>}
 * @param address a host prefix, or a range
 * @param as the AS numbers that its OPEN may carry, at least one
 * @param network the network it stands in: its vantage
 * @param ownRoutes whether its own routes are what it exports or all it holds
 * @param md5 key of RFC 2385, at most 80 octets, or null
 * @param ttlSecurity GTSM (RFC 5082)
 * @param addPath whether we offer to receive ADD-PATH (RFC 7911)
 * @param maxPrefixes the most paths to hold a family; absent: no bound
 * @param memoryBudget what its routes may cost, bytes
 * @param families what we offer in the OPEN, at least one
 * @param downGrace how long it may be down before SessionDown fires
 * @param maxMembers the most members of a range
 * @param session what is asked of its session
 * @param canaries prefixes that it always announces to us, each of one of {@code families}; that one is not held says that
 *     we do not see all
 */
public record RouterConfig(
        String name,
        Prefix address,
        Set<Asn> as,
        String network,
        OwnRoutes ownRoutes,
        @Nullable Secret md5,
        boolean ttlSecurity,
        boolean addPath,
        Map<Family, Integer> maxPrefixes,
        long memoryBudget,
        Set<Family> families,
        Duration downGrace,
        int maxMembers,
        SessionConfig session,
        List<Prefix> canaries) {
    public RouterConfig {
        canaries = List.copyOf(canaries);
    }

    /** One without canaries. */
    public RouterConfig(
            String name,
            Prefix address,
            Set<Asn> as,
            String network,
            OwnRoutes ownRoutes,
            @Nullable Secret md5,
            boolean ttlSecurity,
            boolean addPath,
            Map<Family, Integer> maxPrefixes,
            long memoryBudget,
            Set<Family> families,
            Duration downGrace,
            int maxMembers,
            SessionConfig session) {
        this(
                name,
                address,
                as,
                network,
                ownRoutes,
                md5,
                ttlSecurity,
                addPath,
                maxPrefixes,
                memoryBudget,
                families,
                downGrace,
                maxMembers,
                session,
                List.of());
    }

    /** What a router shows us of its own routes. */
    public enum OwnRoutes {
        EXPORTED,
        HELD
    }

    /** Whether this stands for several routers. */
    public boolean isRange() {
        return !address.isHost();
    }
}
