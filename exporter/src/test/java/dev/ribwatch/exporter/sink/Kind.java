package dev.ribwatch.exporter.sink;

import dev.ribwatch.config.AlertsConfig;
import java.net.URI;
import java.util.List;

/** The kinds of receivers; each passes every test of the contract. */
enum Kind {
    WEBHOOK {
        @Override
        AlertsConfig.Receiver receiver(String name, URI url, boolean insecure) {
            return new AlertsConfig.Webhook(name, url, null, insecure);
        }

        @Override
        Format format(URI url, boolean insecure) {
            return new WebhookFormat(url, insecure, null, () -> "http://self");
        }
    },
    ALERTMANAGER {
        @Override
        AlertsConfig.Receiver receiver(String name, URI url, boolean insecure) {
            return new AlertsConfig.Alertmanager(name, List.of(url), insecure);
        }

        @Override
        Format format(URI url, boolean insecure) {
            return new AlertmanagerFormat(url, insecure, () -> "http://self");
        }
    };

    abstract AlertsConfig.Receiver receiver(String name, URI url, boolean insecure);

    abstract Format format(URI url, boolean insecure);
}
