package dev.ribwatch.exporter.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An alert as it outlasts a restart. Immutable.
 *
 * @param rule the rule of its condition
 * @param subject the identity of its condition
 * @param beside as of its condition
 * @param keepFiringFor how long it keeps firing after its condition has ended
 * @param alert what receivers see; with an end if it is over and somebody was not told so
 * @param told names of the receivers that were told that it fires, and not that it is over
 * @param toldAt when its group was told last, by receiver
 */
public record KeptAlert(
        String rule,
        Map<String, String> subject,
        List<Map<String, String>> beside,
        Duration keepFiringFor,
        Alert alert,
        Set<String> told,
        Map<String, Instant> toldAt) {

    public KeptAlert {
        subject = Map.copyOf(subject);
        beside = beside.stream().map(Map::copyOf).toList();
        told = Set.copyOf(told);
        toldAt = Map.copyOf(toldAt);
    }

    /** One that nobody was told of yet. */
    static KeptAlert of(Condition condition, Alert alert) {
        return new KeptAlert(
                condition.rule(),
                condition.subject(),
                condition.beside(),
                condition.keepFiringFor(),
                alert,
                Set.of(),
                Map.of());
    }

    /** The same with another state. */
    public KeptAlert with(Alert now, Set<String> nowTold, Map<String, Instant> nowToldAt) {
        return new KeptAlert(rule, subject, beside, keepFiringFor, now, nowTold, nowToldAt);
    }
}
