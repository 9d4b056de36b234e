package dev.ribwatch.config.load;

import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.ConnectionConfig.Leg;
import dev.ribwatch.config.ConnectionConfig.Terms;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.binding.ConnectionEntry;
import dev.ribwatch.config.binding.ConnectionEntry.LimitsEntry;
import dev.ribwatch.config.binding.ConnectionEntry.Peering;
import dev.ribwatch.config.binding.Entries;
import dev.ribwatch.config.binding.Items;
import dev.ribwatch.config.binding.Located;
import dev.ribwatch.config.preset.Preset;
import dev.ribwatch.config.preset.ProviderAsns;
import dev.ribwatch.config.source.Printable;
import dev.ribwatch.config.source.Suggestion;
import dev.ribwatch.config.value.Direction;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the preset of a connection's type says, and what the file says instead. */
final class TermsChecks {
    private final Scope scope;
    private final Map<String, String> vantages;
    private final Set<String> providers = new HashSet<>();
    private final LinkChecks links;

    /**
     * @param vantages network by router
     * @param networks those that were sound
     * @param providerAs who has one of these stands on the provider's side
     */
    TermsChecks(Scope scope, Map<String, String> vantages, List<NetworkConfig> networks, ProviderAsns providerAs) {
        this.scope = scope;
        this.vantages = vantages;
        this.links = new LinkChecks(scope);
        for (NetworkConfig network : networks) {
            if (network.asns().stream().anyMatch(providerAs.provider()::contains)) {
                providers.add(network.name());
            }
        }
    }

    /** The terms of a connection between networks; reports keys that make no sense there. */
    Terms terms(
            Located<ConnectionEntry> located,
            ConnectionConfig.Type type,
            @Nullable Leg primary,
            @Nullable Leg secondary) {
        ConnectionEntry entry = located.value();
        boolean microsoft = entry.peering() != null && entry.peering().value() == Peering.MICROSOFT;
        if (entry.peering() != null && type != ConnectionConfig.Type.EXPRESSROUTE) {
            scope.error(entry.peering().place().keyProblem("only an expressroute has a peering"));
        }
        Preset preset = Preset.of(type, microsoft);
        List<String> between = Items.values(entry.between());
        List<Located<Prefix>> linkBlocks = scope.prefixes(entry.linkBlocks());
        if (preset.addressed()) {
            links.addressing(entry, linkBlocks, type == ConnectionConfig.Type.PRIVATE_CLOUD);
            links.legs(entry, linkBlocks);
        }
        List<Located<Prefix>> infrastructure = scope.prefixes(entry.infrastructureBlocks());
        List<Located<Prefix>> other = new ArrayList<>(infrastructure);
        if (entry.managementBlock() != null) {
            other.add(entry.managementBlock());
        }
        if (type == ConnectionConfig.Type.PRIVATE_CLOUD) {
            links.privateCloud(entry, infrastructure);
        } else {
            privateCloudOnly(entry);
        }
        return new Terms(
                provider(entry, between, primary, secondary),
                microsoft,
                limits(entry, preset),
                values(linkBlocks),
                values(other));
    }

    private void privateCloudOnly(ConnectionEntry entry) {
        if (entry.managementBlock() != null) {
            scope.error(entry.managementBlock().place().keyProblem("only a private-cloud has a management block"));
        }
        if (entry.infrastructureBlocks() != null) {
            scope.error(
                    entry.infrastructureBlocks().place().keyProblem("only a private-cloud has infrastructure blocks"));
        }
    }

    private static List<Prefix> values(List<Located<Prefix>> located) {
        return located.stream().map(Located::value).toList();
    }

    /**
     * Who stands on the provider's side: whom the file names; else who has one of the provider's AS numbers; if that is
     * nobody, or everybody, who has no leg's router; without legs all but the first.
     */
    private List<String> provider(
            ConnectionEntry entry, List<String> between, @Nullable Leg primary, @Nullable Leg secondary) {
        if (entry.provider() != null) {
            for (Located<String> network : entry.provider().items()) {
                if (scope.networks().resolve(network) && !between.contains(network.value())) {
                    scope.error(network.place().problem("not one of between: " + Printable.quoted(network.value())));
                }
            }
            List<String> named = Items.values(entry.provider());
            if (entry.between() != null && entry.between().whole() && named.containsAll(between)) {
                scope.error(entry.provider().place().problem("nobody is left to be the customer"));
            }
            return named;
        }
        List<String> known = between.stream().filter(providers::contains).toList();
        if (!known.isEmpty() && known.size() < between.size()) {
            return known;
        }
        List<String> ends = Stream.of(primary, secondary)
                .filter(Objects::nonNull)
                .map(leg -> vantages.getOrDefault(leg.router(), ""))
                .toList();
        List<String> others =
                between.stream().filter(network -> !ends.contains(network)).toList();
        return !ends.isEmpty() && others.size() < between.size() && !others.isEmpty()
                ? others
                : between.stream().skip(1).toList();
    }

    private Map<Direction, Map<Family, Integer>> limits(ConnectionEntry entry, Preset preset) {
        String sku = entry.sku() == null ? null : entry.sku().value().text();
        Map<Direction, Map<Family, Integer>> limits = preset.limits(sku);
        if (entry.limits() != null) {
            LimitsEntry own = entry.limits().value();
            override(limits, Direction.TO_PROVIDER, own.toProvider());
            override(limits, Direction.FROM_PROVIDER, own.fromProvider());
        }
        limits.values().removeIf(Map::isEmpty);
        limits.replaceAll((direction, byFamily) -> Collections.unmodifiableMap(byFamily));
        return Collections.unmodifiableMap(limits);
    }

    private void override(
            Map<Direction, Map<Family, Integer>> limits, Direction direction, @Nullable Entries<Integer> own) {
        Entries.of(own).forEach((key, count) -> {
            Family family = Family.parse(key);
            if (family == null) {
                List<String> known =
                        Arrays.stream(Family.values()).map(Family::text).toList();
                scope.error(count.place().keyProblem(Suggestion.unknown("family", key, known)));
                return;
            }
            int limit = scope.number(count, 0, Integer.MAX_VALUE, 0);
            Map<Family, Integer> byFamily = limits.computeIfAbsent(direction, none -> new EnumMap<>(Family.class));
            if (limit == 0) {
                byFamily.remove(family);
            } else {
                byFamily.put(family, limit);
            }
        });
    }

    /** X22: what two circuits must be like to be joined. */
    void joins(List<Located<ConnectionEntry>> entries) {
        links.joins(entries);
    }
}
