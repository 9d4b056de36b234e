package dev.ribwatch.exporter.http;

import dev.ribwatch.exporter.alert.ActiveAlert;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which alert stands for an open finding: what people are told of it, or why they are not yet. */
final class AlertsOfFindings {
    static final AlertsOfFindings NONE = new AlertsOfFindings(List.of());

    /** What a finding has that stands alone, and one that stands for several has not. */
    private static final String PREFIX = "prefix";

    private final Map<String, List<ActiveAlert>> byRule = new HashMap<>();

    AlertsOfFindings(List<ActiveAlert> alerts) {
        for (ActiveAlert alert : alerts) {
            byRule.computeIfAbsent(alert.labels().getOrDefault("alertname", ""), rule -> new ArrayList<>())
                    .add(alert);
        }
    }

    /**
     * The alert of a finding, or null if there is none yet.
     *
     * @param subject the labels of the finding
     */
    @Nullable
    ActiveAlert of(String rule, Map<String, String> subject) {
        ActiveAlert found = null;
        for (ActiveAlert alert : byRule.getOrDefault(rule, List.of())) {
            // All have the same further labels: the one with the fewest has no more of the subject than is asked for.
            if (alert.labels().entrySet().containsAll(subject.entrySet())
                    && alert.labels().containsKey(PREFIX) == subject.containsKey(PREFIX)
                    && (found == null || alert.labels().size() < found.labels().size())) {
                found = alert;
            }
        }
        return found;
    }
}
