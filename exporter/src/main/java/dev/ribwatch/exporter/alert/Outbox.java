package dev.ribwatch.exporter.alert;

import java.util.List;

/** Takes notifications for delivery. Calls return at once. */
@FunctionalInterface
public interface Outbox {
    /**
     * Hands over what one receiver is told at one moment; what one receiver is told is delivered in this order.
     *
     * @param parts of one group, at least one; more where there are too many alerts for one request. Either all of them
     *     only repeat or none does
     */
    void send(List<Notification> parts);

    /**
     * How much waits for this receiver behind what it is being told: it is told sooner of what leaves together. Of one with
     * several members, what waits for the one that is best off.
     */
    default int waiting(String receiver) {
        return 0;
    }
}
