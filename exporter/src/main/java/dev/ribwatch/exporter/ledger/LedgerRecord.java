package dev.ribwatch.exporter.ledger;

import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.alert.DeliveryLedger.DeadLetter;
import dev.ribwatch.exporter.alert.DeliveryLedger.Entry;
import dev.ribwatch.exporter.alert.KeptAlert;
import java.time.Instant;
import java.util.SortedMap;

/** One change of what the ledger holds. To take one twice is to take it once. */
sealed interface LedgerRecord {
    /** A notification is to be delivered, since then. */
    record Entered(Entry entry, Instant at) implements LedgerRecord {}

    /** A notification was delivered. */
    record Delivered(String target, String id) implements LedgerRecord {}

    /** A notification will not be delivered. */
    record Died(String target, String id, Instant at, String reason) implements LedgerRecord {}

    /** A notification that will not be delivered, in full. */
    record Dead(DeadLetter letter) implements LedgerRecord {}

    /** A group of alerts was told again. */
    record Repeated(String receiver, SortedMap<String, String> group, Instant at) implements LedgerRecord {}

    /** An alert fires; or, whole, what is known of it. */
    record Fired(KeptAlert alert) implements LedgerRecord {}

    /** An alert is over. */
    record Ended(Alert resolved) implements LedgerRecord {}

    /** Nothing: it only shows whether the file can be written. */
    record Probe() implements LedgerRecord {}
}
