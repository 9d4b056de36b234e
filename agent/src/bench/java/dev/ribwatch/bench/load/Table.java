package dev.ribwatch.bench.load;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * A synthetic full table: the prefix lengths of today's Internet, prefixes in blocks of one origin, paths of 3 to 9 hops
 * through a graph of tier-1 and transit networks, 0 to 12 communities. The same seed gives the same prefixes; each view
 * is what another neighbour sees of them: other paths, other communities, another grouping.
 */
public final class Table {
    /** Share of each length, in 1/10,000 of the table; the rest is the last row. */
    private static final int[][] LENGTHS_V4 = {
        {8, 1},
        {10, 3},
        {11, 10},
        {12, 29},
        {13, 57},
        {14, 118},
        {15, 207},
        {16, 1360},
        {17, 830},
        {18, 1400},
        {19, 2500},
        {20, 4400},
        {21, 5200},
        {22, 11000},
        {23, 10000},
        {24, 62885}
    };

    private static final int[][] LENGTHS_V6 = {
        {29, 5500},
        {32, 11500},
        {33, 2500},
        {36, 4500},
        {40, 9500},
        {42, 1700},
        {44, 7500},
        {45, 1500},
        {46, 3300},
        {47, 2500},
        {48, 50000}
    };
    private final int routesV4;
    private final long[] prefixes; // v4: address << 8 | length; v6: upper 56 bits and length
    private final int[] blockOf;
    private final int[] originOf;
    private final long seed;

    /** A table of so many routes, 5 of 6 IPv4, always the same. */
    public static Table ofRoutes(int routes) {
        return new Table(routes - routes / 6, routes / 6, 20_260_101);
    }

    /** A table; the same seed gives the same. */
    public Table(int routesV4, int routesV6, long seed) {
        this.routesV4 = routesV4;
        this.seed = seed;
        this.prefixes = new long[routesV4 + routesV6];
        this.blockOf = new int[prefixes.length];
        Random random = new Random(seed);
        int blocks = 0;
        blocks = fill(random, 0, routesV4, false, blocks);
        blocks = fill(random, routesV4, routesV6, true, blocks);
        originOf = new int[blocks];
        for (int i = 0; i < blocks; i++) {
            originOf[i] = 200_000 + random.nextInt(75_000);
        }
    }

    /** Routes of both families. */
    public int routes() {
        return prefixes.length;
    }

    private int fill(Random random, int from, int count, boolean v6, int firstBlock) {
        Set<Long> seen = new HashSet<>(count * 2);
        int block = firstBlock - 1;
        int left = 0;
        long previous = 0;
        for (int i = 0; i < count; i++) {
            if (left == 0) {
                block++;
                left = Math.min(4_000, (int) Math.ceil(0.8 * Math.pow(1 - random.nextDouble(), -0.72)));
                previous = 0;
            }
            left--;
            long prefix;
            do {
                prefix = next(random, v6, previous);
                previous = 0;
            } while (isSpecial(prefix, v6) || !seen.add(prefix));
            previous = prefix;
            prefixes[from + i] = prefix;
            blockOf[from + i] = block;
        }
        return block + 1;
    }

    /** Half of a block are neighbours of the one before, as deaggregation makes them. */
    private static long next(Random random, boolean v6, long previous) {
        if (previous != 0 && random.nextInt(2) == 0) {
            int length = (int) (previous & 0xff);
            return previous + (1L << (8 + (v6 ? 56 : 32) - length));
        }
        int length = length(random, v6 ? LENGTHS_V6 : LENGTHS_V4);
        if (v6) {
            long top = 0x20_01_00_00_00_00_00L
                    + ((long) random.nextInt(0x0a00) << 40)
                    + (random.nextLong() & 0xff_ffff_ffffL);
            return (top & -1L << (56 - length)) << 8 | length;
        }
        long address = (1L + random.nextInt(222)) << 24 | random.nextInt(1 << 24);
        return (address & (-1L << (32 - length)) & 0xffff_ffffL) << 8 | length;
    }

    /** Private, loopback, benchmarking and documentation space: no table of the Internet holds it, and the intent declares some. */
    private static boolean isSpecial(long prefix, boolean v6) {
        if (v6) {
            return prefix >>> 32 == 0x20010db8L || (int) (prefix >>> 56) != 0x20 && (int) (prefix >>> 56) > 0x2a;
        }
        int first = (int) (prefix >>> 32);
        return first == 0
                || first == 10
                || first == 100
                || first == 127
                || first == 169
                || first == 172
                || first == 192
                || first == 198
                || first == 203
                || first > 223;
    }

    private static int length(Random random, int[][] shares) {
        int total = 0;
        for (int[] row : shares) {
            total += row[1];
        }
        int at = random.nextInt(total);
        for (int[] row : shares) {
            at -= row[1];
            if (at < 0) {
                return row[0];
            }
        }
        throw new AssertionError();
    }

    /** One neighbour's view: 0.36 attribute sets a route. */
    public View view(int view, long peerAs, int nextHop) {
        return view(view, peerAs, nextHop, 0);
    }

    /**
     * One neighbour's view with this many routes an attribute set and message, wherever they come from; 0: as blocks and
     * their splits have it.
     */
    public View view(int view, long peerAs, int nextHop, int group) {
        Random random = new Random(seed * 31 + view);
        ViewWriter writer = new ViewWriter(this, nextHop);
        int at = 0;
        while (at < prefixes.length) {
            int bound = at >= routesV4 ? prefixes.length : routesV4;
            int end = group == 0 ? endOfBlock(at, bound, random) : Math.min(bound, at + group);
            writer.write(AttributeSets.next(random, peerAs, nextHop, originOf[blockOf[at]]), at, end);
            at = end;
            if (at == routesV4) {
                writer.endOfRib(false);
            }
        }
        writer.endOfRib(true);
        return writer.view();
    }

    /** A block splits where this neighbour's best paths differ. */
    private int endOfBlock(int from, int bound, Random random) {
        int end = from + 1;
        while (end < bound && blockOf[end] == blockOf[from] && random.nextInt(14) != 0) {
            end++;
        }
        return end;
    }

    /** Writes the prefix of a route as NLRI; its length in octets. */
    int nlri(int route, byte[] to, int at) {
        long prefix = prefixes[route];
        int length = (int) (prefix & 0xff);
        int octets = (length + 7) / 8;
        int width = isV6(route) ? 56 : 32;
        to[at] = (byte) length;
        for (int i = 0; i < octets; i++) {
            to[at + 1 + i] = (byte) (prefix >>> (width - 8 * i));
        }
        return 1 + octets;
    }

    boolean isV6(int route) {
        return route >= routesV4;
    }
}
