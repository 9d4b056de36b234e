package dev.ribwatch.config.binding;

import dev.ribwatch.config.value.Asn;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code agent}. */
public record AgentSection(
        @Required @Nullable Located<Asn> as,
        @Required @Nullable Located<Address> routerId,
        @Required @OneOrMore @Nullable Items<InetSocketAddress> listen,

        @Nullable Located<Duration> holdTime,
        @Nullable Located<Duration> staleTime,
        @Nullable Located<Duration> longestStale,
        @Nullable Located<Duration> refreshAudit,
        @Nullable Located<Boolean> reloadOnChange,
        @Nullable Located<Share> reloadMostFlagged,
        @Nullable Located<String> stateDirectory,
        @Nullable Located<PairEntry> pair) {

    /** {@code agent.pair}. */
    public record PairEntry(
            @Required @Nullable Located<URI> url,
            @Nullable Located<SecretEntry> bearerToken,
            @Nullable Located<String> ca,
            @Nullable Located<Boolean> insecure) {}
}
