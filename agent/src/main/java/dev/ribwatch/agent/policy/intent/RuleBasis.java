package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.PolicyConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Family;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What each rule's judgement rests on, as values to compare over a reload. */
final class RuleBasis {
    /** What of a router decides whose its routes are and what may be asked of it. */
    private record View(
            String name, Set<Asn> as, String network, RouterConfig.OwnRoutes ownRoutes, Set<Family> families) {}

    private record Grace(String name, String network, Duration downGrace) {}

    private final Config config;

    RuleBasis(Config config) {
        this.config = config;
    }

    Object of(RuleName name) {
        PolicyConfig policy = config.policy();
        @Nullable Object settings = policy.rules().get(name);
        return switch (name) {
            case SESSION_DOWN ->
                basis(
                        settings,
                        config.routers().stream()
                                .map(router -> new Grace(router.name(), router.network(), router.downGrace()))
                                .toList());
            case VIEW_PARTIAL ->
                basis(
                        settings,
                        ownership(),
                        of(RuleName.MISSING_COMMUNITY),
                        of(RuleName.FORBIDDEN_COMMUNITY),
                        config.routers().stream().map(RouterConfig::canaries).toList());
            case POLICY_INVALID, DELIVERY_FAILING, LEDGER_DEGRADED, SPLIT_VIEW -> basis(settings);
            case PLANNED_CHANGE_MISSED -> basis(settings, ownership(), policy.changes());
            case PREFIX_FLAPPING, SESSION_FLAPPING, MALFORMED_UPDATES ->
                basis(
                        settings,
                        config.routers().stream().map(RouterConfig::name).toList());
            case PREFIX_LIMIT ->
                basis(
                        settings,
                        ownership(),
                        config.connections(),
                        config.routers().stream()
                                .map(router -> List.of(router.name(), router.maxPrefixes()))
                                .toList());
            case PREFIX_COUNT_CHANGE -> basis(settings, ownership());
            case UNEXPECTED_DEFAULT_ROUTE ->
                basis(settings, ownership(), policy.defaultAllowed(), policy.defaultRequired());
            case DEFAULT_ROUTE_MISSING ->
                basis(settings, ownership(), policy.defaultRequired(), policy.blackholeCommunities());
            case EFFECTIVE_DEFAULT_ROUTE ->
                basis(settings, ownership(), config.connections(), policy.effectiveThreshold());
            case OVERLAPPING_PREFIX -> basis(settings, ownership(), config.connections(), policy.overlapAllowed());
            case ROUTE_LEAK ->
                basis(
                        settings,
                        ownership(),
                        config.connections(),
                        policy.providers(),
                        policy.providerAs(),
                        config.routers().stream()
                                .map(router ->
                                        Optional.ofNullable(router.session().localRole()))
                                .toList());
            case FORBIDDEN_PATH -> basis(settings, ownership(), policy.providerAs());
            case UNEXPECTED_ORIGIN, MISSING_COMMUNITY, FORBIDDEN_COMMUNITY -> basis(settings, ownership());
            case UNEXPECTED_PREFIX, BOGON -> basis(settings, ownership(), policy.overlapAllowed(), links());
            case MISSING_PREFIX, NETWORK_INVISIBLE, UNEXPECTED_VISIBILITY, REDUNDANCY_MISMATCH, REDUNDANCY_LOST ->
                basis(settings, ownership(), config.connections(), policy.blackholeCommunities());
        };
    }

    /** What decides whose a route is. */
    private List<Object> ownership() {
        return List.of(config.networks(), blocks(network -> true), views(router -> true));
    }

    /** Whose own blocks of connections are declared space. */
    private List<Object> blocks(Predicate<String> whose) {
        List<Object> blocks = new ArrayList<>();
        for (ConnectionConfig connection : config.connections()) {
            String owner = connection.blocksOwner();
            if (owner != null
                    && whose.test(owner)
                    && !connection.terms().otherBlocks().isEmpty()) {
                blocks.add(List.of(owner, connection.terms().otherBlocks()));
            }
        }
        return blocks;
    }

    /** Where the addresses of links are expected. */
    private List<Object> links() {
        List<Object> links = new ArrayList<>();
        for (ConnectionConfig connection : config.connections()) {
            if (!connection.terms().linkBlocks().isEmpty()) {
                links.add(List.of(connection.between(), connection.terms().linkBlocks()));
            }
        }
        return links;
    }

    /** What of some routers decides whose their routes are. */
    List<Object> views(Predicate<RouterConfig> which) {
        return List.of(
                config.agent().as(),
                config.routers().stream()
                        .filter(which)
                        .map(router -> new View(
                                router.name(), router.as(), router.network(), router.ownRoutes(), router.families()))
                        .toList());
    }

    /** What each network says of itself, by name; of the unknown one, what all others say. */
    Map<String, Object> networks() {
        Map<String, Object> networks = new HashMap<>();
        networks.put(Network.UNKNOWN, List.of(config.networks(), blocks(network -> true)));
        config.networks()
                .forEach(network -> networks.put(network.name(), List.of(network, blocks(network.name()::equals))));
        return networks;
    }

    /** Settings may be absent; a list compares by value. */
    private static List<Object> basis(@Nullable Object settings, Object... parts) {
        return List.of(Objects.requireNonNullElse(settings, "defaults"), List.of(parts));
    }
}
