package dev.ribwatch.config;

import dev.ribwatch.config.preset.ProviderAsns;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Community;
import dev.ribwatch.config.value.Prefix;
import java.util.List;
import java.util.Map;

/**
 * What is held against the routes.
 *
 * @param defaultAllowed who may send a default route to which vantages
 * @param defaultRequired who must; implies allowed
 * @param effectiveThreshold share of the address space from which a union of routes amounts to a default: 0 to 1
 * @param overlapAllowed overlaps that are meant
 * @param blackholeCommunities routes that carry one belong to their network but make nothing visible
 * @param watch exact prefixes that get {@code ribwatch_watched_prefix_present}
 * @param providers AS numbers that reach each other without anybody between: over others it is a leak
 * @param providerAs who provides the circuits: these AS numbers show nobody in a path
 * @param rules settings of every rule that is built, defaults applied
 * @param changes planned work on routes, in the order of the file
 */
public record PolicyConfig(
        List<DefaultRoute> defaultAllowed,
        List<DefaultRoute> defaultRequired,
        double effectiveThreshold,
        List<OverlapAllowed> overlapAllowed,
        List<Community> blackholeCommunities,
        List<Prefix> watch,
        List<Asn> providers,
        ProviderAsns providerAs,
        Map<RuleName, RuleConfig> rules,
        List<PlannedChange> changes) {

    /**
     * @param network the sender
     * @param at vantages
     */
    public record DefaultRoute(String network, List<String> at) {}

    /**
     * @param prefix the overlap must lie within
     * @param between networks, at least two
     */
    public record OverlapAllowed(Prefix prefix, List<String> between) {}
}
