package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.PlannedChange.Expect;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What other rules do not say because planned changes explain it. */
final class NaiveExpected {
    private NaiveExpected() {}

    static List<PlannedChange> inForce(List<PlannedChange> changes, Instant at) {
        return changes.stream()
                .filter(change -> !change.from().isAfter(at)
                        && (change.undoneBy() == null || change.undoneBy().isAfter(at)))
                .toList();
    }

    /** Whether it is expected of a network at a router, or (null) wherever it is seen. */
    static boolean is(
            NaiveFacts facts,
            RuleName rule,
            String network,
            String other,
            RouterConfig router,
            Prefix prefix,
            Family family) {
        if (rule == RuleName.NETWORK_INVISIBLE) {
            return goesAltogether(facts, network, router.name(), family);
        }
        return facts.inForce.stream().anyMatch(change -> switch (rule) {
            case MISSING_PREFIX -> goes(change, network) && isAt(change, router) && covers(change, prefix);
            case DEFAULT_ROUTE_MISSING -> goes(change, network) && isAt(change, router) && hasDefault(change, family);
            case UNEXPECTED_PREFIX, BOGON, UNEXPECTED_DEFAULT_ROUTE ->
                comes(change, network) && isAt(change, router) && covers(change, prefix);
            case OVERLAPPING_PREFIX -> isOverlap(change, network, other, prefix);
            case PREFIX_COUNT_CHANGE ->
                concerns(change, network)
                        && isAt(change, router)
                        && change.prefixes().stream().anyMatch(one -> one.family() == family);
            default -> false;
        });
    }

    /** Whether a route of a network is one that a change has come, or moves between the two. */
    private static boolean isOverlap(PlannedChange change, String network, String other, Prefix prefix) {
        return covers(change, prefix)
                && (change.movedTo() == null
                        ? comes(change, network)
                        : Set.of(network, other).equals(Set.of(change.network(), change.movedTo())));
    }

    /** Whether a leg may lack what the other one carries; lacking: null if both have it and the paths differ. */
    static boolean isDifference(
            NaiveFacts facts, String network, Prefix prefix, String lacking, List<String> carrying) {
        return facts.inForce.stream()
                .filter(change -> covers(change, prefix))
                .anyMatch(change -> lacking != null && goes(change, network) && isAt(change, facts.router(lacking))
                        || comes(change, network)
                                && carrying.stream().anyMatch(leg -> isAt(change, facts.router(leg))));
    }

    /** Whether all that the network declares of the family goes there. */
    static boolean goesAltogether(NaiveFacts facts, String network, String router, Family family) {
        List<PlannedChange> going = facts.inForce.stream()
                .filter(change ->
                        change.network().equals(network) && goes(change, network) && isAt(change, facts.router(router)))
                .toList();
        List<Prefix> declared = facts.network(network).prefixes().stream()
                .filter(prefix -> prefix.family() == family)
                .toList();
        return !declared.isEmpty()
                && declared.stream()
                        .allMatch(all -> going.stream().anyMatch(change -> covers(change, all))
                                || NaiveFacts.union(going.stream()
                                                .flatMap(change -> change.prefixes().stream())
                                                .filter(all::contains)
                                                .toList())
                                        .equals(NaiveFacts.size(all)));
    }

    private static boolean concerns(PlannedChange change, String network) {
        return change.network().equals(network) || network != null && network.equals(change.movedTo());
    }

    /** A move is both to both. */
    private static boolean goes(PlannedChange change, String network) {
        return concerns(change, network) && change.expect() != Expect.ANNOUNCED;
    }

    private static boolean comes(PlannedChange change, String network) {
        return concerns(change, network) && change.expect() != Expect.WITHDRAWN;
    }

    private static boolean isAt(PlannedChange change, RouterConfig router) {
        return change.routers().isEmpty() || router != null && change.routers().contains(router.name());
    }

    private static boolean hasDefault(PlannedChange change, Family family) {
        return change.prefixes().contains(new Prefix(family, 0, 0, 0));
    }

    private static boolean covers(PlannedChange change, Prefix prefix) {
        return prefix != null
                && change.prefixes().stream()
                        .anyMatch(one -> one.equals(prefix) || one.length() > 0 && one.contains(prefix));
    }
}
