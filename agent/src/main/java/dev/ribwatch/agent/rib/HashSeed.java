package dev.ribwatch.agent.rib;

import java.util.random.RandomGenerator;

/**
 * The secret of this process' hashes: without it nobody can choose keys that collide.
 *
 * @param first any number
 * @param second an odd number
 * @param third an odd number
 */
record HashSeed(long first, long second, long third) {

    static HashSeed draw(RandomGenerator random) {
        return new HashSeed(random.nextLong(), random.nextLong() | 1, random.nextLong() | 1);
    }
}
