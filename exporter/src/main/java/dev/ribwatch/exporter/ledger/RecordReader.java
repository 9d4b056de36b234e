package dev.ribwatch.exporter.ledger;

import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.alert.DeliveryLedger.DeadLetter;
import dev.ribwatch.exporter.alert.DeliveryLedger.Entry;
import dev.ribwatch.exporter.alert.KeptAlert;
import dev.ribwatch.exporter.alert.Notification;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what {@link RecordWriter} writes. */
final class RecordReader {
    private final ByteBuffer octets;
    private final Map<Alert, Alert> known;

    private RecordReader(ByteBuffer octets, Map<Alert, Alert> known) {
        this.octets = octets;
        this.known = known;
    }

    /**
     * Reads a record that takes all of these octets; null if they are none.
     *
     * @param known alerts of the records before, which those that are equal share: each notification of a group has all
     *     of its alerts
     */
    static @Nullable LedgerRecord read(ByteBuffer octets, Map<Alert, Alert> known) {
        try {
            LedgerRecord record = new RecordReader(octets, known).record();
            return octets.hasRemaining() ? null : record;
        } catch (BufferUnderflowException | DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private @Nullable LedgerRecord record() {
        return switch (octets.get()) {
            case RecordWriter.ENTERED -> new LedgerRecord.Entered(entry(), instant());
            case RecordWriter.DELIVERED -> new LedgerRecord.Delivered(text(), text());
            case RecordWriter.DIED -> new LedgerRecord.Died(text(), text(), instant(), text());
            case RecordWriter.DEAD -> new LedgerRecord.Dead(new DeadLetter(entry(), instant(), text()));
            case RecordWriter.REPEATED -> new LedgerRecord.Repeated(text(), texts(), instant());
            case RecordWriter.FIRED -> new LedgerRecord.Fired(kept());
            case RecordWriter.ENDED -> new LedgerRecord.Ended(alert());
            case RecordWriter.PROBE -> new LedgerRecord.Probe();
            default -> null;
        };
    }

    private Entry entry() {
        String target = text();
        String id = text();
        String receiver = text();
        String groupKey = text();
        SortedMap<String, String> labels = texts();
        int count = count();
        List<Alert> alerts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            alerts.add(alert());
        }
        // When it was detected stood on a clock that is no more.
        return new Entry(
                target, new Notification(id, receiver, groupKey, labels, alerts, octets.get() != 0, List.of()));
    }

    private Alert alert() {
        Alert alert = new Alert(text(), texts(), texts(), instant(), octets.get() == 0 ? null : instant());
        Alert before = known.putIfAbsent(alert, alert);
        return before == null ? alert : before;
    }

    private KeptAlert kept() {
        String rule = text();
        Map<String, String> subject = texts();
        int count = count();
        List<Map<String, String>> beside = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            beside.add(texts());
        }
        Duration keepFiringFor = Duration.ofSeconds(octets.getLong(), octets.getInt());
        Alert alert = alert();
        count = count();
        Set<String> told = new HashSet<>();
        for (int i = 0; i < count; i++) {
            told.add(text());
        }
        count = count();
        Map<String, Instant> toldAt = new HashMap<>();
        for (int i = 0; i < count; i++) {
            toldAt.put(text(), instant());
        }
        return new KeptAlert(rule, subject, beside, keepFiringFor, alert, told, toldAt);
    }

    private SortedMap<String, String> texts() {
        int count = count();
        SortedMap<String, String> texts = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            texts.put(text(), text());
        }
        return texts;
    }

    private String text() {
        byte[] utf8 = new byte[count()];
        octets.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Each member takes an octet at least, so that no number asks for more memory than there are octets. */
    private int count() {
        int count = octets.getInt();
        if (count < 0 || count > octets.remaining()) {
            throw new BufferUnderflowException();
        }
        return count;
    }

    private Instant instant() {
        return Instant.ofEpochSecond(octets.getLong(), octets.getInt());
    }
}
