package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;

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
}
