package dev.ribwatch.exporter.pair;

import dev.ribwatch.config.RuleName;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where alerts need not be the same at two agents, because one of them has an alert that goes by what was before and speaks
 * for them: EffectiveDefaultRoute for the prefixes that add up to it, and ViewPartial without communities for the rules on
 * communities.
 */
final class Explained {
    /** Places with EffectiveDefaultRoute. */
    private final Set<Place> prefixes = new HashSet<>();
    /** Places without communities, in any network. */
    private final Set<Place> communities = new HashSet<>();

    /** @param network null: any */
    private record Place(
            @Nullable String router,
            @Nullable String network,
            @Nullable String family) {}

    Explained(PairAlerts... views) {
        for (PairAlerts view : views) {
            for (PairAlert alert : view.list()) {
                if (PairAlert.explains(alert.labels())) {
                    add(alert);
                }
            }
        }
    }

    private void add(PairAlert alert) {
        String router = alert.labels().get("router");
        String family = alert.labels().get("family");
        if (alert.rule() == RuleName.VIEW_PARTIAL) {
            communities.add(new Place(router, null, family));
            communities.add(new Place(null, null, family)); // what may rest on any router, may on this one
        } else {
            String network = alert.labels().get("network");
            prefixes.add(new Place(router, network, family));
            prefixes.add(new Place(router, null, family));
            prefixes.add(new Place(null, network, family));
            prefixes.add(new Place(null, null, family));
        }
    }

    /** Whether this alert need not be at both. */
    boolean covers(PairAlert alert) {
        RuleName rule = alert.rule();
        if (rule == RuleName.MISSING_COMMUNITY || rule == RuleName.FORBIDDEN_COMMUNITY) {
            return !communities.isEmpty() && at(communities, alert, null);
        } else if (rule == RuleName.UNEXPECTED_PREFIX
                || rule == RuleName.OVERLAPPING_PREFIX
                || rule == RuleName.BOGON) {
            return !prefixes.isEmpty()
                    && (at(prefixes, alert, alert.labels().get("network"))
                            || alert.labels().containsKey("other_network")
                                    && at(prefixes, alert, alert.labels().get("other_network")));
        }
        return false;
    }

    private static boolean at(Set<Place> places, PairAlert alert, @Nullable String network) {
        String family = alert.labels().get("family");
        String router = alert.labels().get("router");
        if (router != null || alert.routers().isEmpty()) {
            return places.contains(new Place(router, network, family));
        }
        for (String one : alert.routers()) {
            if (places.contains(new Place(one, network, family))) {
                return true;
            }
        }
        return false;
    }
}
