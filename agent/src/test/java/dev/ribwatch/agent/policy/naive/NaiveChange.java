package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.PlannedChange.Expect;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** PlannedChangeMissed. Remembers what was seen to happen and to be undone, and when nobody could look. */
final class NaiveChange extends NaiveRule {
    private static final RuleName NAME = RuleName.PLANNED_CHANGE_MISSED;

    /** What a change does to one of its networks, as one router's family shows it; other words for it are another change. */
    private record Part(
            String change,
            Instant from,
            Expect expect,
            String movedTo,
            String network,
            boolean comes,
            String router,
            Family family) {}

    private record Spot(Part part, Prefix prefix) {}

    private final Set<Spot> known = new HashSet<>();
    /** Of which not all of the window could be seen. */
    private final Set<Spot> gaps = new HashSet<>();

    private final Set<Spot> happened = new HashSet<>();
    /** Since it happened last, and not within its window. */
    private final Set<Spot> undone = new HashSet<>();

    NaiveChange(NaiveFacts facts) {
        super(facts, NAME);
    }

    @Override
    boolean canBe(Subject subject, RouterConfig router, NetworkConfig network) {
        boolean[] found = new boolean[1];
        eachPart((part, change) -> found[0] |= part.network.equals(subject.network())
                && part.router.equals(subject.router())
                && part.family == subject.family()
                && change.prefixes().contains(subject.prefix()));
        return found[0];
    }

    @Override
    void renewed(String router) {
        known.removeIf(spot -> spot.part.router.equals(router));
        gaps.removeIf(spot -> spot.part.router.equals(router));
        happened.removeIf(spot -> spot.part.router.equals(router));
        undone.removeIf(spot -> spot.part.router.equals(router));
        look();
    }

    @Override
    void inherit(NaiveRule previous, Set<Subject> open) {
        NaiveChange other = (NaiveChange) previous;
        eachPart((part, change) -> {
            change.prefixes().stream().map(prefix -> new Spot(part, prefix)).forEach(spot -> {
                if (other.known.contains(spot)) {
                    known.add(spot);
                }
                if (other.gaps.contains(spot)) {
                    gaps.add(spot);
                }
                if (other.happened.contains(spot)) {
                    happened.add(spot);
                }
                if (other.undone.contains(spot)) {
                    undone.add(spot);
                }
            });
        });
    }

    @Override
    void judge(Map<Subject, Truth> before, Map<Subject, Truth> now) {
        pass(now);
    }

    @Override
    void pass(Map<Subject, Truth> open) {
        look();
        open.keySet().removeIf(subject -> isOf(subject) && facts.judged(subject.router(), subject.family()));
        eachPart((part, change) -> {
            if (facts.judged(part.router, part.family)) {
                change.prefixes().stream()
                        .filter(prefix -> prefix.family() == part.family)
                        .forEach(prefix -> say(part, change, prefix, open));
            }
        });
    }

    private void say(Part part, PlannedChange change, Prefix prefix, Map<Subject, Truth> open) {
        boolean over = isPast(change.to());
        boolean back = isPast(change.undoneBy());
        if (!over) {
            return;
        }
        Spot spot = new Spot(part, prefix);
        boolean done = isDone(part, prefix);
        boolean excused = change.undoneBy() != null && (gaps.contains(spot) || happened.contains(spot));
        if (!back && !done && !excused) {
            add(part, prefix, "late", open);
        }
        if (back && done && happened.contains(spot) && !undone.contains(spot) && !isToldOtherwise(part, prefix)) {
            add(part, prefix, "not-undone", open);
        }
    }

    private void add(Part part, Prefix prefix, String reason, Map<Subject, Truth> open) {
        if (facts.applies(NAME, part.network, null, facts.router(part.router), prefix)) {
            open.put(
                    new Subject(NAME, part.network, null, part.router, prefix, null, part.family, null, reason),
                    new Truth(facts.severity(NAME, NAME.severity()), false));
        }
    }

    /** How many prefixes and routers a change has of an outcome, by "change outcome". */
    Map<String, Integer> outcomes() {
        Map<String, Integer> outcomes = new TreeMap<>();
        if (facts.enabled(NAME)) {
            eachPart((part, change) -> change.prefixes().stream()
                    .filter(prefix -> prefix.family() == part.family)
                    .forEach(prefix ->
                            outcomes.merge(change.name() + " " + outcome(part, change, prefix), 1, Integer::sum)));
        }
        return outcomes;
    }

