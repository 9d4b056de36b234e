package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.PlannedChange.Expect;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code policy.changes}: planned work on routes.
 *
 * <p>From the begin of its window until it must be undone a change is <em>in force</em>: what it does is expected, by
 * exceptions that the rules have for that time. Of routes that go these are MissingPrefix, DefaultRouteMissing and
 * RedundancyMismatch of the prefixes, NetworkInvisible and RedundancyLost where all that is declared goes; of routes that
 * come, UnexpectedPrefix, UnexpectedDefaultRoute, Bogon, RedundancyMismatch, RedundancyLost of the leg without them
 * unless they come there too, and OverlappingPrefix; of both, PrefixCountChange.
 * Of a move both are expected of both networks, and overlaps between them alone. Whatever a change does not say is a finding
 * as ever. One intent holds for a time in which the same changes are in force; {@link Intent#at} makes the next one.
 */
final class PlannedChanges {
    private static final Set<Family> NONE = Set.of();

    private final List<PlannedChange> changes;
    private final List<PlannedPart> parts = new ArrayList<>();

    PlannedChanges(List<PlannedChange> changes, Map<String, Network> networks) {
        this.changes = List.copyOf(changes);
        for (PlannedChange change : changes) {
            Network network = networks.get(change.network());
            Network movedTo = change.movedTo() == null ? null : networks.get(change.movedTo());
            if (network != null) {
                parts.add(new PlannedPart(change, network, change.expect() == Expect.ANNOUNCED));
            }
            if (movedTo != null) {
                parts.add(new PlannedPart(change, movedTo, true));
            }
        }
    }

    List<PlannedPart> parts() {
        return parts;
    }

    /** Which changes are in force, by their place in the file. */
    BitSet inForce(Instant at) {
        BitSet inForce = new BitSet();
        for (int i = 0; i < changes.size(); i++) {
            inForce.set(i, changes.get(i).isInForce(at));
        }
        return inForce;
    }

    /** When the next change comes into force or is over; {@link Instant#MAX}: never. */
    Instant nextTurn(Instant after) {
        Instant next = Instant.MAX;
        for (PlannedChange change : changes) {
            next = earlier(next, change.from(), after);
            next = earlier(next, change.undoneBy(), after);
        }
        return next;
    }

    /** When the last change came into force or was over; {@link Instant#MIN}: none has. */
    Instant lastTurn(Instant until) {
        Instant last = Instant.MIN;
        for (PlannedChange change : changes) {
            for (Instant moment : new Instant[] {change.from(), change.undoneBy()}) {
                if (moment != null && !moment.isAfter(until) && moment.isAfter(last)) {
                    last = moment;
                }
            }
        }
        return last;
    }

    /** When something is to be judged next because of the time. */
    Instant nextPhase(Instant after) {
        Instant next = nextTurn(after);
        for (PlannedChange change : changes) {
            next = earlier(next, change.to(), after);
        }
        return next;
    }

    private static Instant earlier(Instant next, @Nullable Instant moment, Instant after) {
        return moment != null && moment.isAfter(after) && moment.isBefore(next) ? moment : next;
    }

    /** What each rule leaves out at this time. */
    Map<RuleName, List<PlannedException>> exceptions(Instant at, List<RedundantPair> pairs) {
        Map<RuleName, List<PlannedException>> exceptions = new EnumMap<>(RuleName.class);
        List<PlannedPart> inForce =
                parts.stream().filter(part -> part.change().isInForce(at)).toList();
        for (PlannedPart part : inForce) {
            PlannedChange change = part.change();
            boolean moves = change.expect() == Expect.MOVED;
            if (moves || !part.announces()) {
                goes(part, inForce, exceptions);
            }
            if (moves || part.announces()) {
                comes(part, exceptions);
            }
            legs(part, inForce, pairs, exceptions);
            Set<Family> changed = EnumSet.noneOf(Family.class);
            for (Family family : Family.values()) {
                if (part.prefixes(family).size() > 0) {
                    changed.add(family);
                }
            }
            String name = part.network().name();
            add(
                    exceptions,
                    RuleName.PREFIX_COUNT_CHANGE,
                    new PlannedException(part, name, null, null, true, null, changed));
        }
        return exceptions;
    }

    private static void goes(PlannedPart part, List<PlannedPart> inForce, Map<RuleName, List<PlannedException>> into) {
        String name = part.network().name();
        add(into, RuleName.MISSING_PREFIX, new PlannedException(part, name, null, null, true, null, NONE));
        add(
                into,
                RuleName.DEFAULT_ROUTE_MISSING,
                new PlannedException(part, name, null, null, true, null, defaults(part)));
        if (part.routers().isEmpty()) {
            Set<Family> all = goesWithAll(part, null, inForce);
            add(into, RuleName.NETWORK_INVISIBLE, new PlannedException(part, name, null, null, true, null, all));
        }
        for (String router : part.routers()) {
            Set<Family> all = goesWithAll(part, router, inForce);
            add(into, RuleName.NETWORK_INVISIBLE, new PlannedException(part, name, null, null, true, router, all));
        }
    }

    private static Set<Family> goesWithAll(PlannedPart part, @Nullable String router, List<PlannedPart> inForce) {
        Set<Family> all = EnumSet.noneOf(Family.class);
        for (Family family : Family.values()) {
            if (!part.announces() && part.goesWithAll(family, router, inForce)) {
                all.add(family);
            }
        }
        return all;
    }

    private static Set<Family> defaults(PlannedPart part) {
        Set<Family> defaults = EnumSet.noneOf(Family.class);
        for (Family family : Family.values()) {
            if (part.hasDefault(family)) {
                defaults.add(family);
            }
        }
        return defaults;
    }

    private static void comes(PlannedPart part, Map<RuleName, List<PlannedException>> into) {
        String name = part.network().name();
        PlannedChange change = part.change();
        String other =
                change.movedTo() == null ? null : name.equals(change.movedTo()) ? change.network() : change.movedTo();
        add(into, RuleName.UNEXPECTED_PREFIX, new PlannedException(part, name, null, null, true, null, NONE));
        add(into, RuleName.BOGON, new PlannedException(part, name, null, null, true, null, NONE));
        add(
                into,
                RuleName.UNEXPECTED_DEFAULT_ROUTE,
                new PlannedException(part, name, null, null, true, null, defaults(part)));
        add(into, RuleName.OVERLAPPING_PREFIX, new PlannedException(part, name, other, null, false, null, NONE));
        if (other != null) {
            add(into, RuleName.OVERLAPPING_PREFIX, new PlannedException(part, other, name, null, false, null, NONE));
        }
    }

    private static void legs(
            PlannedPart part,
            List<PlannedPart> inForce,
            List<RedundantPair> pairs,
            Map<RuleName, List<PlannedException>> into) {
        String name = part.network().name();
        for (RedundantPair pair : pairs) {
            if (!pair.far().contains(part.network())) {
                continue;
            }
            String connection = pair.connection();
            boolean concerned = false;
            for (String leg : List.of(pair.primary().router(), pair.secondary().router())) {
                if (part.names(null, leg)) {
                    concerned = true;
                    Set<Family> all = goesWithAll(part, leg, inForce);
                    add(
                            into,
                            RuleName.REDUNDANCY_LOST,
                            new PlannedException(part, name, null, connection, false, leg, all));
                }
            }
            if (concerned) {
                add(
                        into,
                        RuleName.REDUNDANCY_MISMATCH,
                        new PlannedException(part, name, null, connection, false, null, NONE));
            }
        }
    }

    private static void add(Map<RuleName, List<PlannedException>> into, RuleName rule, PlannedException exception) {
        into.computeIfAbsent(rule, name -> new ArrayList<>()).add(exception);
    }
}
