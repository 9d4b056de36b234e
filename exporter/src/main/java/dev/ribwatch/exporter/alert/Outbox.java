package dev.ribwatch.exporter.alert;

/** Takes notifications for delivery. Calls return at once. */
@FunctionalInterface
public interface Outbox {
    /** Hands over one notification; those of one receiver are delivered in this order. */
    void send(Notification notification);
}
