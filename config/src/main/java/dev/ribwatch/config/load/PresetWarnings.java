package dev.ribwatch.config.load;

import dev.ribwatch.config.AsPathPattern;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.NetworkConfig.Match;
import dev.ribwatch.config.PolicyConfig.DefaultRoute;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.preset.Fact;
import dev.ribwatch.config.preset.Preset;
import dev.ribwatch.config.preset.ProviderAsns;
import dev.ribwatch.config.source.Place;
import dev.ribwatch.config.source.Printable;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What contradicts the provider's facts between one part of the file and another. Looks only at a configuration without
 * errors. Warnings, since a provider may have agreed to something else.
 */
final class PresetWarnings {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
    /** Private AS numbers (RFC 6996). */
    private static final List<Preset.AsnRange> PRIVATE_AS =
            List.of(new Preset.AsnRange(64_512, 65_534), new Preset.AsnRange(4_200_000_000L, 4_294_967_294L));

    /** Between a customer and the provider, with legs at the customer's routers. */
    private static final Set<ConnectionConfig.Type> CIRCUITS =
            EnumSet.of(ConnectionConfig.Type.EXPRESSROUTE, ConnectionConfig.Type.PRIVATE_CLOUD);

    private final Config config;
    private final Scope scope;
    private final Waivers waivers;
    private final ProviderAsns providerAs;
    private final Map<String, NetworkConfig> networks = new HashMap<>();

    PresetWarnings(Config config, Scope scope, Waivers waivers) {
        this.config = config;
        this.scope = scope;
        this.waivers = waivers;
        this.providerAs = config.policy().providerAs();
        config.networks().forEach(network -> networks.put(network.name(), network));
    }

    void warn() {
        for (ConnectionConfig connection : config.connections()) {
            if (connection.type() != ConnectionConfig.Type.GLOBAL_REACH) {
                warn(connection);
            }
        }
        new BlockWarnings(config, scope, waivers).warn();
        config.routers().forEach(this::holdTime);
    }

    private void warn(ConnectionConfig connection) {
        if (CIRCUITS.contains(connection.type()) && !waivers.waives(connection, Fact.X1)) {
            sides(connection);
        }
        if (!waivers.waives(connection, Fact.X2)) {
            reserved(connection);
        }
        if (!waivers.waives(connection, Fact.X10)) {
            microsoftPeering(connection);
        }
        if (connection.type() == ConnectionConfig.Type.PRIVATE_CLOUD) {
            if (!waivers.waives(connection, Fact.X25)) {
                connection.customers().forEach(cloud -> prepends(connection, cloud));
            }
            if (!waivers.waives(connection, Fact.X13)) {
                defaultRoute(connection);
            }
        }
    }

    /** X1: the provider's side is told by its AS numbers; somebody else's among them turn the connection round. */
    private void sides(ConnectionConfig connection) {
        Set<String> legs = new LinkedHashSet<>(); // one router may hold both
        for (ConnectionConfig.Leg leg : Arrays.asList(connection.primary(), connection.secondary())) {
            config.routers().stream()
                    .filter(router -> leg != null && router.name().equals(leg.router()))
                    .filter(router -> connection.between().contains(router.network()))
                    .filter(router -> !connection.customers().contains(router.network()))
                    .filter(router -> isProvider(networks.get(router.network())))
                    .filter(router -> legs.add(router.name()))
                    .forEach(router -> warn(
                            Fact.X1,
                            scope.connections(),
                            connection.name(),
                            "its leg " + router.name() + " stands in " + router.network()
                                    + ", which has an AS of policy.provider-as and so is the provider's side"));
        }
    }

    private boolean isProvider(@Nullable NetworkConfig network) {
        return network != null && network.asns().stream().anyMatch(providerAs.provider()::contains);
    }

    private void warn(Fact fact, Names names, String name, String message) {
        Place place = names.place(name);
        if (place != null) {
            scope.warning(place.problem(fact + ": " + message));
        }
    }

    /** X2: nobody on the customer's side has an AS number that the provider keeps for itself. */
    private void reserved(ConnectionConfig connection) {
        Preset preset = Preset.of(connection.type(), false);
        Set<Asn> told = new LinkedHashSet<>();
        for (String customer : connection.customers()) {
            for (RouterConfig router : config.routers()) {
                if (router.network().equals(customer)) {
                    router.as().stream()
                            .filter(as -> preset.isReserved(as, providerAs))
                            .filter(told::add)
                            .forEach(as -> warn(Fact.X2, scope.routers(), router.name(), reserved(as, connection)));
                }
            }
            NetworkConfig network = networks.get(customer);
            for (Asn as : network == null ? List.<Asn>of() : network.asns()) {
                if (preset.isReserved(as, providerAs) && told.add(as)) {
                    warn(Fact.X2, scope.networks(), customer, reserved(as, connection));
                }
            }
        }
    }

    private static String reserved(Asn as, ConnectionConfig connection) {
        return "the provider does not accept AS " + as + " of a customer of " + Printable.quoted(connection.name());
    }

