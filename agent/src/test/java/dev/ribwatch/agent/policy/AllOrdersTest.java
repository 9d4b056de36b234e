package dev.ribwatch.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever the order in which a few routes come, and however the engine's slices fall in between, the end is the same. */
class AllOrdersTest {
    private static final int SETS = Integer.getInteger("ribwatch.policy.orders", 40);

    private record Change(String router, Prefix prefix, List<String> communities, String path, boolean near) {}

    @Test
    void allOrdersOfASmallSetEndAlike() {
        for (int seed = 0; seed < SETS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Change> changes = new ArrayList<>();
            while (changes.size() < 4) {
                Change change = change(random);
                if (changes.stream()
                        .noneMatch(other -> other.router.equals(change.router) && other.prefix.equals(change.prefix))) {
                    changes.add(change);
                }
            }
            Set<String> first = null;
            for (List<Change> order : orders(changes)) {
                Set<String> end = play(seed, order, random);
                first = first == null ? end : first;
                assertThat(end).as("seed %d, order %s", seed, order).isEqualTo(first);
            }
        }
    }

    private static Change change(SplittableRandom random) {
        Prefix prefix = RandomWorld.UNIVERSE.get(random.nextInt(RandomWorld.UNIVERSE.size()));
        return new Change(
                "r" + (1 + random.nextInt(4)),
                prefix,
                List.of("65000:" + random.nextInt(5)),
                RandomWorld.path(random),
                random.nextBoolean());
    }

    private static Set<String> play(int seed, List<Change> order, SplittableRandom random) {
        RandomWorld world = new RandomWorld(seed);
        for (int i = 1; i <= 5; i++) {
            world.scene.up("r" + i);
            for (Family family : Family.values()) {
                world.converge("r" + i, family);
            }
        }
        for (Change change : order) {
            world.announce(change.router, change.prefix, 0, change.communities, change.path, change.near);
            for (int steps = random.nextInt(3); steps > 0; steps--) {
                world.scene.engine.step(1 + random.nextInt(20));
            }
        }
        world.scene.settle();
        return world.scene.recorder.open.values().stream()
                .map(AllOrdersTest::text)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Without what the order may choose: which of several live routes an overlap was first seen against. */
    private static String text(Finding finding) {
        FindingKey key = finding.key();
        boolean live = finding.detail() instanceof Detail.Overlap overlap && !overlap.declared();
        return finding.severity() + " "
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
