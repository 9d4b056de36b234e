package dev.ribwatch.config.load;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.PlannedChange.Expect;
import dev.ribwatch.config.source.Place;
import dev.ribwatch.config.source.Printable;
import dev.ribwatch.config.value.Prefix;
import java.time.Instant;
import java.util.List;

/** Planned changes that are over, or that hardly anything can come of. */
final class ChangeWarnings {
    private final Config config;
    private final Scope scope;
    private final Instant now;

    ChangeWarnings(Config config, Scope scope, Instant now) {
        this.config = config;
        this.scope = scope;
        this.now = now;
    }

    void warn() {
        for (PlannedChange change : config.policy().changes()) {
            Place place = scope.changes().place(change.name());
            if (place == null) {
                continue;
            }
            if (change.undoneBy() != null && !now.isBefore(change.undoneBy())) {
                scope.warning(place.problem("all of it was to be undone by " + change.undoneBy() + ": take it out"));
            } else if (change.undoneBy() == null && !now.isBefore(change.to())) {
                scope.warning(place.problem("its window ended at " + change.to()
                        + " and it stays so: let networks say what is there now, and take it out"));
            }
            if (change.expect() != Expect.ANNOUNCED) {
                undeclared(change, place);
            }
            unseen(change, place);
        }
    }

    /** Only where a router has the family can anybody tell what became of it. */
    private void unseen(PlannedChange change, Place place) {
        for (Prefix prefix : change.prefixes()) {
            boolean seen = config.routers().stream()
                    .filter(router ->
                            change.routers().isEmpty() || change.routers().contains(router.name()))
                    .anyMatch(router -> router.families().contains(prefix.family()));
            if (!seen) {
                scope.warning(place.problem((change.routers().isEmpty() ? "no router has " : "none of its routers has ")
                        + prefix.family() + ", so nobody can tell what becomes of " + prefix));
                return;
            }
        }
    }

    /** Only what a network declares can be missing. */
    private void undeclared(PlannedChange change, Place place) {
        for (NetworkConfig network : config.networks()) {
            if (network.name().equals(change.network()) && !network.open()) {
                List<Prefix> undeclared = change.prefixes().stream()
                        .filter(prefix -> network.prefixes().stream().noneMatch(declared -> declared.overlaps(prefix)))
                        .filter(prefix -> !prefix.isDefault())
                        .toList();
                if (!undeclared.isEmpty()) {
                    scope.warning(place.problem(Printable.quoted(network.name()) + " does not declare "
                            + undeclared.get(0)
                            + (undeclared.size() > 1 ? " and " + (undeclared.size() - 1) + " more" : "")));
                }
            }
        }
    }
}
