package dev.ribwatch.exporter.alert;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Alerts that one receiver is told together. Immutable.
 *
 * @param id the same over all attempts to deliver it, different from every other
 * @param receiver name of the receiver
 * @param groupKey names the group at its receiver; notifications of one group have the same
 * @param groupLabels what the group's alerts share
 * @param alerts those that fire first; at least one
 * @param repeat whether it only repeats what was told before, so that it may be left out while another of its group waits
 * @param news for each alert that is told for the first time, when its condition was detected on the monotonic clock
 */
public record Notification(
        String id,
        String receiver,
        String groupKey,
        SortedMap<String, String> groupLabels,
        List<Alert> alerts,
        boolean repeat,
        List<Long> news) {

    public Notification {
        groupLabels = Collections.unmodifiableSortedMap(new TreeMap<>(groupLabels));
        alerts = List.copyOf(alerts);
        news = List.copyOf(news);
    }

    /** {@code firing} if any alert fires, else {@code resolved}. */
    public String status() {
        return alerts.stream().anyMatch(Alert::firing) ? "firing" : "resolved";
    }
}
