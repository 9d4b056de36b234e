package dev.ribwatch.agent.query;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.config.value.Family;
import org.jspecify.annotations.Nullable;

/** Whose route it is, as the policy that is in force says. */
@FunctionalInterface
public interface OwnerLookup {
    /** The name of the network that owns the route, or null without a policy. */
    @Nullable
    String network(AdjRibIn router, Family family, int prefixId, int attributeId);
}
