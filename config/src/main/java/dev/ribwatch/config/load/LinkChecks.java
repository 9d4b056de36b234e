package dev.ribwatch.config.load;

import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.binding.ConnectionEntry;
import dev.ribwatch.config.binding.ConnectionEntry.LegEntry;
import dev.ribwatch.config.binding.Items;
import dev.ribwatch.config.binding.Located;
import dev.ribwatch.config.preset.Fact;
import dev.ribwatch.config.preset.Preset;
import dev.ribwatch.config.source.Place;
import dev.ribwatch.config.source.Printable;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Warns of circuits that the provider would not set up as the file has them: addresses of links (X4), blocks of a private
 * cloud (X18), circuits that cannot be joined (X22). Warnings, since a provider may have agreed to something else.
 */
final class LinkChecks {
    private final Scope scope;

    LinkChecks(Scope scope) {
        this.scope = scope;
    }

    private void warn(ConnectionEntry of, Fact fact, Place place, String message) {
        if (!of.waives(fact)) {
            warn(fact, place, message);
        }
    }

    private void warn(Fact fact, Place place, String message) {
        scope.warning(place.problem(fact + ": " + message));
    }

    /** X4, X18: one block of a family, or two halves of it. */
    void addressing(ConnectionEntry entry, List<Located<Prefix>> blocks, boolean privateCloud) {
        for (Family family : Family.values()) {
            List<Located<Prefix>> own = blocks.stream()
                    .filter(block -> block.value().family() == family)
                    .toList();
            int whole = family.bits() - 3;
            int half = family.bits() - 2;
            boolean one = own.size() == 1 && own.get(0).value().length() == whole;
            boolean two = own.size() == 2
                    && own.stream().allMatch(block -> block.value().length() == half);
            if (!own.isEmpty() && !one && (privateCloud || !two)) {
                Located<Prefix> wrong = own.stream()
                        .filter(block ->
                                block.value().length() != whole && block.value().length() != half)
                        .findFirst()
                        .orElse(own.get(own.size() - 1));
                warn(
                        entry,
                        privateCloud ? Fact.X18 : Fact.X4,
                        wrong.place(),
                        "the links have one /" + whole + (privateCloud ? "" : " or two /" + half) + ", not "
                                + wrong.value());
            }
        }
    }

    /** X4: in each half the first usable address is the customer's, the second one the provider's: the leg's next hop. */
    void legs(ConnectionEntry entry, List<Located<Prefix>> blocks) {
        leg(entry, entry.primary(), blocks, 0);
        leg(entry, entry.secondary(), blocks, 1);
    }

    private void leg(ConnectionEntry entry, @Nullable Located<LegEntry> leg, List<Located<Prefix>> blocks, int half) {
        for (Located<Prefix> nextHop : leg == null || leg.value().nextHop() == null
                ? List.<Located<Prefix>>of()
                : leg.value().nextHop().items()) {
            Prefix hop = nextHop.value();
            List<Prefix> halves = blocks.stream()
                    .map(Located::value)
                    .filter(block -> block.family() == hop.family())
                    .flatMap(block -> halves(block).stream())
                    .toList();
            boolean inside = hop.isHost() && halves.stream().anyMatch(part -> part.contains(hop));
            if (inside && half < halves.size()) {
                Prefix expected = address(halves.get(half), 2);
                if (!hop.equals(expected)) {
                    warn(
                            entry,
                            Fact.X4,
                            nextHop.place(),
                            "the provider's address of the " + (half == 0 ? "first" : "second") + " link is "
                                    + expected.address() + ", unless a partner runs layer 3");
                }
            }
        }
    }

    /** The two halves of a whole block, or the half that it is. */
    private static List<Prefix> halves(Prefix block) {
        int length = block.family().bits() - 2;
        if (block.length() != length - 1) {
            return block.length() == length ? List.of(block) : List.of();
        }
        Prefix first = Prefix.masked(block.family(), block.high(), block.low(), length);
        return List.of(
                first,
                Prefix.masked(
                        block.family(),
                        address(first, 4).high(),
                        address(first, 4).low(),
                        length));
    }

    /** An address of a block, counted from its beginning. */
    private static Prefix address(Prefix block, int number) {
        return block.family() == Family.IPV4_UNICAST
                ? new Prefix(block.family(), block.high() + ((long) number << 32), 0, 32)
                : new Prefix(block.family(), block.high(), block.low() + number, 128);
    }

