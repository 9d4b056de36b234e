package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.Objects;

/** A finding as far as it can be compared; null where it has no such label. {@code otherPrefix} only where it is declared space. */
public record Subject(
        RuleName rule,
        String network,
        String otherNetwork,
        String router,
        Prefix prefix,
        Prefix otherPrefix,
        Family family,
        String connection,
        String reason) {

    /** One of a network at a router. */
    public static Subject at(RuleName rule, String network, String router, Prefix prefix, Family family) {
        return new Subject(rule, network, null, router, prefix, null, family, null, null);
    }

    /** What tells most of them apart: a record's own takes a fifth of a history's time. */
    @Override
    public int hashCode() {
        int hash = rule.ordinal();
        hash = 31 * hash + (network == null ? 0 : network.hashCode());
        hash = 31 * hash + (router == null ? 0 : router.hashCode());
        return 31 * hash + (prefix == null ? 0 : prefix.hashCode());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Subject that
                && rule == that.rule
                && family == that.family
                && Objects.equals(prefix, that.prefix)
                && Objects.equals(network, that.network)
                && Objects.equals(router, that.router)
                && Objects.equals(otherNetwork, that.otherNetwork)
                && Objects.equals(otherPrefix, that.otherPrefix)
                && Objects.equals(connection, that.connection)
                && Objects.equals(reason, that.reason);
    }
}
