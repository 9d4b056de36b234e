package dev.ribwatch.config.load;

import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.PlannedChange.Expect;
import dev.ribwatch.config.binding.Items;
import dev.ribwatch.config.binding.Located;
import dev.ribwatch.config.binding.PolicySection.ChangeEntry;
import dev.ribwatch.config.source.Place;
import dev.ribwatch.config.source.Printable;
import dev.ribwatch.config.value.Prefix;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code policy.changes}: planned work on routes. */
final class ChangeChecks {
    private static final int MOST = 100;
    private static final int MOST_PREFIXES = 10_000;

    private final Scope scope;
    private final Names names;

    ChangeChecks(Scope scope) {
        this.scope = scope;
        names = scope.changes();
    }

    /** A prefix that a change does something to, of one of its networks. */
    private record Touched(Prefix prefix, PlannedChange change, Place place) {}

    /** The changes, in the order of the file. */
    List<PlannedChange> changes(@Nullable Items<ChangeEntry> entries) {
        if (entries != null && entries.items().size() > MOST) {
            scope.error(entries.place().problem("more than " + MOST + " changes"));
        }
        List<PlannedChange> changes = new ArrayList<>();
        Map<String, List<Touched>> touched = new HashMap<>();
        for (Located<ChangeEntry> entry : Items.of(entries)) {
            names.declare(entry.value().name());
            PlannedChange change = change(entry);
            if (change != null) {
                changes.add(change);
                for (Prefix prefix : change.prefixes()) {
                    Touched one = new Touched(prefix, change, entry.place());
                    touched.computeIfAbsent(change.network(), name -> new ArrayList<>())
                            .add(one);
                    if (change.movedTo() != null) {
                        touched.computeIfAbsent(change.movedTo(), name -> new ArrayList<>())
                                .add(one);
                    }
                }
            }
        }
        touched.forEach(this::atOneTimeOnly);
        return List.copyOf(changes);
    }

    private @Nullable PlannedChange change(Located<ChangeEntry> located) {
        ChangeEntry entry = located.value();
        Located<String> name = entry.name();
        Located<Instant> from = entry.from();
        Located<Instant> to = entry.to();
        Located<Instant> undoneBy = entry.undoneBy();
        Located<String> network = entry.network();
        Located<Expect> expect = entry.expect();
        if (from != null && to != null && !from.value().isBefore(to.value())) {
            scope.error(to.place().problem("a window ends after it begins"));
        }
        if (to != null && undoneBy != null && !to.value().isBefore(undoneBy.value())) {
            scope.error(undoneBy.place().problem("a change is undone after its window has ended, which is at to"));
        }
        if (network != null) {
            scope.networks().resolve(network);
        }
        scope.routers().resolveAll(entry.router());
        if (entry.router() != null
                && entry.router().whole()
                && entry.router().items().isEmpty()) {
            scope.error(entry.router().place().problem("no router; for all that should see it, leave this out"));
        }
        String movedTo = movedTo(located.place(), entry);
        List<Prefix> prefixes = scope.bare(entry.prefixes());
        if (entry.prefixes() != null && prefixes.size() > MOST_PREFIXES) {
            scope.error(entry.prefixes().place().problem("more than " + MOST_PREFIXES + " prefixes"));
        }
        if (entry.prefixes() != null && prefixes.isEmpty() && scope.absent(located.place(), "prefixes", null)) {
            scope.error(entry.prefixes().place().problem("no prefix: nothing would change"));
        }
        if (name == null || from == null || to == null || network == null || expect == null) {
            return null;
        }
        return new PlannedChange(
                name.value(),
                from.value(),
                to.value(),
                network.value(),
                prefixes,
                Items.values(entry.router()),
                expect.value(),
                movedTo,
                undoneBy == null ? null : undoneBy.value());
    }

    private @Nullable String movedTo(Place change, ChangeEntry entry) {
        Located<String> movedTo = entry.movedTo();
        boolean moved = entry.expect() != null && entry.expect().value() == Expect.MOVED;
        if (movedTo == null) {
            if (moved && scope.absent(change, "moved-to", null)) {
                scope.error(change.missing("moved-to", "needed: who has the prefixes afterwards"));
            }
            return null;
        }
        scope.networks().resolve(movedTo);
        if (!moved && entry.expect() != null) {
            scope.error(movedTo.place().keyProblem("only what is expected to be moved has it"));
        }
        if (entry.network() != null && entry.network().value().equals(movedTo.value())) {
            scope.error(movedTo.place().problem("this is the network itself"));
        }
        return movedTo.value();
    }

    /** What two changes do to one prefix of a network at the same time and the same router cannot be told apart. */
    private void atOneTimeOnly(String network, List<Touched> touched) {
        touched.sort(Comparator.comparing(Touched::prefix));
        Deque<Touched> around = new ArrayDeque<>();
        for (Touched one : touched) {
            while (!around.isEmpty() && !around.peek().prefix.contains(one.prefix)) {
                around.pop();
            }
            for (Touched other : around) {
                if (!other.change.equals(one.change)
                        && other.prefix.isDefault() == one.prefix.isDefault()
                        && meetInTime(one.change, other.change)
                        && meetAtARouter(one.change, other.change)) {
                    scope.error(one.place.problem(one.prefix + " of " + Printable.quoted(network)
                            + " is changed by " + Printable.quoted(other.change.name())
                            + " at the same time; a change without undone-by goes on for good"));
                    return; // of thousands of prefixes, one says enough
                }
            }
            around.push(one);
        }
    }

    private static boolean meetInTime(PlannedChange a, PlannedChange b) {
        return (a.undoneBy() == null || b.from().isBefore(a.undoneBy()))
                && (b.undoneBy() == null || a.from().isBefore(b.undoneBy()));
    }

    /** A change that names no router is at all of them. */
    private static boolean meetAtARouter(PlannedChange a, PlannedChange b) {
        return a.routers().isEmpty() || b.routers().isEmpty() || !Collections.disjoint(a.routers(), b.routers());
    }
}
