package dev.ribwatch.agent.policy;

import dev.ribwatch.config.value.Family;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Hears findings and insists that openings, changes and closings fit together. */
final class Recorder implements FindingListener {
    final Map<FindingKey, Finding> open = new LinkedHashMap<>();
    /** {@code + key}, {@code ~ key}, {@code - key}, in order. */
    final List<String> events = new ArrayList<>();
    /** What was told as it was before: something else is said of it. */
    final List<FindingKey> again = new ArrayList<>();
    /** Routers that cannot be asked. */
    final Map<Family, List<String>> blind = new EnumMap<>(Family.class);

    @Override
    public void opened(Finding finding) {
        if (open.put(finding.key(), finding) != null) {
            throw new AssertionError("opened twice: " + finding.key());
        }
        events.add("+ " + finding.key());
    }

    @Override
    public void changed(Finding finding) {
        Finding before = open.put(finding.key(), finding);
        if (before == null) {
            throw new AssertionError("changed but not open: " + finding.key());
        }
        if (!before.since().equals(finding.since()) || before.detectedNanos() != finding.detectedNanos()) {
            throw new AssertionError("changed its beginning: " + finding.key());
        }
        if (before.equals(finding)) {
            again.add(finding.key());
        } else {
            events.add("~ " + finding.key());
        }
    }

    @Override
    public void blind(Family family, List<String> routers) {
        blind.put(family, routers);
    }

    @Override
    public void closed(Finding finding, String reason) {
        Finding before = open.remove(finding.key());
        if (before == null || !before.equals(finding)) {
            throw new AssertionError("closed as " + finding + " but was " + before);
        }
        if (reason.isBlank()) {
            throw new AssertionError("closed without a reason: " + finding.key());
        }
        events.add("- " + finding.key());
    }
}
