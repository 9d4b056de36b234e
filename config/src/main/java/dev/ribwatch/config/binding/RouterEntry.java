package dev.ribwatch.config.binding;

import dev.ribwatch.config.RouterConfig.OwnRoutes;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.RequiredCapability;
import dev.ribwatch.config.value.Role;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One of {@code routers}: a name, an address, and the keys of {@link RouterDefaults}. */
@NotBuilt(
        subject = "TCP-AO (RFC 5925), the router key",
        keys = {"tcp-ao"})
public record RouterEntry(
        @Required @Nullable Located<String> name,
        @Required @Nullable Located<Prefix> address,
        @OneOrMore @Nullable Items<Asn> as,

        @Nullable Located<String> network,
        @Nullable Located<OwnRoutes> ownRoutes,
        @Nullable Located<SecretEntry> md5,
        @Nullable Located<Boolean> ttlSecurity,
        @Nullable Located<Boolean> addPath,
        @Nullable Entries<Integer> maxPrefixes,
        @Nullable Located<DataSize> memoryBudget,
        @Nullable Items<Family> families,
        @Nullable Located<Duration> downGrace,
        @Nullable Located<Integer> maxMembers,
        @Nullable Located<Role> localRole,
        @Nullable Items<RequiredCapability> require,
        @Nullable Located<Duration> minHoldTime,
        @Nullable Located<Boolean> strict,
        @Nullable Located<Boolean> rejectAsSets,
        @Nullable Located<Boolean> disableBrokenFamily,
        @Nullable Located<Boolean> gracefulNotification,
        @OneOrMore @Nullable PrefixList canary) {}
