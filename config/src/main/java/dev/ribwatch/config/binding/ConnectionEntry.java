package dev.ribwatch.config.binding;

import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.preset.Fact;
import dev.ribwatch.config.value.Prefix;
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
        @Nullable Located<LegEntry> secondary,
        @Nullable Located<Peering> peering,
        @OneOrMore @Nullable Items<String> provider,
        @Nullable Located<LimitsEntry> limits,
        @OneOrMore @Nullable PrefixList linkBlocks,
        @Nullable Located<Prefix> managementBlock,
        @OneOrMore @Nullable PrefixList infrastructureBlocks,
        @Nullable Located<String> location,
        @Nullable Located<String> geography,
        @OneOrMore @Nullable Items<Fact> waivedFacts) {

    /** Whether nothing is to be said of what contradicts this fact: the provider agreed to it. */
    public boolean waives(Fact fact) {
        return Items.values(waivedFacts).contains(fact);
    }

    /** What of the provider a circuit leads to. */
    public enum Peering {
        PRIVATE,
        MICROSOFT
    }

    /** How many prefixes of a family may go one way; 0: as many as there are. */
    public record LimitsEntry(
            @Nullable Entries<Integer> toProvider, @Nullable Entries<Integer> fromProvider) {}

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
            @OneOrMore @Nullable PrefixList nextHop,
            @Nullable Located<Boolean> prepended) {}
}
