package dev.ribwatch.agent.policy;

import org.junit.jupiter.api.Test;

/**
 * Random histories: sessions that come, converge and go, routes of both families, with and without ADD-PATH, under random
 * intents. After every change the engine must hold what the naive oracle finds in the whole table.
 */
class PolicyHistoryTest {
    private static final int SEEDS = Integer.getInteger("ribwatch.policy.seeds", 150);
    private static final int STEPS = 150;

    @Test
    void holdsWhatTheOracleFindsAfterEveryChange() {
        for (int seed = 0; seed < SEEDS; seed++) {
            RandomWorld world = new RandomWorld(seed);
            for (int step = 0; step < STEPS; step++) {
                world.step();
                world.scene.settle();
                world.compare("seed " + seed);
                world.noneFlashed("seed " + seed);
            }
        }
    }

    /** Now and then another engine takes over: with the same intent nobody hears of it, with another one the oracle says. */
    @Test
    void holdsWhatTheOracleFindsOverReloads() {
        for (int seed = 0; seed < SEEDS; seed++) {
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
            }
        }
    }
}