    /** X18: sizes of the blocks that the provider uses for a private cloud. */
    void privateCloud(ConnectionEntry entry, List<Located<Prefix>> infrastructure) {
        Located<Prefix> management = entry.managementBlock();
        if (management != null
                && (management.value().length() != Preset.MANAGEMENT_LENGTH
                        || Preset.PRIVATE.stream().noneMatch(block -> block.contains(management.value())))) {
            warn(
                    entry,
                    Fact.X18,
                    management.place(),
                    "the management block is a /" + Preset.MANAGEMENT_LENGTH + " of RFC 1918, not "
                            + management.value());
        }
        if (infrastructure.size() == 1) {
            Located<Prefix> block = infrastructure.get(0);
            int length = block.value().length();
            if (block.value().family() != Family.IPV4_UNICAST
                    || length < Preset.INFRASTRUCTURE_SHORTEST
                    || length > Preset.INFRASTRUCTURE_LONGEST) {
                warn(
                        entry,
                        Fact.X18,
                        block.place(),
                        "the infrastructure has a /" + Preset.INFRASTRUCTURE_SHORTEST + " to /"
                                + Preset.INFRASTRUCTURE_LONGEST + ", or its parts, not " + block.value());
            }
        } else if (!infrastructure.isEmpty()) {
            parts(entry, infrastructure);
        }
    }

    private void parts(ConnectionEntry entry, List<Located<Prefix>> parts) {
        Prefix first = parts.get(0).value();
        Prefix around = Prefix.masked(first.family(), first.high(), first.low(), Preset.INFRASTRUCTURE_SHORTEST);
        Located<Prefix> outside = parts.stream()
                .filter(part -> !around.contains(part.value()))
                .findFirst()
                .orElse(null);
        if (outside != null) {
            warn(
                    entry,
                    Fact.X18,
                    outside.place(),
                    "the parts of the infrastructure lie in one /" + Preset.INFRASTRUCTURE_SHORTEST + ", not in "
                            + around + " and " + outside.value());
        } else if (parts.size() != Preset.INFRASTRUCTURE_PARTS) {
            warn(
                    entry,
                    Fact.X18,
                    parts.get(parts.size() - 1).place(),
                    "the infrastructure has " + Preset.INFRASTRUCTURE_PARTS + " subnets, not " + parts.size());
        }
    }

    /** X22: what two circuits must be like to be joined. Who joins them may waive all of it, and so may each circuit. */
    void joins(List<Located<ConnectionEntry>> entries) {
        Map<String, ConnectionEntry> byName = new HashMap<>();
        for (Located<ConnectionEntry> entry : entries) {
            if (entry.value().name() != null) {
                byName.putIfAbsent(entry.value().name().value(), entry.value());
            }
        }
        for (Located<ConnectionEntry> entry : entries) {
            Items<String> joins = entry.value().joins();
            if (entry.value().type() != null
                    && entry.value().type().value() == ConnectionConfig.Type.GLOBAL_REACH
                    && joins != null
                    && joins.items().size() == 2) {
                Located<String> second = joins.items().get(1);
                ConnectionEntry a = byName.get(joins.items().get(0).value());
                ConnectionEntry b = byName.get(second.value());
                if (a != null && b != null && Stream.of(entry.value(), a, b).noneMatch(one -> one.waives(Fact.X22))) {
                    local(joins.items().get(0), a);
                    local(second, b);
                    apart(second.place(), a, b);
                }
            }
        }
    }

    private void local(Located<String> name, ConnectionEntry circuit) {
        if (circuit.sku() != null && circuit.sku().value().text().equals("local")) {
            warn(Fact.X22, name.place(), Printable.quoted(name.value()) + " has the local SKU, which cannot be joined");
        }
    }

    private void apart(Place place, ConnectionEntry a, ConnectionEntry b) {
        if (a.location() != null
                && b.location() != null
                && a.location().value().equalsIgnoreCase(b.location().value())) {
            warn(
                    Fact.X22,
                    place,
                    "both circuits are at location "
                            + Printable.quoted(a.location().value())
                            + "; only circuits of different ones can be joined");
        }
        boolean across = a.geography() != null
                && b.geography() != null
                && !a.geography().value().equalsIgnoreCase(b.geography().value());
        if (across && !(isPremium(a) && isPremium(b))) {
            warn(Fact.X22, place, "across geographies both circuits must have the premium SKU");
        }
    }

    /** The circuit of a private cloud comes with it, and has no SKU to choose. */
    private static boolean isPremium(ConnectionEntry circuit) {
        return circuit.type() != null && circuit.type().value() == ConnectionConfig.Type.PRIVATE_CLOUD
                || circuit.sku() != null && circuit.sku().value().text().equals("premium");
    }
}
