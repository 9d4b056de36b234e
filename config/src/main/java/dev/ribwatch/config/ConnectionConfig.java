package dev.ribwatch.config;

import dev.ribwatch.config.value.Prefix;
import java.util.List;
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
 */
public record ConnectionConfig(
        String name,
        Type type,
        @Nullable String sku,
        List<String> between,
        List<String> joins,
        boolean transit,
        @Nullable Leg primary,
        @Nullable Leg secondary) {

    /** The presets that are built. */
    public enum Type {
        EXPRESSROUTE("expressroute"),
        GLOBAL_REACH("global-reach"),
        LINK("link");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /**
     * @param router a router's name
     * @param nextHop the next hops of this leg where one router holds both; empty: any
     */
    public record Leg(String router, List<Prefix> nextHop) {}
}
