package dev.ribwatch.agent.policy.rule;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The usual number of routes of each network at a router's family. A level follows its count: what is new has become usual by
 * about two thirds after one time constant. It stands still while nothing can be judged, so it outlives a session.
 */
final class CountLevels {
    /** Instead of a level: nothing was learned yet. */
    static final double NONE = Double.NaN;
    /** Less was nothing. */
    static final double NOTHING = 0.5;

    private final double[] levels;
    private final int[] counts;
    private final double constant;
    /** Up to when levels have followed; meaningless while {@link #resting}. */
    private long at;

    private boolean resting = true;
    /** Networks whose level stands still since it last followed. */
    private final BitSet standing = new BitSet();

    /** @param constantNanos time constant */
    CountLevels(int networks, long constantNanos) {
        levels = new double[networks];
        counts = new int[networks];
        constant = constantNanos;
        Arrays.fill(levels, NONE);
    }

    /**
     * Brings levels up to a moment, and begins with what is counted from then on; what comes where nothing was is usual at
     * once.
     *
     * @param now counts by network
     * @param without networks whose level stands still from then on; more are added
     * @param partial there may be more than is counted: no level follows a lower count
     */
    void follow(int[] now, BitSet without, boolean partial, long nanos) {
        for (int network = 0; network < levels.length; network++) {
            double level = level(network, nanos);
            levels[network] = level >= NOTHING ? level : now[network]; // it is NaN at first
            counts[network] = now[network];
            if (partial && now[network] < levels[network]) {
                without.set(network);
            }
        }
        at = nanos;
        resting = false;
        standing.clear();
        standing.or(without);
    }

    /** The level of a network as it is at a moment, with its count as it was when last followed. */
    double level(int network, long nanos) {
        double kept = resting || standing.get(network) ? 1 : Math.exp(-(nanos - at) / constant);
        return counts[network] + (levels[network] - counts[network]) * kept;
    }

    int count(int network) {
        return counts[network];
    }

    /** Nothing can be judged from now on: levels stand still until they follow again. */
    void rest(long nanos) {
        if (!resting) {
            for (int network = 0; network < levels.length; network++) {
                levels[network] = level(network, nanos);
            }
            resting = true;
        }
    }

    /**
     * What was learned under another intent up to a moment, with a time constant of its own.
     *
     * @param places by network: its place there, or -1 if it is to be learned anew
     */
    void inherit(CountLevels other, int[] places, long nanos) {
        at = nanos;
        resting = other.resting;
        for (int network = 0; network < levels.length; network++) {
            int place = places[network];
            if (place >= 0) {
                levels[network] = other.level(place, nanos);
                counts[network] = other.counts[place];
                standing.set(network, other.standing.get(place));
            }
        }
    }

    long bytes() {
        return (long) levels.length * (Double.BYTES + Integer.BYTES);
    }
}
