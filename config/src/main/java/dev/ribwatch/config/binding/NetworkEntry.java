package dev.ribwatch.config.binding;

import dev.ribwatch.config.AsPathPattern;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Community;
import org.jspecify.annotations.Nullable;

/** One of {@code networks}. */
@NotBuilt(
        subject = "network key",
        keys = {"origins", "path", "communities"})
public record NetworkEntry(
        @Required @Nullable Located<String> name,
        @Nullable Items<Asn> asns,
        @Nullable PrefixList prefixes,
        @Nullable PrefixList required,
        @Nullable Located<MoreSpecificsEntry> moreSpecifics,
        @Nullable Located<Boolean> defaultOwner,
        @Nullable Located<Boolean> open,
        @Nullable Items<MatchEntry> match) {

    /** One alternative of {@code match}. */
    public record MatchEntry(
            @Nullable Located<AsPathPattern> asPath,
            @OneOrMore @Nullable Items<Asn> originAs,
            @OneOrMore @Nullable Items<Asn> neighborAs,
            @OneOrMore @Nullable Items<Community> community,
            @OneOrMore @Nullable PrefixList nextHop,
            @OneOrMore @Nullable Items<String> router,
            @OneOrMore @Nullable Items<String> at) {}
}
