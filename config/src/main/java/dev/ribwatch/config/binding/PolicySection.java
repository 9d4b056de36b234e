package dev.ribwatch.config.binding;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.ribwatch.config.LegAspect;
import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Community;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code policy}. */
public record PolicySection(
        @Nullable Located<DefaultRouteSection> defaultRoute,
        @Nullable Located<OverlapSection> overlap,
        @Nullable Located<BlackholeSection> blackhole,
        @Nullable PrefixList watch,
        @Nullable Items<Asn> providers,
        @Nullable Located<ProviderAsEntry> providerAs,
        @Nullable Entries<RuleEntry> rules,
        @Nullable Items<ChangeEntry> changes) {

    /** {@code policy.default-route}. */
    public record DefaultRouteSection(
            @Nullable Items<DefaultRouteEntry> allowed,
            @Nullable Items<DefaultRouteEntry> required,
            @Nullable Located<Share> effectiveThreshold) {}

    /** One sender of a default route, and where to. */
    public record DefaultRouteEntry(
            @Required @Nullable Located<String> network,
            @Required @OneOrMore @Nullable Items<String> at) {}

    /** {@code policy.overlap}. */
    public record OverlapSection(@Nullable Items<OverlapEntry> allow) {}

    /** One overlap that is meant. */
    public record OverlapEntry(
            @Required @Nullable Located<Prefix> prefix,
            @Required @Nullable Items<String> between) {}

    /** {@code policy.blackhole}. */
    public record BlackholeSection(@Required @Nullable Items<Community> communities) {}

    /** {@code policy.provider-as}: AS numbers of the provider of circuits. */
    public record ProviderAsEntry(
            @Nullable Located<Asn> circuits,
            @Nullable Located<Asn> gateway,
            @Nullable Located<Asn> hostedCloud) {}

    /** Planned work on routes. */
    public record ChangeEntry(
            @Required @Nullable Located<String> name,
            @Required @Nullable Located<Instant> from,
            @Required @Nullable Located<Instant> to,
            @Required @Nullable Located<String> network,
            @Required @Nullable PrefixList prefixes,
            @OneOrMore @Nullable Items<String> router,
            @Required @Nullable Located<PlannedChange.Expect> expect,
            @Nullable Located<String> movedTo,
            @Nullable Located<Instant> undoneBy) {}

    /** The settings of one rule. */
    public record RuleEntry(
            @Nullable Located<Boolean> enabled,
            @Nullable Located<Severity> severity,
            @JsonProperty("for") @Nullable Located<Duration> forDuration,
            @Nullable Located<Duration> keepFiringFor,
            @Nullable Items<ExceptEntry> except,
            @Nullable Located<Integer> changes,
            @Nullable Located<Duration> within,
            @Nullable Located<Share> drop,
            @Nullable Located<Growth> surge,
            @Nullable Located<Integer> minimum,
            @Nullable Items<LegAspect> compare) {}

    /** A subject that a rule leaves out. */
    public record ExceptEntry(
            @Nullable Located<String> network,
            @Nullable Located<String> otherNetwork,
            @Nullable Located<String> router,
            @Nullable Located<String> connection,
            @Nullable Located<Prefix> prefix) {}
}
