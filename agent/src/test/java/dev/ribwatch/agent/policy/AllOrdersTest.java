package dev.ribwatch.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever the order in which a few routes come, and however the engine's slices fall in between, the end is the same. */
class AllOrdersTest {
    private static final int SETS = Integer.getInteger("ribwatch.policy.orders", 40);

    /** @param withdrawn it goes; what else there is of it does not count */
    private record Change(
            String router, Prefix prefix, List<String> communities, String path, boolean near, boolean withdrawn) {

        boolean isOf(Change other) {
            return other.router.equals(router) && other.prefix.equals(prefix);
        }
    }

    /** What becomes of a router's session once all has been sent. */
    private enum Ending {
        STAYS,
        CONVERGES,
        GOES_DOWN,
        COMES_BACK_EMPTY
    }

    @Test
    void allOrdersOfASmallSetEndAlike() {
        for (int seed = 0; seed < SETS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Change> changes = new ArrayList<>();
            add(changes, 4, random, prefix -> true);
            Set<String> first = null;
            for (List<Change> order : orders(changes)) {
                Set<String> end = play(seed, List.of(), order, Ending.STAYS, "", random);
                first = first == null ? end : first;
                assertThat(end).as("seed %d, order %s", seed, order).isEqualTo(first);
            }
        }
    }

    /**
     * Some of what is there goes or becomes another route. Only what weighs little in an effective default, which closes
     * later than it opens: there the order decides.
     */
    @Test
    void allOrdersOfWithdrawalsToo() {
        for (int seed = 0; seed < SETS; seed++) {
            SplittableRandom random = new SplittableRandom(1_000 + seed);
            List<Change> held = new ArrayList<>();
            add(held, 6, random, prefix -> prefix.length() >= 10);
            List<Change> changes = new ArrayList<>();
            for (Change one : held.subList(0, 2)) {
                changes.add(new Change(one.router, one.prefix, List.of(), "", true, true));
            }
            changes.add(again(held.get(2), random));
            while (changes.size() < 4) {
                Change change = change(random);
                if (held.stream().noneMatch(change::isOf)) {
                    changes.add(change);
                }
            }
            String router = "r" + (1 + random.nextInt(4));
            Ending ending = Ending.values()[seed % Ending.values().length];
            Set<String> first = null;
            for (List<Change> order : orders(changes)) {
                Set<String> end = play(seed, held, order, ending, router, random);
                first = first == null ? end : first;
                assertThat(end)
                        .as("seed %d, %s %s, held %s, order %s", seed, router, ending, held, order)
                        .isEqualTo(first);
            }
        }
    }

    private static void add(List<Change> changes, int count, SplittableRandom random, Predicate<Prefix> fits) {
        while (changes.size() < count) {
            Change change = change(random);
            if (fits.test(change.prefix) && changes.stream().noneMatch(change::isOf)) {
                changes.add(change);
            }
        }
    }

    private static Change again(Change held, SplittableRandom random) {
        Change other = change(random);
        return new Change(held.router, held.prefix, other.communities, other.path, other.near, false);
    }

    private static Change change(SplittableRandom random) {
        Prefix prefix = RandomWorld.UNIVERSE.get(random.nextInt(RandomWorld.UNIVERSE.size()));
        return new Change(
                "r" + (1 + random.nextInt(4)),
                prefix,
                List.of("65000:" + random.nextInt(5)),
                RandomWorld.path(random),
                random.nextBoolean(),
                false);
    }

    private static Set<String> play(
            int seed, List<Change> held, List<Change> order, Ending ending, String router, SplittableRandom random) {
        RandomWorld world = new RandomWorld(seed);
        for (int i = 1; i <= 5; i++) {
            world.scene.up("r" + i);
            if (!("r" + i).equals(router) || ending != Ending.CONVERGES) {
                converge(world, "r" + i);
            }
        }
        held.forEach(change -> apply(world, change));
        if (!held.isEmpty()) {
            world.scene.settle();
        }
        for (Change change : order) {
            apply(world, change);
            for (int steps = random.nextInt(3); steps > 0; steps--) {
                world.scene.engine.step(1 + random.nextInt(20));
            }
        }
        switch (ending) {
            case STAYS -> {}
            case CONVERGES -> converge(world, router);
            case GOES_DOWN -> world.scene.settle().down(router); // what it sent has been judged
            case COMES_BACK_EMPTY -> {
                world.scene.settle().down(router).up(router);
                converge(world, router);
            }
        }
        world.scene.settle();
        return world.scene.recorder.open.values().stream()
                .map(AllOrdersTest::text)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void converge(RandomWorld world, String router) {
        for (Family family : Family.values()) {
            world.converge(router, family);
        }
    }

    private static void apply(RandomWorld world, Change change) {
        if (change.withdrawn) {
            world.scene.withdraw(change.router, change.prefix, 0);
        } else {
            world.announce(change.router, change.prefix, 0, change.communities, change.path, change.near);
        }
    }

    /** Without what the order may choose: which of several live routes an overlap was first seen against. */
    private static String text(Finding finding) {
        FindingKey key = finding.key();
        boolean live = finding.detail() instanceof Detail.Overlap overlap && !overlap.declared();
        return finding.severity()
                + (finding.unknown() ? " unknown " : " ")
                + Scene.text(new FindingKey(
                        key.rule(),
                        key.network(),
                        key.otherNetwork(),
                        key.router(),
                        key.prefix(),
                        live ? null : key.otherPrefix(),
                        key.family(),
                        key.connection(),
                        key.direction(),
                        key.attribute(),
                        key.reason()));
    }

    private static List<List<Change>> orders(List<Change> changes) {
        if (changes.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Change>> all = new ArrayList<>();
        for (Change first : changes) {
            List<Change> rest = new ArrayList<>(changes);
            rest.remove(first);
            for (List<Change> order : orders(rest)) {
                List<Change> whole = new ArrayList<>(List.of(first));
                whole.addAll(order);
                all.add(whole);
            }
        }
        return all;
    }
}
