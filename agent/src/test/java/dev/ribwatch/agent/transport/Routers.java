package dev.ribwatch.agent.transport;

import dev.ribwatch.config.AgentConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.Secret;
import dev.ribwatch.config.SessionConfig;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Configuration records for tests: our AS is 65000, a router's 65010. */
final class Routers {
    static final int OUR_AS = 65000;
    static final int THEIR_AS = 65010;

    private Routers() {}

    static AgentConfig agent(InetSocketAddress... listen) {
        return agent(Duration.ofSeconds(90), listen);
    }

    static AgentConfig agent(Duration holdTime, InetSocketAddress... listen) {
        return new AgentConfig(
                new Asn(OUR_AS),
                Prefix.parse("192.0.2.10"),
                List.of(listen),
                holdTime,
                AgentConfig.STALE_TIME,
                AgentConfig.LONGEST_STALE,
                AgentConfig.REFRESH_AUDIT,
                Path.of("unused"));
    }

    static RouterConfig router(String name, String address) {
        return router(name, address, THEIR_AS, 64, null, false);
    }

    static RouterConfig router(
            String name, String address, long as, int maxMembers, @Nullable Secret md5, boolean ttlSecurity) {
        return new RouterConfig(
                name,
                Prefix.parse(address),
                Set.of(new Asn(as)),
                "on-prem",
                RouterConfig.OwnRoutes.EXPORTED,
                md5,
                ttlSecurity,
                false,
                Map.of(),
                512L << 20,
                Set.of(Family.IPV4_UNICAST, Family.IPV6_UNICAST),
                Duration.ofSeconds(30),
                maxMembers,
                SessionConfig.ORDINARY);
    }
}