    private String outcome(Part part, PlannedChange change, Prefix prefix) {
        Spot spot = new Spot(part, prefix);
        boolean done = isDone(part, prefix);
        boolean seen = happened.contains(spot);
        boolean excused = change.undoneBy() != null && gaps.contains(spot);
        if (!facts.judged(part.router, part.family)) {
            return "unknown";
        }
        if (isPast(change.undoneBy())) {
            return !seen ? "unknown" : undone.contains(spot) || !done ? "undone" : "not-undone";
        }
        if (!isPast(change.from())) {
            return "pending";
        }
        if (done) {
            return "done";
        }
        if (!isPast(change.to())) {
            return seen ? "undone" : "pending";
        }
        return change.undoneBy() == null ? "late" : seen ? "undone" : excused ? "unknown" : "late";
    }

    private boolean isPast(Instant moment) {
        return moment != null && !facts.wall().isBefore(moment);
    }

    private void look() {
        eachPart((part, change) -> {
            boolean judged = facts.judged(part.router, part.family);
            for (Prefix prefix : change.prefixes()) {
                Spot spot = new Spot(part, prefix);
                boolean isNew = known.add(spot);
                if (isPast(change.from()) && (isNew || !isPast(change.to()) && !judged)) {
                    gaps.add(spot);
                }
                if (isPast(change.from()) && judged && prefix.family() == part.family) {
                    look(spot, change);
                }
            }
        });
    }

    private void look(Spot spot, PlannedChange change) {
        if (!isDone(spot.part, spot.prefix)) {
            if (isPast(change.to()) && happened.contains(spot)) {
                undone.add(spot);
            }
        } else if (!isPast(change.undoneBy())) {
            happened.add(spot);
            undone.remove(spot);
        }
    }

    /** A default route stands for itself alone; what comes is the prefix itself, what goes is all within. */
    private boolean isDone(Part part, Prefix prefix) {
        return facts.prefixesOf(part.router, part.family, part.network, true).stream()
                        .anyMatch(
                                one -> one.equals(prefix) || !part.comes && prefix.length() > 0 && prefix.contains(one))
                == part.comes;
    }

    private boolean isToldOtherwise(Part part, Prefix prefix) {
        NetworkConfig network = facts.network(part.network);
        RouterConfig router = facts.router(part.router);
        String vantage = router.network();
        if (prefix.length() == 0) {
            return part.comes
                    ? !facts.defaultAllowed(part.network, vantage)
                    : facts.defaultRequired(part.network, vantage)
                            && Stream.of(network, facts.network(vantage))
                                    .allMatch(n -> n.prefixes().isEmpty() || NaiveFacts.declares(n, part.family));
        }
        return part.comes
                ? !network.open() && !NaiveUnexpectedPrefix.permitted(facts, router, network, prefix)
                : facts.connected(vantage, part.network)
                        && network.required().stream().anyMatch(prefix::contains);
    }

    private interface EachPart {
        void with(Part part, PlannedChange change);
    }

    private void eachPart(EachPart each) {
        for (PlannedChange change : facts.config.policy().changes()) {
            for (RouterConfig router : facts.config.routers()) {
                for (Family family : router.families()) {
                    if (change.prefixes().stream().anyMatch(prefix -> prefix.family() == family)) {
                        part(change, change.network(), change.expect() == Expect.ANNOUNCED, router, family, each);
                        if (change.movedTo() != null) {
                            part(change, change.movedTo(), true, router, family, each);
                        }
                    }
                }
            }
        }
    }

    private void part(
            PlannedChange change, String network, boolean comes, RouterConfig router, Family family, EachPart each) {
        if (change.routers().isEmpty()
                ? network.equals(router.network()) || facts.connected(router.network(), network)
                : change.routers().contains(router.name())) {
            each.with(
                    new Part(
                            change.name(),
                            change.from(),
                            change.expect(),
                            change.movedTo(),
                            network,
                            comes,
                            router.name(),
                            family),
                    change);
        }
    }
}
