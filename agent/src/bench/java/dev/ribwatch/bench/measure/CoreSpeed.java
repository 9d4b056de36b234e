package dev.ribwatch.bench.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How fast the cores are just now. On a machine whose cores are shared with others that nobody sees, as virtual ones are,
 * the same work takes twice as long while a neighbour works on the other half of a core, and {@link OtherWork} shows nothing
 * of it. Six chains of shifts that do not wait for each other keep a core as busy as it can be, and need no memory.
 */
final class CoreSpeed {
    private static final int ROUNDS = 4_000_000;

    /** Of one round: six chains of three shifts and three exclusive ors. */
    private static final int OPERATIONS = 36;

    private static final int TRIES_TO_WARM_UP = 10;
    private static final double QUIET = 0.9;
    private static final long PAUSE_MILLIS = 100;

    private double best;

    /** Learns what this machine can do. */
    CoreSpeed() throws InterruptedException {
        for (int i = 0; i < TRIES_TO_WARM_UP; i++) {
            measure();
        }
    }

    /** Operations a nanosecond of the slowest core, all of them at work; takes some 30 ms. */
    double measure() throws InterruptedException {
        double[] speeds = new double[Runtime.getRuntime().availableProcessors()];
        List<Thread> threads = new ArrayList<>();
        for (int core = 0; core < speeds.length; core++) {
            int place = core;
            threads.add(new Thread(() -> speeds[place] = time(place + 1)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        double slowest = Arrays.stream(speeds).min().orElseThrow();
        best = Math.max(best, slowest);
        return slowest;
    }

    /** Waits until the cores are about as fast as they were ever seen, so many seconds at most; their speed then. */
    double awaitQuiet(int seconds) throws InterruptedException {
        long deadline = System.nanoTime() + seconds * 1_000_000_000L;
        while (true) {
            double speed = measure();
            if (speed >= QUIET * best || System.nanoTime() >= deadline) {
                return speed;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private static double time(long seed) {
        long a = seed;
        long b = seed + 1;
        long c = seed + 2;
        long d = seed + 3;
        long e = seed + 4;
        long f = seed + 5;
        long start = System.nanoTime();
        for (int i = 0; i < ROUNDS; i++) {
            a ^= a << 13;
            b ^= b << 13;
            c ^= c << 13;
            d ^= d << 13;
            e ^= e << 13;
            f ^= f << 13;
            a ^= a >>> 7;
            b ^= b >>> 7;
            c ^= c >>> 7;
            d ^= d >>> 7;
            e ^= e >>> 7;
            f ^= f >>> 7;
            a ^= a << 17;
            b ^= b << 17;
            c ^= c << 17;
            d ^= d << 17;
            e ^= e << 17;
            f ^= f << 17;
        }
        long nanos = System.nanoTime() - start;
        // What is never used is never computed.
        return (double) ROUNDS * OPERATIONS / (nanos + ((a ^ b ^ c ^ d ^ e ^ f) == 0 ? 1 : 0));
    }
}