    /** X10: over Microsoft peering go public addresses alone, and no default route. */
    private void microsoftPeering(ConnectionConfig connection) {
        boolean microsoft = connection.terms().microsoftPeering();
        for (String customer : microsoft ? connection.customers() : List.<String>of()) {
            NetworkConfig network = networks.get(customer);
            Prefix inside = network == null
                    ? null
                    : network.prefixes().stream()
                            .filter(prefix -> Preset.PRIVATE.stream().anyMatch(block -> block.contains(prefix)))
                            .findFirst()
                            .orElse(null);
            if (inside != null) {
                warn(
                        Fact.X10,
                        scope.connections(),
                        connection.name(),
                        Printable.quoted(customer) + " has " + inside + ", which Microsoft peering does not take");
            }
            if (defaults().anyMatch(entry -> isOver(entry, customer, connection))) {
                warn(
                        Fact.X10,
                        scope.connections(),
                        connection.name(),
                        "policy.default-route lets " + Printable.quoted(customer)
                                + " send a default route, which Microsoft peering does not take");
            }
        }
    }

    /** X13: a private cloud sends no default route, so nobody has to be allowed or required to. */
    private void defaultRoute(ConnectionConfig connection) {
        String cloud = connection.blocksOwner();
        if (cloud != null && defaults().anyMatch(entry -> entry.network().equals(cloud))) {
            warn(
                    Fact.X13,
                    scope.connections(),
                    connection.name(),
                    "policy.default-route lets " + Printable.quoted(cloud)
                            + " send a default route, which a private cloud never does");
        }
    }

    /** Who may or must send a default route. */
    private Stream<DefaultRoute> defaults() {
        return Stream.concat(config.policy().defaultAllowed().stream(), config.policy().defaultRequired().stream());
    }

    private static boolean isOver(DefaultRoute entry, String customer, ConnectionConfig connection) {
        return entry.network().equals(customer)
                && entry.at().stream().anyMatch(connection.terms().provider()::contains);
    }

    /** X25: where private AS numbers are stripped, no path has those of another network. */
    private void prepends(ConnectionConfig connection, String privateCloud) {
        NetworkConfig cloud = networks.get(privateCloud);
        for (NetworkConfig network : config.networks()) {
            for (Match match : network.match()) {
                Asn stripped = match.at().equals(List.of(privateCloud))
                                && !network.name().equals(privateCloud)
                        ? strippedAs(match, cloud)
                        : null;
                if (stripped != null) {
                    warn(
                            Fact.X25,
                            scope.networks(),
                            network.name(),
                            "a match at " + Printable.quoted(privateCloud)
                                    + " asks for the private AS " + stripped
                                    + ", which " + Printable.quoted(connection.name())
                                    + " strips on the way there, prepends included");
                }
            }
        }
    }

    private @Nullable Asn strippedAs(Match match, @Nullable NetworkConfig cloud) {
        List<Asn> asked = new ArrayList<>(match.originAs());
        asked.addAll(match.neighborAs());
        if (match.asPath() != null) {
            Matcher numbers =
                    NUMBER.matcher(AsPathPattern.compile(match.asPath()).text());
            while (numbers.find()) {
                long number = Long.parseLong(numbers.group());
                if (number <= Asn.MAXIMUM) {
                    asked.add(new Asn(number));
                }
            }
        }
        return asked.stream()
                .filter(as -> PRIVATE_AS.stream().anyMatch(range -> range.contains(as)))
                .filter(as -> !providerAs.linked().contains(as)) // X26
                .filter(as -> cloud == null || !cloud.asns().contains(as))
                .findFirst()
                .orElse(null);
    }

    /** X27: the provider's own routers offer one hold time, and send keep-alives no more often than its third. */
    private void holdTime(RouterConfig router) {
        List<ConnectionConfig> connections = config.connections().stream()
                .filter(connection -> connection.between().contains(router.network()))
                .toList();
        boolean waived = connections.stream().anyMatch(connection -> waivers.waives(connection, Fact.X27));
        if (waived || router.as().stream().noneMatch(providerAs.provider()::contains)) {
            return;
        }
        String over = connections.stream()
                .filter(connection -> connection.terms().provider().contains(router.network()))
                .findFirst()
                .map(connection -> " over " + Printable.quoted(connection.name()))
                .orElse("");
        if (router.session().minHoldTime() > Preset.HOLD_TIME) {
            warn(
                    Fact.X27,
                    scope.routers(),
                    router.name(),
                    "the provider offers a hold time of " + Preset.HOLD_TIME + " s" + over
                            + ", which min-hold-time refuses");
        }
        if (config.agent().holdTime().toSeconds() <= Preset.KEEP_ALIVE) {
            warn(
                    Fact.X27,
                    scope.routers(),
                    router.name(),
                    "the provider sends a keep-alive every " + Preset.KEEP_ALIVE + " s" + over
                            + ", which agent.hold-time does not outlast");
        }
    }
}
