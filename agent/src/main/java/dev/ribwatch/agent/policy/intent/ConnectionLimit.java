package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.ConnectionConfig.Leg;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.preset.Fact;
import dev.ribwatch.config.preset.Preset;
import dev.ribwatch.config.value.Direction;
import dev.ribwatch.config.value.Family;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How many prefixes of a family may go one way over a connection, and where that is counted.
 *
 * <p>It is counted at routers on the customer's side: those of the legs, without legs all that stand there. Of what such a
 * router holds, {@code to-provider} counts the prefixes of the customer's networks and of those that a transit link leads to
 * behind them; {@code from-provider} those of the provider's networks and of what lies behind them in the same way. What
 * other circuits bring to that side, joined ones included, counts neither way. Each session has its own limit, so the fullest
 * router tells.
 *
 * @param connection its name
 * @param direction which way
 * @param family of the prefixes
 * @param limit over it the provider acts
 * @param fact what says so, or null: the operator
 * @param networks indexes of those that count
 * @param routers names of configuration entries of routers where they are counted
 * @param resent announcements of prefixes that are there already count once more while they come (X12)
 */
public record ConnectionLimit(
        String connection,
        Direction direction,
        Family family,
        int limit,
        @Nullable Fact fact,
        BitSet networks,
        Set<String> routers,
        boolean resent) {

    static List<ConnectionLimit> of(Config config, Map<String, Network> networks) {
        List<ConnectionLimit> limits = new ArrayList<>();
        for (ConnectionConfig connection : config.connections()) {
            if (connection.terms().limits().isEmpty()) {
                continue;
            }
            Preset preset = Preset.of(connection.type(), connection.terms().microsoftPeering());
            Set<String> routers = routers(config, connection);
            connection.terms().limits().forEach((direction, byFamily) -> {
                List<String> from = direction == Direction.TO_PROVIDER
                        ? connection.customers()
                        : connection.terms().provider();
                BitSet counted = behind(config, connection, from, networks);
                byFamily.forEach((family, limit) -> limits.add(new ConnectionLimit(
                        connection.name(),
                        direction,
                        family,
                        limit,
                        fact(preset, connection, direction, family, limit),
                        counted,
                        routers,
                        connection.type() == ConnectionConfig.Type.ROUTE_SERVER
                                && direction == Direction.TO_PROVIDER)));
            });
        }
        return List.copyOf(limits);
    }

    /** What the provider's documentation says of it; null if the operator says otherwise. */
    private static @Nullable Fact fact(
            Preset preset, ConnectionConfig connection, Direction direction, Family family, int prefixes) {
        return preset.limits().stream()
                .filter(limit -> limit.direction() == direction && limit.family() == family)
                .filter(limit -> limit.of(connection.sku()) == prefixes)
                .map(Preset.Limit::fact)
                .findFirst()
                .orElse(null);
    }

    private static Set<String> routers(Config config, ConnectionConfig connection) {
        List<String> legs = Stream.of(connection.primary(), connection.secondary())
                .flatMap(Stream::ofNullable)
                .map(Leg::router)
                .toList();
        Set<String> routers = new HashSet<>();
        for (RouterConfig router : config.routers()) {
            boolean customer = connection.customers().contains(router.network());
            if (customer && (legs.isEmpty() || legs.contains(router.name()))) {
                routers.add(router.name());
            }
        }
        return Set.copyOf(routers);
    }

    /** Networks of one side, and those from which a transit link hands routes on to them; none of the other side. */
    private static BitSet behind(
            Config config, ConnectionConfig connection, List<String> side, Map<String, Network> networks) {
        Set<String> otherSide = new HashSet<>(connection.between());
        side.forEach(otherSide::remove);
        Map<String, Integer> indexes = new HashMap<>();
        networks.values().forEach(network -> indexes.put(network.name(), network.index()));
        List<ConnectionConfig> others = config.connections().stream()
                .filter(other -> !other.name().equals(connection.name()))
                .toList();
        Hops hops = Hops.of(indexes, others, otherSide);
        BitSet found = new BitSet();
        for (String name : side) {
            Integer index = indexes.get(name);
            if (index != null) {
                found.set(index);
                found.or(hops.overTransit(index));
            }
        }
        return found;
    }
}
