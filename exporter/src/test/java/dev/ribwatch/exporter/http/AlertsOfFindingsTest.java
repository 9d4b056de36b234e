package dev.ribwatch.exporter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.exporter.alert.ActiveAlert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The alert of a finding among those of others that differ in one label, or have one more. */
class AlertsOfFindingsTest {
    private final List<ActiveAlert> active = new ArrayList<>();

    private void alert(String id, String rule, Map<String, String> subject) {
        TreeMap<String, String> labels = new TreeMap<>(subject);
        labels.put("alertname", rule);
        labels.put("severity", "warning");
        labels.put("site", "a");
        active.add(new ActiveAlert(
                id, "firing", labels, new TreeMap<>(), Instant.EPOCH, false, false, List.of("on-call")));
    }

    private String find(String rule, Map<String, String> subject) {
        ActiveAlert found = new AlertsOfFindings(active).of(rule, subject);
        return found == null ? "none" : found.id();
    }

    @Test
    void isTheOneWithTheSameSubject() {
        Map<String, String> single = Map.of("router", "edge1", "network", "n", "prefix", "10.0.0.0/8");
        Map<String, String> shared = Map.of("router", "edge1", "network", "n");
        alert("single", "Bogon", single);
        alert("shared", "Bogon", shared);
        alert("other", "Bogon", Map.of("router", "edge2", "network", "n", "prefix", "10.0.0.0/8"));
        alert("another", "MissingPrefix", single);
        assertThat(find("Bogon", single)).isEqualTo("single");
        assertThat(find("Bogon", shared)).isEqualTo("shared");
        assertThat(find("MissingPrefix", single)).isEqualTo("another");
        assertThat(find("Bogon", Map.of("router", "edge1", "network", "n", "prefix", "10.0.0.0/9")))
                .isEqualTo("none");
        assertThat(find("RouteLeak", single)).isEqualTo("none");
        assertThat(find("MissingPrefix", shared))
                .as("a single stands for itself alone")
                .isEqualTo("none");
    }
}
