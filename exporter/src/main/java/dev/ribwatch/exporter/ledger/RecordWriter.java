package dev.ribwatch.exporter.ledger;

import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.alert.DeliveryLedger.Entry;
import dev.ribwatch.exporter.alert.KeptAlert;
import dev.ribwatch.exporter.alert.Notification;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Records as octets: a type, then its fields in order. Numbers are in network byte order; a text is its length in octets, 4
 * octets, and UTF-8; a list or map is its number of members and those; an instant is seconds since 1970, 8 octets, and
 * nanoseconds, 4 octets. {@link RecordReader} reads them. Grows as far as it must and is used again.
 */
final class RecordWriter {
    static final byte ENTERED = 1;
    static final byte DELIVERED = 2;
    static final byte DIED = 3;
    static final byte DEAD = 4;
    static final byte REPEATED = 5;
    static final byte FIRED = 6;
    static final byte ENDED = 7;
    static final byte PROBE = 8;

    /** What is kept between two records. */
    private static final int USUAL = 64 * 1024;

    private byte[] octets = new byte[4096];
    private int length;

    /** Writes a record, in place of the one before. */
    void write(LedgerRecord record) {
        length = 0;
        if (octets.length > USUAL) {
            octets = new byte[4096];
        }
        if (record instanceof LedgerRecord.Entered entered) {
            octet(ENTERED);
            entry(entered.entry());
            instant(entered.at());
        } else if (record instanceof LedgerRecord.Delivered delivered) {
            octet(DELIVERED);
            text(delivered.target());
            text(delivered.id());
        } else if (record instanceof LedgerRecord.Died died) {
            octet(DIED);
            text(died.target());
            text(died.id());
            instant(died.at());
            text(died.reason());
        } else if (record instanceof LedgerRecord.Dead dead) {
            octet(DEAD);
            entry(dead.letter().entry());
            instant(dead.letter().at());
            text(dead.letter().reason());
        } else if (record instanceof LedgerRecord.Repeated repeated) {
            octet(REPEATED);
            text(repeated.receiver());
            texts(repeated.group());
            instant(repeated.at());
        } else if (record instanceof LedgerRecord.Fired fired) {
            octet(FIRED);
            kept(fired.alert());
        } else if (record instanceof LedgerRecord.Ended ended) {
            octet(ENDED);
            alert(ended.resolved());
        } else if (record instanceof LedgerRecord.Probe) {
            octet(PROBE);
        }
    }

    /** The octets of the record; those behind {@link #length} mean nothing. */
    byte[] octets() {
        return octets;
    }

    int length() {
        return length;
    }

    private void entry(Entry entry) {
        Notification notification = entry.notification();
        text(entry.target());
        text(notification.id());
        text(notification.receiver());
        text(notification.groupKey());
        texts(notification.groupLabels());
        integer(notification.alerts().size());
        notification.alerts().forEach(this::alert);
        octet((byte) (notification.repeat() ? 1 : 0));
    }

    private void alert(Alert alert) {
        text(alert.episode());
        texts(alert.labels());
        texts(alert.annotations());
        instant(alert.startsAt());
        Instant end = alert.endsAt();
        octet((byte) (end == null ? 0 : 1));
        if (end != null) {
            instant(end);
        }
    }

    private void kept(KeptAlert kept) {
        text(kept.rule());
        texts(new TreeMap<>(kept.subject()));
        integer(kept.beside().size());
        kept.beside().forEach(one -> texts(new TreeMap<>(one)));
        number(kept.keepFiringFor().toSeconds());
        integer(kept.keepFiringFor().toNanosPart());
        alert(kept.alert());
        texts(kept.told());
        integer(kept.toldAt().size());
        kept.toldAt().forEach((receiver, at) -> {
            text(receiver);
            instant(at);
        });
    }

    private void texts(Collection<String> texts) {
        integer(texts.size());
        texts.forEach(this::text);
    }

    private void texts(Map<String, String> texts) {
        integer(texts.size());
        texts.forEach((name, value) -> {
            text(name);
            text(value);
        });
    }

    private void text(@Nullable String text) {
        byte[] utf8 = String.valueOf(text).getBytes(StandardCharsets.UTF_8);
        integer(utf8.length);
        room(utf8.length);
        System.arraycopy(utf8, 0, octets, length, utf8.length);
        length += utf8.length;
    }

    private void instant(Instant instant) {
        number(instant.getEpochSecond());
        integer(instant.getNano());
    }

    private void number(long value) {
        integer((int) (value >>> 32));
        integer((int) value);
    }

    private void integer(int value) {
        room(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            octets[length++] = (byte) (value >>> shift);
        }
    }

    private void octet(byte value) {
        room(1);
        octets[length++] = value;
    }

    private void room(int more) {
        if (octets.length - length < more) {
            octets = Arrays.copyOf(octets, Math.max(2 * octets.length, length + more));
        }
    }
}
