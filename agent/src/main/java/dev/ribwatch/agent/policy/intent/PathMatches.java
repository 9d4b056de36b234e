package dev.ribwatch.agent.policy.intent;

import java.util.Arrays;

/**
 * Remembers which regular expressions matched a path, so that the engine runs once a distinct path although many
 * attribute sets share it. Each path has one place; a newer path takes it over. Paths with sets, long ones, and patterns
 * past the 64th are not remembered.
 */
final class PathMatches {
    private static final int PLACES = 1 << 14;
    private static final int LONGEST = 64;
    private static final int PATTERNS = Long.SIZE;

    private static final int[] NOTHING = new int[0];

    /** By place; empty until the first answer is kept. */
    private int[][] paths = new int[0][];

    private long[] asked = new long[0];
    private long[] matched = new long[0];

    /** 1 if the pattern matches the path, 0 if not, -1 if that is not known. */
    int get(NormalisedPath path, int pattern) {
        if (paths.length == 0 || !isRemembered(path, pattern)) {
            return -1;
        }
        int place = place(path);
        if ((asked[place] & 1L << pattern) == 0 || !isAt(path, paths[place])) {
            return -1;
        }
        return (matched[place] & 1L << pattern) != 0 ? 1 : 0;
    }

    void put(NormalisedPath path, int pattern, boolean matches) {
        if (!isRemembered(path, pattern)) {
            return;
        }
        if (paths.length == 0) {
            paths = new int[PLACES][];
            Arrays.fill(paths, NOTHING);
            asked = new long[PLACES];
            matched = new long[PLACES];
        }
        int place = place(path);
        if (!isAt(path, paths[place])) {
            paths[place] = Arrays.copyOf(path.asns(), path.count());
            asked[place] = 0;
            matched[place] = 0;
        }
        asked[place] |= 1L << pattern;
        if (matches) {
            matched[place] |= 1L << pattern;
        }
    }

    private static boolean isRemembered(NormalisedPath path, int pattern) {
        return pattern < PATTERNS && !path.hasSet() && path.count() <= LONGEST;
    }

    private static boolean isAt(NormalisedPath path, int[] held) {
        return Arrays.equals(held, 0, held.length, path.asns(), 0, path.count());
    }

    private static int place(NormalisedPath path) {
        int hash = path.count();
        for (int i = 0; i < path.count(); i++) {
            hash = (hash ^ path.asns()[i]) * 0x9E3779B1;
            hash ^= hash >>> 15;
        }
        return hash & PLACES - 1;
    }
}
