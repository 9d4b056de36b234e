package dev.ribwatch.config.binding;

import dev.ribwatch.config.ConnectionConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of {@code connections}. */
public record ConnectionEntry(
        @Required @Nullable Located<String> name,
        @Required @Nullable Located<ConnectionConfig.Type> type,
        @Nullable Located<Sku> sku,
        @Nullable Items<String> between,
        @Nullable Items<String> joins,
        @Nullable Located<Boolean> transit,
        @Nullable Located<LegEntry> primary,
        @Nullable Located<LegEntry> secondary) {

    /**
     * The SKU of a circuit.
     *
     * @param text one of {@link #KNOWN}
     */
    public record Sku(String text) {
        /** In the provider's words. */
        public static final List<String> KNOWN = List.of("standard", "local", "premium");
    }

    /** {@code primary} or {@code secondary}. */
    public record LegEntry(
            @Required @Nullable Located<String> router,
            @OneOrMore @Nullable PrefixList nextHop) {}
}
