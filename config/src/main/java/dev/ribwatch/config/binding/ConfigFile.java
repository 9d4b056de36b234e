package dev.ribwatch.config.binding;

import org.jspecify.annotations.Nullable;

/** The whole file. */
public record ConfigFile(
        @Nullable Items<String> include,
        @Required @Nullable Located<AgentSection> agent,
        @Nullable Located<HttpSection> http,
        @Nullable Located<RouterDefaults> routerDefaults,
        @Nullable Items<RouterEntry> routers,
        @Nullable Items<NetworkEntry> networks,
        @Nullable Items<ConnectionEntry> connections,
        @Nullable Located<PolicySection> policy,
        @Nullable Located<AlertsSection> alerts) {}
