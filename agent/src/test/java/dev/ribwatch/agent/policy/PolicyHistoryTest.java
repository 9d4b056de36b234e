package dev.ribwatch.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.RuleName;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Random histories: sessions that come, converge and go, routes of both families, with and without ADD-PATH, under random
 * intents. After every change the engine must hold what the naive oracle finds in the whole table.
 *
 * <p>{@code -Dribwatch.policy.seeds=10000 -Dribwatch.policy.steps=1000} makes ten million changes of it, half
 * as many with reloads, and a fifth in bursts; {@code ribwatch.policy.first} is the first seed.
 */
class PolicyHistoryTest {
    private static final boolean LONG = Boolean.getBoolean("ribwatch.long");
    private static final int FIRST = Integer.getInteger("ribwatch.policy.first", 0);
    private static final int SEEDS = Integer.getInteger("ribwatch.policy.seeds", LONG ? 300 : 60);
    private static final int STEPS = Integer.getInteger("ribwatch.policy.steps", LONG ? 1_000 : 150);

    /** Of these, what is left of an effective default within its hysteresis is not compared: that depends on what was seen. */
    private static final int BURSTS = Integer.getInteger("ribwatch.policy.steps", 150);

    @Test
    void holdsWhatTheOracleFindsAfterEveryChange() {
        Set<String> outcomes = ConcurrentHashMap.newKeySet();
        Set<RuleName> known = ConcurrentHashMap.newKeySet();
        Set<RuleName> found = ConcurrentHashMap.newKeySet();
        forEachSeed(seed -> {
            RandomWorld world = new RandomWorld(seed);
            for (int step = 0; step < STEPS; step++) {
                world.step();
                world.scene.settle();
                world.compare("seed " + seed);
                world.noneFlashed("seed " + seed);
                if (step % 10 == 0) {
                    outcomes.addAll(world.comparePlanned("seed " + seed));
                    known.addAll(world.oracle.known());
                    world.oracle.open().keySet().forEach(subject -> found.add(subject.rule()));
                }
            }
        });
        if (SEEDS >= 60) {
            assertThat(outcomes)
                    .as("what became of planned changes")
                    .contains("pending", "done", "late", "undone", "not-undone", "unknown", "too early", "too much");
            assertThat(found).as("rules that found something").isEqualTo(known);
        }
    }

    /** Changes come faster than what waits is done: only what is left of them counts. */
    @Test
    void holdsWhatTheOracleFindsAfterABurst() {
        int seeds = (SEEDS + 4) / 5;
        AtomicInteger compared = new AtomicInteger();
        forEachSeed(seeds, seed -> {
            RandomWorld world = new RandomWorld(2_000_000L + seed);
            for (int step = 0; step < BURSTS; step++) {
                world.step();
                world.scene.settle();
                world.burst();
                world.scene.settle();
                compared.addAndGet(world.compareKnown("seed " + seed) ? 1 : 0);
            }
        });
        assertThat(compared.get()).as("bursts compared").isGreaterThan(seeds * BURSTS * 3 / 4);
    }

    /** Now and then another engine takes over: with the same intent nobody hears of it, with another one the oracle says. */
    @Test
    void holdsWhatTheOracleFindsOverReloads() {
        forEachSeed((SEEDS + 1) / 2, seed -> {
            RandomWorld world = new RandomWorld(1_000_000L + seed);
            for (int step = 0; step < STEPS; step++) {
                world.step();
                world.scene.settle();
                if (step % 5 == 0) {
                    world.reload("seed " + seed);
                } else if (step % 23 == 0) {
                    world.reloadOther();
                    world.scene.settle();
                }
                world.compare("seed " + seed);
                if (step % 10 == 0) {
                    world.comparePlanned("seed " + seed);
                }
            }
        });
    }

    private static void forEachSeed(IntConsumer history) {
        forEachSeed(SEEDS, history);
    }

    private static void forEachSeed(int seeds, IntConsumer history) {
        IntStream.range(FIRST, FIRST + seeds).parallel().forEach(history);
    }
}
