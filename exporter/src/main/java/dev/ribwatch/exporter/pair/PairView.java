package dev.ribwatch.exporter.pair;

import java.util.List;
import java.util.Map;

/**
 * What one agent sees, as it tells the other. In JSON, in this order: {@code instance}, {@code version}, {@code starting},
 * {@code policy} (section to digest), {@code routers} (a list of {@code {"router","family","judged","routes"}}),
 * {@code alerts_total}, {@code alerts_digest}, {@code alerts}. No time is told: the clocks of two machines need not agree.
 *
 * @param instance made up by each process at its start
 * @param version of Ribwatch
 * @param starting whether it has not yet had the time to hear its routers out
 * @param policy each section of the configuration that decides what is found, to a digest of it
 * @param sights what it has of each router and family; at most {@link #MOST_SIGHTS}
 * @param alerts what is wrong with the routes, as it finds
 */
public record PairView(
        String instance,
        String version,
        boolean starting,
        Map<String, String> policy,
        List<Sight> sights,
        PairAlerts alerts) {
    /** The most sights that are told; no agent has as many routers. */
    public static final int MOST_SIGHTS = 10_000;

    public PairView {
        policy = Map.copyOf(policy);
        sights = List.copyOf(sights);
    }

    /**
     * One family of one router.
     *
     * @param router the router's name
     * @param family such as {@code ipv4-unicast}
     * @param judged whether its table is known to be whole
     * @param routes held now
     */
    public record Sight(String router, String family, boolean judged, long routes) {}
}
