package dev.ribwatch.exporter.alert;

import java.util.Map;

/** What a condition is about: its identity. */
record Subject(String rule, Map<String, String> labels) {
    static Subject of(Condition condition) {
        return new Subject(condition.rule(), condition.subject());
    }
}
