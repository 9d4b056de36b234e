package dev.ribwatch.exporter.alert;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One label set as receivers see it, at one moment. Immutable.
 *
 * @param episode stable id of the episode; severity and external labels are no part of it, so both sides of a step in
 *     severity carry the same
 * @param labels the identity for receivers
 * @param annotations texts for people, in full also when resolved
 * @param startsAt the episode's first opening
 * @param endsAt when it ended; null while it fires
 */
public record Alert(
        String episode,
        SortedMap<String, String> labels,
        SortedMap<String, String> annotations,
        Instant startsAt,
        @Nullable Instant endsAt) {

    public Alert {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    }

    /** Whether it fires, as opposed to resolved. */
    public boolean firing() {
        return endsAt == null;
    }

    /** {@code firing} or {@code resolved}. */
    public String status() {
        return firing() ? "firing" : "resolved";
    }

    /** Alertmanager's fingerprint of the label set: 16 hexadecimal digits. */
    public String fingerprint() {
        return LabelSets.fingerprint(labels);
    }

    /** The labels by which alerts of one cause share a notification. */
    public SortedMap<String, String> cause() {
        return LabelSets.cause(labels);
    }

    /**
     * The routers that an alert rests on, by name.
     *
     * @param annotations its texts
     */
    public static Set<String> reporters(Map<String, String> annotations) {
        Set<String> routers = new TreeSet<>();
        for (String router : annotations.getOrDefault("reported_by", "").split(",", -1)) {
            if (!router.isBlank()) {
                routers.add(router.strip());
            }
        }
        return routers;
    }

    /** How many deviations it stands for, by its annotation {@code count}; 1 without one. */
    long standsFor() {
        try {
            return Math.max(1, Long.parseLong(annotations.getOrDefault("count", "1")));
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    /** The same alert, over: that nobody could look is no part of it. An end before the start is taken as the start. */
    Alert resolved(Instant end, @Nullable String reason) {
        SortedMap<String, String> texts = LastSeen.in(annotations, false);
        if (reason != null) {
            texts = new TreeMap<>(texts);
            texts.put("resolved_because", reason);
        }
        return new Alert(episode, labels, texts, startsAt, end.isBefore(startsAt) ? startsAt : end);
    }
}
