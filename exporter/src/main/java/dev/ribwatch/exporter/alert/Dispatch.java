package dev.ribwatch.exporter.alert;

import dev.ribwatch.config.AlertsConfig;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Which receivers are told of an alert, and in which group. */
final class Dispatch {
    private static final Duration RESEND = Duration.ofMinutes(1);
    private static final Duration SHORTEST_REPEAT = Duration.ofSeconds(1);
    private static final SortedMap<String, String> EVERYTHING = Collections.emptySortedMap();

    private final Outbox outbox;
    private final Agenda agenda;
    private final Clocks clocks;
    private final Map<Place, Group> groups = new LinkedHashMap<>();
    private Map<String, Group.Timing> receivers = Map.of();
    private Map<String, List<URI>> addresses = Map.of();
    private List<AlertsConfig.Route> routes = List.of();

    private record Place(String receiver, SortedMap<String, String> labels) {}

    Dispatch(Outbox outbox, Agenda agenda, Clocks clocks) {
        this.outbox = outbox;
        this.agenda = agenda;
        this.clocks = clocks;
    }

    /**
     * Takes a configuration. Groups whose receiver stays are kept, with all that they have told; if it is at another address,
     * they tell it once more. Of a cluster any address that stays is enough.
     */
    void apply(AlertsConfig config) {
        Map<String, Group.Timing> timings = new LinkedHashMap<>();
        Map<String, List<URI>> next = new LinkedHashMap<>();
        for (AlertsConfig.Receiver receiver : config.receivers()) {
            timings.put(receiver.name(), timing(receiver, config));
            next.put(receiver.name(), addresses(receiver));
        }
        Map<String, List<URI>> before = addresses;
        addresses = next;
        receivers = timings;
        routes = config.routes();
        groups.entrySet().removeIf(entry -> {
            Group.Timing timing = timings.get(entry.getKey().receiver());
            boolean sameKind = timing != null
                    && timing.onlyChanges() == entry.getKey().labels().isEmpty();
            if (timing == null || !sameKind) {
                entry.getValue().dissolve();
                return true;
            }
            entry.getValue().retime(timing);
            String receiver = entry.getKey().receiver();
            if (Collections.disjoint(
                    before.getOrDefault(receiver, List.of()), next.getOrDefault(receiver, List.of()))) {
                entry.getValue().move();
            }
            return false;
        });
    }

    private static List<URI> addresses(AlertsConfig.Receiver receiver) {
        if (receiver instanceof AlertsConfig.Webhook webhook) {
            return List.of(webhook.url());
        }
        return receiver instanceof AlertsConfig.Alertmanager alertmanager ? alertmanager.urls() : List.of();
    }

    // Alertmanager groups and repeats by itself; it must hear every change at once and of everything each minute.
    private static Group.Timing timing(AlertsConfig.Receiver receiver, AlertsConfig config) {
        if (receiver instanceof AlertsConfig.Alertmanager) {
            return new Group.Timing(Duration.ZERO, RESEND, true);
        }
        Duration repeat = config.repeatInterval();
        return new Group.Timing(
                config.groupWait(), repeat.compareTo(SHORTEST_REPEAT) < 0 ? SHORTEST_REPEAT : repeat, false);
    }

    /** Names of those whom the routes give this alert: the first route that matches, else the first receiver. */
    Set<String> receiversOf(Alert alert) {
        for (AlertsConfig.Route route : routes) {
            if (LabelSets.matches(route.match(), alert.labels())) {
                Set<String> names = new LinkedHashSet<>(route.to());
                names.retainAll(receivers.keySet());
                return names;
            }
        }
        for (String first : receivers.keySet()) {
            return Set.of(first);
        }
        return Set.of();
    }

    /** Names of those who hold this alert as firing. */
    List<String> holders(Alert alert) {
        List<String> names = new ArrayList<>();
        for (String receiver : receivers.keySet()) {
            Group group = groups.get(place(receiver, alert));
            if (group != null && group.holds(alert)) {
                names.add(receiver);
            }
        }
        return names;
    }

    /** Tells all whom the routes name, and who do not know it yet. */
    void fire(Alert alert, @Nullable Long detectedNanos) {
        for (String receiver : receiversOf(alert)) {
            Place place = place(receiver, alert);
            groups.computeIfAbsent(place, this::newGroup).add(alert, detectedNanos);
        }
    }

    /**
     * Some were told of this alert before the start, and hold it as firing.
     *
     * @param wait how long an Alertmanager that was told need not be told again
     */
    void restore(KeptAlert kept, Duration wait) {
        Alert alert = kept.alert();
        Alert firing = alert.firing()
                ? alert
                : new Alert(alert.episode(), alert.labels(), alert.annotations(), alert.startsAt(), null);
        for (String receiver : kept.told()) {
            if (receivers.containsKey(receiver)) {
                Place place = place(receiver, alert);
                groups.computeIfAbsent(place, this::newGroup)
                        .restore(firing, kept.toldAt().getOrDefault(receiver, clocks.instant()), wait);
            }
        }
    }

    /**
     * Its texts changed.
     *
     * @param mayBeNews whether it may be told because of that; not within a window of maintenance
     */
    void update(Alert alert, boolean mayBeNews) {
        groupsOf(alert).forEach(group -> group.update(alert, mayBeNews));
    }

    void resolve(Alert resolved) {
        groupsOf(resolved).forEach(group -> group.resolve(resolved));
    }

    /** One label set ends and another goes on in its place, told together. */
    void relabel(Alert resolved, Alert goesOn) {
        Long detectedNanos = null;
        for (Group group : groupsOf(resolved)) {
            Long untold = group.relabel(resolved);
            detectedNanos = untold == null ? detectedNanos : untold;
        }
        fire(goesOn, detectedNanos);
    }

    /** Tells at once what still waits for others of its group. */
    void flush() {
        List.copyOf(groups.values()).forEach(Group::flush);
    }

    private Group newGroup(Place place) {
        return new Group(
                place.receiver(),
                place.labels(),
                timingOf(place.receiver()),
                outbox,
                agenda,
                clocks,
                group -> groups.remove(place, group));
    }

    private List<Group> groupsOf(Alert alert) {
        List<Group> found = new ArrayList<>();
        for (String receiver : receivers.keySet()) {
            Group group = groups.get(place(receiver, alert));
            if (group != null) {
                found.add(group);
            }
        }
        return found;
    }

    private Place place(String receiver, Alert alert) {
        return new Place(receiver, timingOf(receiver).onlyChanges() ? EVERYTHING : LabelSets.cause(alert.labels()));
    }

    private Group.Timing timingOf(String receiver) {
        Group.Timing timing = receivers.get(receiver);
        if (timing == null) {
            throw new IllegalArgumentException("no such receiver: " + receiver);
        }
        return timing;
    }
}
