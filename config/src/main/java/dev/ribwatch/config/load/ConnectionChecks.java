package dev.ribwatch.config.load;

import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.ConnectionConfig.Leg;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.binding.ConnectionEntry;
import dev.ribwatch.config.binding.ConnectionEntry.LegEntry;
import dev.ribwatch.config.binding.Items;
import dev.ribwatch.config.binding.Located;
import dev.ribwatch.config.preset.ProviderAsns;
import dev.ribwatch.config.source.Place;
import dev.ribwatch.config.source.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code connections}: who must see whom. */
final class ConnectionChecks {
    private final Scope scope;
    private final Map<String, String> vantages = new HashMap<>();
    /** Routers that tell one path a prefix. */
    private final Set<String> onePath = new HashSet<>();

    private final TermsChecks terms;

    /**
     * @param routers those that were sound
     * @param networks those that were sound
     * @param providerAs who has one of these stands on the provider's side
     */
    ConnectionChecks(Scope scope, List<RouterConfig> routers, List<NetworkConfig> networks, ProviderAsns providerAs) {
        this.scope = scope;
        this.terms = new TermsChecks(scope, vantages, networks, providerAs);
        routers.forEach(router -> vantages.put(router.name(), router.network()));
        routers.stream()
                .filter(router -> !router.isRange() && !router.addPath())
                .forEach(router -> onePath.add(router.name()));
    }

    /** The records of all that are sound. */
    List<ConnectionConfig> connections(List<Located<ConnectionEntry>> entries) {
        Map<String, ConnectionConfig.Type> types = new HashMap<>();
        for (Located<ConnectionEntry> entry : entries) {
            if (entry.value().name() != null && entry.value().type() != null) {
                types.putIfAbsent(
                        entry.value().name().value(), entry.value().type().value());
            }
        }
        terms.joins(entries);
        List<ConnectionConfig> connections = new ArrayList<>();
        for (Located<ConnectionEntry> entry : entries) {
            ConnectionConfig connection = connection(entry, types);
            if (connection != null) {
                connections.add(connection);
            }
        }
        return List.copyOf(connections);
    }

    private @Nullable ConnectionConfig connection(
            Located<ConnectionEntry> located, Map<String, ConnectionConfig.Type> types) {
        ConnectionEntry entry = located.value();
        ConnectionConfig.Type type = entry.type() == null ? null : entry.type().value();
        if (type == ConnectionConfig.Type.GLOBAL_REACH) {
            joins(located, types);
        } else if (type != null) {
            between(located);
        }
        if (type != null && type != ConnectionConfig.Type.EXPRESSROUTE && entry.sku() != null) {
            scope.error(entry.sku().place().keyProblem("only an expressroute has a SKU"));
        }
        if (type != null && type != ConnectionConfig.Type.LINK && entry.transit() != null) {
            scope.error(entry.transit().place().keyProblem("only a link can be transit"));
        }
        if (entry.secondary() != null && scope.absent(located.place(), "primary", entry.primary())) {
            scope.error(entry.secondary().place().keyProblem("a secondary leg without a primary one"));
        }
        Leg primary = leg(entry.primary(), entry.between());
        Leg secondary = leg(entry.secondary(), entry.between());
        if (primary != null && secondary != null && entry.secondary() != null) {
            distinct(primary, secondary, entry.secondary().place());
        }
        if (entry.name() == null || type == null) {
            return null;
        }
        return new ConnectionConfig(
                entry.name().value(),
                type,
                entry.sku() == null ? null : entry.sku().value().text(),
                Items.values(entry.between()),
                Items.values(entry.joins()),
                entry.transit() != null && entry.transit().value(),
                primary,
                secondary,
                type == ConnectionConfig.Type.GLOBAL_REACH
                        ? ConnectionConfig.Terms.NONE
                        : terms.terms(located, type, primary, secondary));
    }

    private void between(Located<ConnectionEntry> located) {
        Items<String> between = located.value().between();
        if (scope.absent(located.place(), "between", between)) {
            scope.error(located.place().missing("between", "missing"));
        }
        scope.networks().resolveAll(between);
        if (between != null && between.whole() && between.items().size() < 2) {
            scope.error(between.place().problem("a connection is between two networks or more"));
        }
        Items<String> joins = located.value().joins();
        if (joins != null) {
            scope.error(joins.place().keyProblem("only a global-reach joins circuits"));
        }
    }

    private void joins(Located<ConnectionEntry> located, Map<String, ConnectionConfig.Type> types) {
        Items<String> joins = located.value().joins();
        if (scope.absent(located.place(), "joins", joins)) {
            scope.error(located.place().missing("joins", "missing"));
        }
        scope.connections().resolveAll(joins);
        if (joins != null && joins.whole() && joins.items().size() != 2) {
            scope.error(joins.place().problem("a global-reach joins two circuits"));
        }
        for (Located<String> circuit : Items.of(joins)) {
            ConnectionConfig.Type type = types.get(circuit.value());
            if (type != null && !type.isCircuit()) {
                scope.error(circuit.place()
                        .problem(Printable.quoted(circuit.value()) + " is a " + type.text()
                                + ", not an expressroute or private-cloud"));
            }
        }
        ConnectionEntry entry = located.value();
        if (entry.between() != null) {
            scope.error(entry.between().place().keyProblem("a global-reach joins circuits; it is between no networks"));
        }
        for (Located<LegEntry> leg : legs(entry)) {
            scope.error(leg.place().keyProblem("a global-reach has no legs"));
        }
    }

    private static List<Located<LegEntry>> legs(ConnectionEntry entry) {
        List<Located<LegEntry>> legs = new ArrayList<>();
        if (entry.primary() != null) {
            legs.add(entry.primary());
        }
        if (entry.secondary() != null) {
            legs.add(entry.secondary());
        }
        return legs;
    }

    private static boolean isTrue(@Nullable Located<Boolean> flag) {
        return flag != null && flag.value();
    }

    private @Nullable Leg leg(@Nullable Located<LegEntry> located, @Nullable Items<String> between) {
        if (located == null) {
            return null;
        }
        Located<String> router = located.value().router();
        Leg leg = router == null
                ? null
                : new Leg(
                        router.value(),
                        scope.bare(located.value().nextHop()),
                        isTrue(located.value().prepended()));
        if (router != null && scope.routers().resolve(router) && between != null && between.whole()) {
            String vantage = vantages.get(router.value());
            if (vantage != null && !Items.values(between).contains(vantage)) {
                scope.error(router.place()
                        .problem("router " + Printable.quoted(router.value()) + " stands in "
                                + Printable.quoted(vantage) + ", which this connection does not name"));
            }
        }
        return leg;
    }

    private void distinct(Leg primary, Leg secondary, Place place) {
        if (!primary.router().equals(secondary.router())) {
            return;
        }
        boolean apart = !primary.nextHop().isEmpty()
                && !secondary.nextHop().isEmpty()
                && primary.nextHop().stream()
                        .noneMatch(one -> secondary.nextHop().stream().anyMatch(one::overlaps));
        if (!apart) {
            scope.error(place.keyProblem(
                    "both legs are at router " + Printable.quoted(primary.router()) + ": tell them apart by next-hop"));
        } else if (onePath.contains(primary.router())) {
            scope.warning(place.keyProblem("both legs are at router " + Printable.quoted(primary.router())
                    + ", which without add-path tells only the better path: what the other leg lacks is not seen"));
        }
    }
}
