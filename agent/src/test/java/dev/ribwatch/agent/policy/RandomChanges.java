package dev.ribwatch.agent.policy;

import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.PlannedChange.Expect;
import dev.ribwatch.config.value.Prefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Random planned changes in {@link RandomWorld}, and what a reload makes of them. */
final class RandomChanges {
    private static final int MOST = 6;

    /** What a change may touch of a network: what it declares, pieces of it, and what it does not. */
    private static final Map<String, List<Prefix>> SPACE = Map.of(
            "a",
                    prefixes(
                            "10.0.0.0/16 10.0.0.0/17 10.0.128.0/17 192.168.0.0/16 192.168.0.0/17 0.0.0.0/0 2000::/4 ::/0"),
            "b", prefixes("10.1.0.0/16 10.1.0.0/17 10.1.128.0/17 2001:db8:b::/48 2001:db8:b::/49 ::/0 192.168.1.0/24"),
            "c", prefixes("10.0.128.0/17 10.0.128.0/18 10.1.2.0/24 192.168.1.0/24 fd00::/16 fd00:1::/32"));

    private RandomChanges() {}

    private static List<Prefix> prefixes(String text) {
        return Stream.of(text.split(" ")).map(Prefix::parse).toList();
    }

    /**
     * The next plan: entries stay, are edited under their names, or go, and others come whose windows begin about now.
     *
     * @param before the plan until now
     */
    static List<PlannedChange> next(SplittableRandom random, List<PlannedChange> before, Instant now) {
        List<PlannedChange> next = new ArrayList<>();
        for (PlannedChange change : before) {
            int dice = random.nextInt(4);
            if (dice > 0) {
                add(next, dice == 1 ? edited(random, change) : change);
            }
        }
        for (int i = 2 + random.nextInt(3); i > 0; i--) {
            add(next, change(random, "p" + random.nextInt(100), now));
        }
        return next;
    }

    /** A plan in which one thing is done twice at one place and time is none. */
    private static void add(List<PlannedChange> plan, PlannedChange change) {
        if (plan.size() < MOST
                && plan.stream().noneMatch(other -> other.name().equals(change.name()) || isSameWork(change, other))) {
            plan.add(change);
        }
    }

    private static boolean isSameWork(PlannedChange a, PlannedChange b) {
        boolean meet =
                a.routers().isEmpty() || b.routers().isEmpty() || !Collections.disjoint(a.routers(), b.routers());
        return meet
                && !Collections.disjoint(networks(a), networks(b))
                && (b.undoneBy() == null || a.from().isBefore(b.undoneBy()))
                && (a.undoneBy() == null || b.from().isBefore(a.undoneBy()))
                && a.prefixes().stream()
                        .anyMatch(one -> b.prefixes().stream()
                                .anyMatch(other -> one.overlaps(other) && one.isDefault() == other.isDefault()));
    }

    private static List<String> networks(PlannedChange change) {
        return change.movedTo() == null ? List.of(change.network()) : List.of(change.network(), change.movedTo());
    }

    private static PlannedChange change(SplittableRandom random, String name, Instant now) {
        Instant from = now.plusSeconds(random.nextInt(-20, 120));
        Instant to = from.plusSeconds(5 + random.nextInt(60));
        String network = String.valueOf("aabbc".charAt(random.nextInt(5)));
        Expect expect = Expect.values()[random.nextInt(3)];
        return new PlannedChange(
                name,
                from,
                to,
                network,
                some(random, network),
                routers(random),
                expect,
                expect == Expect.MOVED ? network.equals("c") ? "b" : "c" : null,
                undoneBy(random, to));
    }

    private static PlannedChange edited(SplittableRandom random, PlannedChange change) {
        Instant to = random.nextBoolean() ? change.to() : change.from().plusSeconds(5 + random.nextInt(60));
        return new PlannedChange(
                change.name(),
                random.nextInt(6) == 0 ? change.from().minusSeconds(1) : change.from(),
                to,
                change.network(),
                random.nextBoolean() ? change.prefixes() : some(random, change.network()),
                random.nextBoolean() ? change.routers() : routers(random),
                change.expect(),
                change.movedTo(),
                change.undoneBy() != null && change.undoneBy().isAfter(to) && random.nextBoolean()
                        ? change.undoneBy()
                        : undoneBy(random, to));
    }

    private static Instant undoneBy(SplittableRandom random, Instant to) {
        return random.nextInt(4) == 0 ? null : to.plusSeconds(5 + random.nextInt(60));
    }

    private static List<Prefix> some(SplittableRandom random, String network) {
        List<Prefix> space = SPACE.get(network);
        TreeSet<Prefix> some = new TreeSet<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            some.add(space.get(random.nextInt(space.size())));
        }
        return List.copyOf(some);
    }

    private static List<String> routers(SplittableRandom random) {
        return random.nextBoolean()
                ? List.of()
                : List.copyOf(new TreeSet<>(List.of("r" + (1 + random.nextInt(5)), "r" + (1 + random.nextInt(5)))));
    }
}
