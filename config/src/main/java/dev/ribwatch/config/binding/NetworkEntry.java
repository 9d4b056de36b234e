package dev.ribwatch.config.binding;

import dev.ribwatch.config.AsPathPattern;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Community;
import dev.ribwatch.config.value.RouteCommunity;
import org.jspecify.annotations.Nullable;

/** One of {@code networks}. */
public record NetworkEntry(
        @Required @Nullable Located<String> name,
        @Nullable Items<Asn> asns,
        @Nullable PrefixList prefixes,
        @Nullable PrefixList required,
        @Nullable Located<MoreSpecificsEntry> moreSpecifics,
        @Nullable Located<Boolean> defaultOwner,
        @Nullable Located<Boolean> open,
        @Nullable Items<MatchEntry> match,
        @OneOrMore @Nullable Items<Asn> origins,
        @Nullable Located<PathEntry> path,
        @Nullable Located<CommunitiesEntry> communities) {

    /** {@code path}: what every AS path of the network must hold, and must not. */
    public record PathEntry(
            @OneOrMore @Nullable Items<Asn> forbid,
            @OneOrMore @Nullable Items<Asn> require,
            @Nullable Located<Boolean> privateAs,
            @Nullable Located<Integer> maxLength,
            @Nullable Located<Boolean> asSet) {}

    /** {@code communities}: what every route of the network must carry, and must not. */
    public record CommunitiesEntry(
            @OneOrMore @Nullable Items<RouteCommunity> require,
            @OneOrMore @Nullable Items<RouteCommunity> forbid) {}

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
