package dev.ribwatch.config;

import dev.ribwatch.config.value.Direction;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who must see whom.
 *
 * @param name unique
 * @param type names a preset
 * @param sku of a circuit, or null
 * @param between networks that all see each other; empty for {@link Type#GLOBAL_REACH}
 * @param joins the two circuits that a {@link Type#GLOBAL_REACH} joins; empty otherwise
 * @param transit passes on what it learned ({@link Type#LINK} only)
 * @param primary first leg, or null
 * @param secondary second leg, or null
 * @param terms what the provider's terms make of it
 */
public record ConnectionConfig(
        String name,
        Type type,
        @Nullable String sku,
        List<String> between,
        List<String> joins,
        boolean transit,
        @Nullable Leg primary,
        @Nullable Leg secondary,
        Terms terms) {

    /** The presets that are built. */
    public enum Type {
        EXPRESSROUTE("expressroute"),
        GLOBAL_REACH("global-reach"),
        VNET_PEERING("vnet-peering"),
        ROUTE_SERVER("route-server"),
        PRIVATE_CLOUD("private-cloud"),
        LINK("link");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        /** Whether a global-reach may join it. */
        public boolean isCircuit() {
            return this == EXPRESSROUTE || this == PRIVATE_CLOUD;
        }
    }

    /**
     * What the preset of its type and the file say beyond who sees whom.
     *
     * @param provider those of {@link #between} that stand on the provider's side; the others are the customer's
     * @param microsoftPeering a circuit to the provider's public services, not to private networks
     * @param limits how many prefixes of a family may be announced one way; none where nothing is said
     * @param linkBlocks addresses of its links
     * @param otherBlocks addresses that the provider uses for a private cloud: management, infrastructure
     */
    public record Terms(
            List<String> provider,
            boolean microsoftPeering,
            Map<Direction, Map<Family, Integer>> limits,
            List<Prefix> linkBlocks,
            List<Prefix> otherBlocks) {
        /** Nothing. */
        public static final Terms NONE = new Terms(List.of(), false, Map.of(), List.of(), List.of());
    }

    /** Those of {@link #between} that stand on the customer's side. */
    public List<String> customers() {
        return between.stream()
                .filter(network -> !terms.provider().contains(network))
                .toList();
    }

    /** Whose {@link Terms#otherBlocks} are: the private cloud, which stands first on the customer's side; null if nobody does. */
    public @Nullable String blocksOwner() {
        return customers().stream().findFirst().orElse(null);
    }

    /**
     * @param router a router's name
     * @param nextHop the next hops of this leg where one router holds both; empty: any
     * @param prepended its paths are longer than the other leg's by design
     */
    public record Leg(String router, List<Prefix> nextHop, boolean prepended) {}
}
