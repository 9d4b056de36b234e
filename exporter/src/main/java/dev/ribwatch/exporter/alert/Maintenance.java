package dev.ribwatch.exporter.alert;

import dev.ribwatch.config.AlertsConfig;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The windows of planned work. */
record Maintenance(List<AlertsConfig.Maintenance> windows) {
    /** When the windows that cover this condition now let go of it; null if none covers it. */
    @Nullable
    Instant coveredUntil(Condition condition, Map<String, String> labels, Instant now) {
        Instant latest = null;
        for (AlertsConfig.Maintenance window : windows) {
            if (!now.isBefore(window.from()) && now.isBefore(window.to()) && matches(window, condition, labels)) {
                latest = latest == null || window.to().isAfter(latest) ? window.to() : latest;
            }
        }
        return latest;
    }

    private static boolean matches(AlertsConfig.Maintenance window, Condition condition, Map<String, String> labels) {
        if (LabelSets.matches(window.match(), labels)) {
            return true;
        }
        for (Map<String, String> one : condition.beside()) {
            Map<String, String> beside = new HashMap<>(labels);
            beside.putAll(one);
            if (LabelSets.matches(window.match(), beside)) {
                return true;
            }
        }
        return false;
    }
}
