package dev.ribwatch.agent.daemon;

import dev.ribwatch.config.Ranges;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.alert.KeptAlert;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Members of ranges that alerts which outlasted a restart rest on. Were they not known again from the start, nobody could say that
 * they are away, and what fired at one that does not come back would neither be judged nor end.
 */
final class KeptMembers {
    private KeptMembers() {}

    /**
     * Those that still have a place in their range, and since when they are away: since the last session was lost, as SessionDown
     * says, or since now. If a range has become too small, those that are away for the shortest time have the places.
     */
    static Map<Ranges.Member, Instant> of(Collection<KeptAlert> alerts, Collection<RouterConfig> routers, Instant now) {
        Ranges ranges = new Ranges(routers);
        Map<Ranges.Member, Instant> awaySince = new HashMap<>();
        for (KeptAlert kept : alerts) {
            if (!kept.alert().firing()) {
                continue;
            }
            String own = kept.subject().get("router");
            boolean down = kept.rule().equals(RuleName.SESSION_DOWN.text());
            Instant since =
                    down && kept.alert().startsAt().isBefore(now) ? kept.alert().startsAt() : now;
            for (String router : own == null ? Alert.reporters(kept.alert().annotations()) : Set.of(own)) {
                Ranges.Member member = ranges.member(router);
                if (member != null) {
                    awaySince.merge(member, since, (a, b) -> a.isBefore(b) ? a : b);
                }
            }
        }
        Map<Ranges.Member, Instant> placed = new LinkedHashMap<>();
        Map<String, Integer> taken = new HashMap<>();
        List<Map.Entry<Ranges.Member, Instant>> latestFirst = awaySince.entrySet().stream()
                .sorted(Map.Entry.<Ranges.Member, Instant>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.comparing(Ranges.Member::name))))
                .toList();
        for (Map.Entry<Ranges.Member, Instant> entry : latestFirst) {
            RouterConfig range = entry.getKey().range();
            if (taken.merge(range.name(), 1, Integer::sum) <= range.maxMembers()) {
                placed.put(entry.getKey(), entry.getValue());
            }
        }
        return placed;
    }
}
