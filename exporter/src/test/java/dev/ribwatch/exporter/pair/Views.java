package dev.ribwatch.exporter.pair;

import dev.ribwatch.exporter.pair.PairView.Sight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Writes views of an agent, in few words. */
final class Views {
    static final String V4 = "ipv4-unicast";
    static final String V6 = "ipv6-unicast";

    private final String instance;
    private final List<Sight> sights = new ArrayList<>();
    private final List<PairAlert> alerts = new ArrayList<>();
    private Map<String, String> policy = Map.of("networks", "1", "policy", "2");
    private boolean starting;

    private Views(String instance) {
        this.instance = instance;
    }

    static Views of(String instance) {
        return new Views(instance);
    }

    Views starting() {
        starting = true;
        return this;
    }

    Views policy(Map<String, String> digests) {
        policy = digests;
        return this;
    }

    Views sees(String router, String family, long routes) {
        sights.add(new Sight(router, family, true, routes));
        return this;
    }

    Views blind(String router, String family) {
        sights.add(new Sight(router, family, false, 0));
        return this;
    }

    /** @param labels {@code name=value} with single spaces between */
    Views fires(String rule, String labels, String... routers) {
        return alert(rule, labels, true, false, routers);
    }

    Views waits(String rule, String labels, String... routers) {
        return alert(rule, labels, false, false, routers);
    }

    Views cannotLook(String rule, String labels, String... routers) {
        return alert(rule, labels, true, true, routers);
    }

    private Views alert(String rule, String labels, boolean firing, boolean unknown, String... routers) {
        TreeMap<String, String> all = new TreeMap<>(Map.of("alertname", rule));
        for (String label : labels.split(" ", -1)) {
            all.put(label.substring(0, label.indexOf('=')), label.substring(label.indexOf('=') + 1));
        }
        alerts.add(new PairAlert(all, firing, unknown, Set.of(routers)));
        return this;
    }

    PairView view() {
        return new PairView(instance, "1.0", starting, policy, sights, new PairAlerts(alerts.size(), "same", alerts));
    }

    /** More alerts than are listed. */
    PairView flooded(int total, String digest) {
        return new PairView(instance, "1.0", starting, policy, sights, new PairAlerts(total, digest, List.of()));
    }
}
