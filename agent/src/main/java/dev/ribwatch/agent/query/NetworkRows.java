package dev.ribwatch.agent.query;

import dev.ribwatch.agent.policy.PolicyCounts;
import dev.ribwatch.agent.policy.PolicyCounts.Reason;
import dev.ribwatch.agent.policy.PolicyEngine;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.policy.intent.RouterIntent;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.exporter.http.NetworkRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The visibility matrix as the API shows it. Table thread only. */
public final class NetworkRows {
    private record Sight(String router, Family family) {}

    private NetworkRows() {}

    /** A row for each network, router and family in which it has routes or is expected. */
    public static List<NetworkRow> of(PolicyEngine engine, List<AdjRibIn> routers) {
        engine.takeCounts();
        PolicyCounts counts = engine.counts();
        Intent intent = engine.intent();
        Map<String, String> vantages = new HashMap<>();
        for (AdjRibIn router : routers) {
            RouterIntent configured = intent.router(router.configuredAs());
            if (configured != null) {
                vantages.put(router.name(), intent.network(configured.vantage()).name());
            }
        }
        Set<Sight> unjudged = new HashSet<>();
        counts.unjudged().stream()
                .filter(sight -> sight.reason() != Reason.NO_COMMUNITIES) // what is seen is judged, but for communities
                .forEach(sight -> unjudged.add(new Sight(sight.router(), sight.family())));
        List<NetworkRow> rows = new ArrayList<>(counts.networks().size());
        for (PolicyCounts.NetworkCount count : counts.networks()) {
            String vantage = vantages.getOrDefault(count.router(), "");
            rows.add(new NetworkRow(
                    count.network(),
                    vantage,
                    count.router(),
                    count.family(),
                    count.isExpected() || count.network().equals(vantage),
                    !unjudged.contains(new Sight(count.router(), count.family())),
                    count.expected(),
                    count.visible(),
                    count.routes()));
        }
        return rows;
    }
}
