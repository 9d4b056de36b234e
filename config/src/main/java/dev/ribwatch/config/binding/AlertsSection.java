package dev.ribwatch.config.binding;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code alerts}. */
public record AlertsSection(
        @Nullable Entries<String> externalLabels,
        @Nullable Located<Duration> groupWait,
        @Nullable Located<Duration> repeatInterval,
        @Nullable Items<ReceiverEntry> receivers,
        @Nullable Items<RouteEntry> routes,
        @Nullable Items<MaintenanceEntry> maintenance) {

    /** One receiver: a name and exactly one kind. */
    @NotBuilt(
            subject = "receiver",
            keys = {"pagerduty", "slack"})
    public record ReceiverEntry(
            @Required @Nullable Located<String> name,
            @Nullable Located<WebhookEntry> webhook,
            @Nullable Located<AlertmanagerEntry> alertmanager,
            @Nullable Located<Boolean> insecure) {}

    /** A webhook in Alertmanager's format. */
    public record WebhookEntry(
            @Required @Nullable Located<URI> url, @Nullable Located<SecretEntry> secret) {}

    /** The members of an Alertmanager cluster. */
    public record AlertmanagerEntry(@Required @Nullable Items<URI> urls) {}

    /** Which alerts go where. */
    public record RouteEntry(
            @Nullable Entries<String> match,
            @Required @Nullable Items<String> to) {}

    /** A window of planned work. */
    public record MaintenanceEntry(
            @Required @Nullable Located<Instant> from,
            @Required @Nullable Located<Instant> to,
            @Required @Nullable Entries<String> match) {}
}
