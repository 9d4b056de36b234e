package dev.ribwatch.exporter.alert;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * An alert that is not over, as {@code /api/v1/alerts} shows it. In JSON, in this order: {@code id}, {@code state},
 * {@code labels}, {@code annotations}, {@code starts_at}, {@code unknown}, {@code held_back}, {@code receivers}; false and
 * empty values are left out.
 *
 * @param id of the episode
 * @param state {@code pending} (it must hold a while longer), {@code firing}, or {@code ending} (it fires although the
 *     deviation has ended, for the rule's keep-firing-for)
 * @param startsAt first opening
 * @param unknown whether nobody can look right now
 * @param heldBack whether a maintenance window holds it back
 * @param receivers names of those who were or will be told
 */
public record ActiveAlert(
        String id,
        String state,
        SortedMap<String, String> labels,
        SortedMap<String, String> annotations,
        Instant startsAt,
        boolean unknown,
        boolean heldBack,
        List<String> receivers) {}
