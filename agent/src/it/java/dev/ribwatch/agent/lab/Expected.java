package dev.ribwatch.agent.lab;

import java.util.HashMap;
import java.util.Map;

/** Label sets as the contract gives them. */
final class Expected {
    private static final String SITE = "lab";

    private Expected() {}

    /** The labels of one alert: the rule, its severity, and pairs of name and value. */
    static Map<String, String> alert(String rule, String severity, String... subject) {
        Map<String, String> labels = new HashMap<>();
        labels.put("alertname", rule);
        labels.put("severity", severity);
        labels.put("site", SITE);
        for (int i = 0; i < subject.length; i += 2) {
            labels.put(subject[i], subject[i + 1]);
        }
        return labels;
    }
}
