package dev.ribwatch.config;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is told, when, and how often.
 *
 * @param externalLabels part of every label set
 * @param groupWait findings of one cause that come together leave together
 * @param repeatInterval a notification of what still fires is sent again after this
 * @param receivers in the order of the file; may be empty
 * @param routes first match wins; empty: everything to the first receiver
 * @param maintenance windows in which matching alerts are held back
 */
public record AlertsConfig(
        Map<String, String> externalLabels,
        Duration groupWait,
        Duration repeatInterval,
        List<Receiver> receivers,
        List<Route> routes,
        List<Maintenance> maintenance) {

    /** One receiver; the kinds are those that are built. */
    public sealed interface Receiver permits Webhook, Alertmanager {
        String name();
    }

    /**
     * Alertmanager's webhook format.
     *
     * @param secret signs requests (Standard Webhooks), or null
     * @param insecure allows {@code http} to other machines
     */
    public record Webhook(String name, URI url, @Nullable Secret secret, boolean insecure) implements Receiver {}

    /**
     * Alertmanager's v2 API.
     *
     * @param urls every member of the cluster
     * @param insecure allows {@code http} to other machines
     */
    public record Alertmanager(String name, List<URI> urls, boolean insecure) implements Receiver {}

    /**
     * @param match label to value, all must hold; empty: everything
     * @param to receiver names
     */
    public record Route(Map<String, String> match, List<String> to) {}

    /**
     * @param from start, inclusive
     * @param to end, exclusive
     * @param match label to value, all must hold
     */
    public record Maintenance(Instant from, Instant to, Map<String, String> match) {}
}
