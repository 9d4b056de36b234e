package dev.ribwatch.exporter.ledger;

import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.alert.DeliveryLedger.DeadLetter;
import dev.ribwatch.exporter.alert.DeliveryLedger.Entry;
import dev.ribwatch.exporter.alert.KeptAlert;
import dev.ribwatch.exporter.alert.Notification;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger holds: notifications that are unfinished, the latest that are dead, alerts that fire or whose end
 * somebody was not told. The same records in the same order make the same state, before a restart and after. Bounded: past a
 * bound what comes is left out, and counted.
 */
final class LedgerState {
    /** Times of groups that nobody fires in any more, which are kept until there are so many. */
    private static final int SPARE_PLACES = 1_000;

    private final int mostUnfinished;
    private final int mostDead;
    private final int mostAlerts;
    private final Map<String, Map<String, LedgerRecord.Entered>> unfinished = new LinkedHashMap<>();
    private final ArrayDeque<DeadLetter> dead = new ArrayDeque<>();
    private final Map<SortedMap<String, String>, KeptAlert> alerts = new LinkedHashMap<>();
    private Map<Place, Instant> toldAt = new HashMap<>();
    private int entries;
    private long leftOut;

    /** A group of alerts that a receiver is told together. */
    private record Place(String receiver, SortedMap<String, String> group) {}

    /**
     * @param mostDead dead letters that are kept; the oldest go first
     * @param mostAlerts alerts that are kept
     */
    LedgerState(int mostUnfinished, int mostDead, int mostAlerts) {
        this.mostUnfinished = mostUnfinished;
        this.mostDead = mostDead;
        this.mostAlerts = mostAlerts;
    }

    /** Takes a change. */
    void apply(LedgerRecord record) {
        if (record instanceof LedgerRecord.Entered entered) {
            enter(entered);
        } else if (record instanceof LedgerRecord.Delivered delivered) {
            strike(delivered.target(), delivered.id());
        } else if (record instanceof LedgerRecord.Died died) {
            LedgerRecord.Entered entered = strike(died.target(), died.id());
            if (entered != null) {
                bury(new DeadLetter(entered.entry(), died.at(), died.reason()));
            }
        } else if (record instanceof LedgerRecord.Dead letter) {
            bury(letter.letter());
        } else if (record instanceof LedgerRecord.Repeated repeated) {
            toldAt.computeIfPresent(new Place(repeated.receiver(), repeated.group()), (place, before) -> repeated.at());
        } else if (record instanceof LedgerRecord.Fired fired) {
            fire(fired.alert());
        } else if (record instanceof LedgerRecord.Ended ended) {
            end(ended.resolved());
        }
    }

    private void enter(LedgerRecord.Entered entered) {
        Entry entry = entered.entry();
        if (entries >= mostUnfinished) {
            leftOut++;
        } else {
            Object before = unfinished
                    .computeIfAbsent(entry.target(), target -> new LinkedHashMap<>())
                    .put(entry.notification().id(), entered);
            entries += before == null ? 1 : 0;
        }
        tell(entry.notification(), entered.at());
    }

    private void tell(Notification notification, Instant at) {
        String receiver = notification.receiver();
        for (Alert alert : notification.alerts()) {
            KeptAlert kept = alerts.get(alert.labels());
            if (kept == null || kept.told().contains(receiver) == alert.firing()) {
                continue;
            }
            Set<String> told = new HashSet<>(kept.told());
            if (alert.firing()) {
                told.add(receiver);
            } else {
                told.remove(receiver);
            }
            keep(kept.with(kept.alert(), told, Map.of()));
        }
        told(new Place(receiver, notification.groupLabels()), at);
    }

    /** Keeps it, unless it is over and all know. */
    private void keep(KeptAlert kept) {
        SortedMap<String, String> labels = kept.alert().labels();
        if (!kept.alert().firing() && kept.told().isEmpty()) {
            alerts.remove(labels);
        } else if (alerts.size() < mostAlerts || alerts.containsKey(labels)) {
            alerts.put(labels, kept);
        } else {
            leftOut++;
        }
    }

    private LedgerRecord.@Nullable Entered strike(String target, String id) {
        Map<String, LedgerRecord.Entered> of = unfinished.get(target);
        LedgerRecord.Entered struck = of == null ? null : of.remove(id);
        if (of != null && struck != null) {
            entries--;
            if (of.isEmpty()) {
                unfinished.remove(target);
            }
        }
        return struck;
    }

