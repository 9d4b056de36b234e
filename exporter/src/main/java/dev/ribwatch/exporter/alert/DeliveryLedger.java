package dev.ribwatch.exporter.alert;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The book of what must be delivered: every notification is entered before the first attempt and struck when its
 * receiver has accepted it or refused it for good. A durable ledger makes an accepted entry survive a crash; then what is
 * unfinished is delivered after a restart, under the same notification id, so that a receiver recognises a repetition.
 * Called from the pipeline's and the delivery threads; implementations are thread-safe.
 */
public interface DeliveryLedger {
    /**
     * One notification to one target.
     *
     * @param target where to: the receiver, and which member of it where there are several
     */
    record Entry(String target, Notification notification) {}

    /** A notification that will not be delivered, and why. */
    record DeadLetter(Entry entry, Instant at, String reason) {}

    /** The notification is to be delivered. Returns at once; it is safe when {@link #attempted} has returned. */
    void entered(Entry entry);

    /**
     * An attempt begins, numbered from 1. Returns when the entry is as safe as the ledger makes it, in a fraction of a second
     * whatever happens.
     */
    void attempted(Entry entry, int attempt);

    /** The target accepted it. */
    void delivered(Entry entry);

    /** The target refused it for good, or there was no room for it. */
    void died(Entry entry, String reason);

    /** What was entered and is neither delivered nor dead, oldest first. */
    List<Entry> unfinished(String target);

    /** Those for whom anything is unfinished. */
    Set<String> targets();

    /** Only these receivers exist from now on: that others were told of anything is forgotten. */
    void receivers(Set<String> names);

    /** The latest dead letters, oldest first; their number is bounded. */
    List<DeadLetter> deadLetters();
}
