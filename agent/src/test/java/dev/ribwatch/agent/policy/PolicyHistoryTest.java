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
}