    /** Without texts for people, which take most of the room: nobody is sent it any more. */
    private void bury(DeadLetter letter) {
        Notification of = letter.entry().notification();
        List<Alert> bare = of.alerts().stream()
                .map(alert ->
                        new Alert(alert.episode(), alert.labels(), new TreeMap<>(), alert.startsAt(), alert.endsAt()))
                .toList();
        Notification kept =
                new Notification(of.id(), of.receiver(), of.groupKey(), of.groupLabels(), bare, of.repeat(), List.of());
        dead.add(new DeadLetter(new Entry(letter.entry().target(), kept), letter.at(), letter.reason()));
        if (dead.size() > mostDead) {
            dead.remove();
        }
    }

    /** Whoever was told of an alert with the same labels, and not of its end, believes this one to fire. */
    private void fire(KeptAlert alert) {
        KeptAlert before = alerts.get(alert.alert().labels());
        Set<String> told = new HashSet<>(alert.told());
        if (before != null) {
            told.addAll(before.told());
        }
        alert.toldAt()
                .forEach(
                        (receiver, at) -> told(new Place(receiver, alert.alert().cause()), at));
        keep(alert.with(alert.alert(), told, Map.of()));
    }

    /** The latest counts: a notification that waits may be older than a repetition. */
    private void told(Place place, Instant at) {
        toldAt.merge(place, at, (one, other) -> one.isAfter(other) ? one : other);
    }

    private void end(Alert resolved) {
        KeptAlert before = alerts.get(resolved.labels());
        if (before != null) {
            keep(before.with(resolved, before.told(), Map.of()));
        }
    }

    /** Only these receivers exist; what others were told is forgotten. Whether that is anything. */
    boolean receivers(Set<String> names) {
        boolean any = false;
        for (KeptAlert kept : List.copyOf(alerts.values())) {
            if (!names.containsAll(kept.told())) {
                Set<String> told = new HashSet<>(kept.told());
                told.retainAll(names);
                keep(kept.with(kept.alert(), told, Map.of()));
                any = true;
            }
        }
        return any;
    }

    /** The state at one moment. */
    Copy copy() {
        if (toldAt.size() > 2 * alerts.size() + SPARE_PLACES) {
            Map<Place, Instant> inUse = new HashMap<>();
            for (KeptAlert kept : alerts.values()) {
                for (String receiver : kept.told()) {
                    Place place = new Place(receiver, kept.alert().cause());
                    Instant at = toldAt.get(place);
                    if (at != null) {
                        inUse.put(place, at);
                    }
                }
            }
            toldAt = inUse;
        }
        List<LedgerRecord.Entered> entered = new ArrayList<>(entries);
        unfinished.values().forEach(of -> entered.addAll(of.values()));
        return new Copy(List.copyOf(alerts.values()), new HashMap<>(toldAt), List.copyOf(dead), entered);
    }

    /** A state that does not change. */
    static final class Copy {
        private final List<KeptAlert> alerts;
        private final Map<Place, Instant> toldAt;
        private final List<DeadLetter> dead;
        private final List<LedgerRecord.Entered> entered;

        private Copy(
                List<KeptAlert> alerts,
                Map<Place, Instant> toldAt,
                List<DeadLetter> dead,
                List<LedgerRecord.Entered> entered) {
            this.alerts = alerts;
            this.toldAt = toldAt;
            this.dead = dead;
            this.entered = entered;
        }

        /** Records that make this state, from nothing, one after the other. */
        Iterator<LedgerRecord> records() {
            // The alerts first: what is entered says who was told of them.
            return Stream.concat(
                            Stream.concat(
                                    alerts.stream().map(kept -> new LedgerRecord.Fired(whole(kept, toldAt))),
                                    dead.stream().map(LedgerRecord.Dead::new)),
                            entered.stream())
                    .map(LedgerRecord.class::cast)
                    .iterator();
        }
    }

    private static KeptAlert whole(KeptAlert kept, Map<Place, Instant> toldAt) {
        Map<String, Instant> times = new HashMap<>();
        for (String receiver : kept.told()) {
            Instant at = toldAt.get(new Place(receiver, kept.alert().cause()));
            if (at != null) {
                times.put(receiver, at);
            }
        }
        return kept.with(kept.alert(), kept.told(), times);
    }

    List<KeptAlert> alerts() {
        return alerts.values().stream().map(kept -> whole(kept, toldAt)).toList();
    }

    List<Entry> unfinished(String target) {
        return unfinished.getOrDefault(target, Map.of()).values().stream()
                .map(LedgerRecord.Entered::entry)
                .toList();
    }

    Set<String> targets() {
        return Set.copyOf(unfinished.keySet());
    }

    List<DeadLetter> deadLetters() {
        return List.copyOf(dead);
    }

    int countAlerts() {
        return alerts.size();
    }

    int countUnfinished() {
        return entries;
    }

    int countDead() {
        return dead.size();
    }

    /** What found no room since the start. */
    long leftOut() {
        return leftOut;
    }
}
