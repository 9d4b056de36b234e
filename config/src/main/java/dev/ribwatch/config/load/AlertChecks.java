package dev.ribwatch.config.load;

import dev.ribwatch.config.AlertsConfig;
import dev.ribwatch.config.AlertsConfig.Alertmanager;
import dev.ribwatch.config.AlertsConfig.Maintenance;
import dev.ribwatch.config.AlertsConfig.Receiver;
import dev.ribwatch.config.AlertsConfig.Route;
import dev.ribwatch.config.AlertsConfig.Webhook;
import dev.ribwatch.config.Secret;
import dev.ribwatch.config.SigningKey;
import dev.ribwatch.config.binding.AlertsSection;
import dev.ribwatch.config.binding.AlertsSection.AlertmanagerEntry;
import dev.ribwatch.config.binding.AlertsSection.MaintenanceEntry;
import dev.ribwatch.config.binding.AlertsSection.ReceiverEntry;
import dev.ribwatch.config.binding.AlertsSection.RouteEntry;
import dev.ribwatch.config.binding.AlertsSection.WebhookEntry;
import dev.ribwatch.config.binding.Entries;
import dev.ribwatch.config.binding.Items;
import dev.ribwatch.config.binding.Located;
import dev.ribwatch.config.binding.SecretEntry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code alerts}: who is told. */
final class AlertChecks {
    private static final Duration GROUP_WAIT = Duration.ofSeconds(2);
    private static final Duration REPEAT_INTERVAL = Duration.ofHours(4);
    private static final Duration LONGEST = Duration.ofDays(7);

    private final Scope scope;

    AlertChecks(Scope scope) {
        this.scope = scope;
    }

    /** The section's record, its defaults if it is absent. */
    AlertsConfig alerts(@Nullable Located<AlertsSection> located, List<Located<ReceiverEntry>> receivers) {
        AlertsSection section =
                located == null ? new AlertsSection(null, null, null, null, null, null) : located.value();
        LabelChecks labels = new LabelChecks(scope, section.externalLabels());
        return new AlertsConfig(
                labels.external(section.externalLabels()),
                scope.duration(section.groupWait(), Duration.ZERO, Duration.ofHours(1), GROUP_WAIT),
                scope.duration(section.repeatInterval(), Duration.ofSeconds(1), LONGEST, REPEAT_INTERVAL),
                receivers(receivers),
                routes(section.routes(), labels),
                maintenance(section.maintenance(), labels));
    }

    private List<Receiver> receivers(List<Located<ReceiverEntry>> entries) {
        List<Receiver> receivers = new ArrayList<>();
        for (Located<ReceiverEntry> entry : entries) {
            Receiver receiver = receiver(entry);
            if (receiver != null) {
                receivers.add(receiver);
            }
        }
        return List.copyOf(receivers);
    }

    private @Nullable Receiver receiver(Located<ReceiverEntry> located) {
        ReceiverEntry entry = located.value();
        Located<WebhookEntry> webhook = entry.webhook();
        Located<AlertmanagerEntry> alertmanager = entry.alertmanager();
        if (webhook != null && alertmanager != null) {
            scope.error(alertmanager.place().keyProblem("a receiver is of one kind; this one is a webhook already"));
        }
        boolean none = scope.absent(located.place(), "webhook", webhook)
                && scope.absent(located.place(), "alertmanager", alertmanager)
                && scope.absent(located.place(), "pagerduty", null)
                && scope.absent(located.place(), "slack", null);
        if (none) {
            scope.error(located.place().problem("a receiver has a kind: webhook or alertmanager"));
        }
        boolean insecure = entry.insecure() != null && entry.insecure().value();
        Receiver receiver = null;
        if (webhook != null) {
            Located<URI> url = webhook.value().url();
            Secret secret = key(webhook.value().secret());
            if (url != null && entry.name() != null && judge(url, insecure)) {
                receiver = new Webhook(entry.name().value(), url.value(), secret, insecure);
            }
        }
        if (alertmanager != null) {
            List<URI> urls = members(alertmanager.value().urls(), insecure);
            if (receiver == null && entry.name() != null) {
                receiver = new Alertmanager(entry.name().value(), urls, insecure);
            }
        }
        return receiver;
    }

    private @Nullable Secret key(@Nullable Located<SecretEntry> entry) {
        Secret secret = scope.secret(entry);
        if (entry != null && secret != null) {
            try {
                SigningKey.of(secret);
            } catch (IllegalArgumentException e) {
                scope.error(entry.place().problem(secret.source() + ": " + e.getMessage()));
            }
        }
        return secret;
    }

    private List<URI> members(@Nullable Items<URI> urls, boolean insecure) {
        Set<URI> seen = new HashSet<>();
        for (Located<URI> url : Items.of(urls)) {
            if (judge(url, insecure)) {
                if (url.value().getRawQuery() != null) {
                    scope.error(url.place().problem("the URL of a member has no query"));
                } else if (!seen.add(url.value())) {
                    scope.error(url.place().problem("listed twice"));
                }
            }
        }
        if (urls != null && urls.items().isEmpty() && urls.whole()) {
            scope.error(urls.place().problem("at least one URL is needed"));
        }
        return Items.values(urls);
    }

    private boolean judge(Located<URI> url, boolean insecure) {
        String refusal = Urls.refusal(url.value(), insecure);
        if (refusal != null) {
            scope.error(url.place().problem(refusal));
        }
        return refusal == null;
    }

    private List<Route> routes(@Nullable Items<RouteEntry> entries, LabelChecks labels) {
        List<Route> routes = new ArrayList<>();
        boolean all = false;
        for (Located<RouteEntry> entry : Items.of(entries)) {
            if (all) {
                scope.warning(entry.place().problem("never reached: the route before it matches every alert"));
            }
            Items<String> to = entry.value().to();
            scope.receivers().resolveAll(to);
            if (to != null && to.items().isEmpty() && to.whole()) {
                scope.error(to.place().problem("at least one receiver is needed"));
            }
            routes.add(new Route(labels.match(entry.value().match()), Items.values(to)));
            all = Entries.of(entry.value().match()).isEmpty();
        }
        return List.copyOf(routes);
    }

    private List<Maintenance> maintenance(@Nullable Items<MaintenanceEntry> entries, LabelChecks labels) {
        List<Maintenance> windows = new ArrayList<>();
        for (Located<MaintenanceEntry> entry : Items.of(entries)) {
            Located<Instant> from = entry.value().from();
            Located<Instant> to = entry.value().to();
            Entries<String> match = entry.value().match();
            if (from != null && to != null && !from.value().isBefore(to.value())) {
                scope.error(to.place().problem("a window ends after it begins"));
            }
            if (match != null && match.entries().isEmpty() && scope.absent(entry.place(), "match", null)) {
                scope.error(match.place().problem("no condition: this would hold back every alert"));
            }
            if (from != null && to != null) {
                windows.add(new Maintenance(from.value(), to.value(), labels.match(match)));
            }
        }
        return List.copyOf(windows);
    }
}
