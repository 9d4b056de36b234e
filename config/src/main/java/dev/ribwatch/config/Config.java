package dev.ribwatch.config;

import java.util.List;

/** The whole of one configuration, defaults filled in, every reference checked. */
public record Config(
        AgentConfig agent,
        HttpConfig http,
        List<RouterConfig> routers,
        List<NetworkConfig> networks,
        List<ConnectionConfig> connections,
        PolicyConfig policy,
        AlertsConfig alerts) {}
