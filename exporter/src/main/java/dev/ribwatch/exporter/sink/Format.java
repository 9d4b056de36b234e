package dev.ribwatch.exporter.sink;

import dev.ribwatch.exporter.alert.Notification;
import java.time.Duration;
import java.time.Instant;

/** How one kind of receiver wants to be told. */
interface Format {
    /**
     * The request for this notification, made afresh for each attempt.
     *
     * @param now the time of the attempt
     */
    Request request(Notification notification, Instant now);

    /** The longest wait between two attempts, unless the receiver asks for a longer one. */
    Duration longestBackoff();
}
