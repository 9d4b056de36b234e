package dev.ribwatch.bench;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * A synthetic full table: the prefix lengths of today's Internet, prefixes in blocks of one origin, paths of 3 to 9 hops
 * through a graph of tier-1 and transit networks, 0 to 12 communities. The same seed gives the same prefixes; each view
 * is what another neighbour sees of them: other paths, other communities, another grouping.
 */
final class Table {
    /** Share of each length, in 1/10,000 of the table; the rest is the last row. */
    private static final int[][] LENGTHS_V4 = {
        {8, 1}, {10, 3}, {11, 10}, {12, 29}, {13, 57}, {14, 118}, {15, 207}, {16, 1360}, {17, 830}, {18, 1400}, {19, 2500},
        {20, 4400}, {21, 5200}, {22, 11000}, {23, 10000}, {24, 62885}
    };
    private static final int[][] LENGTHS_V6 = {
        {29, 5500}, {32, 11500}, {33, 2500}, {36, 4500}, {40, 9500}, {42, 1700}, {44, 7500}, {45, 1500}, {46, 3300}, {47, 2500},
        {48, 50000}
    };
    private static final int TIER1 = 20;
    private static final int TRANSITS = 3_000;

    final int routesV4;
    final int routesV6;
    private final long[] prefixes; // v4: address << 8 | length; v6: upper 56 bits and length
    private final int[] blockOf;
    private final int[] originOf;
    private final long seed;

    Table(int routesV4, int routesV6, long seed) {
        this.routesV4 = routesV4;
        this.routesV6 = routesV6;
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

    int routes() {
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
            long top = 0x20_01_00_00_00_00_00L + ((long) random.nextInt(0x0a00) << 40) + (random.nextLong() & 0xff_ffff_ffffL);
            return (top & -1L << (56 - length)) << 8 | length;
        }
        long address = (1L + random.nextInt(222)) << 24 | random.nextInt(1 << 24);
        return (address & (-1L << (32 - length)) & 0xffff_ffffL) << 8 | length;
    }

    /** Private, loopback and documentation space: no table of the Internet holds it, and the intent declares some. */
    private static boolean isSpecial(long prefix, boolean v6) {
        if (v6) {
            return prefix >>> 32 == 0x20010db8L || (int) (prefix >>> 56) != 0x20 && (int) (prefix >>> 56) > 0x2a;
        }
        int first = (int) (prefix >>> 32);
        return first == 0 || first == 10 || first == 100 || first == 127 || first == 169 || first == 172 || first == 192
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

    /** One neighbour's view as UPDATE messages back to back, End-of-RIB of each family after its routes. */
    byte[] view(int view, long peerAs, int nextHop) {
        Random random = new Random(seed * 31 + view);
        ByteArrayOutputStream out = new ByteArrayOutputStream(prefixes.length * 40);
        Message message = new Message();
        int at = 0;
        while (at < prefixes.length) {
            boolean v6 = at >= routesV4;
            int end = at + 1;
            int bound = v6 ? prefixes.length : routesV4;
            // A block splits where this neighbour's best paths differ.
            while (end < bound && blockOf[end] == blockOf[at] && random.nextInt(14) != 0) {
                end++;
            }
            byte[] attributes = attributes(random, peerAs, nextHop, originOf[blockOf[at]]);
            at = message.write(out, attributes, at, end, v6, nextHop);
            if (at == routesV4) {
                out.writeBytes(Message.END_OF_RIB_V4);
            }
        }
        out.writeBytes(Message.END_OF_RIB_V6);
        return out.toByteArray();
    }

    private static byte[] attributes(Random random, long peerAs, int nextHop, int origin) {
        Octets octets = new Octets();
        octets.bytes(0x40, 1, 1, random.nextInt(20) == 0 ? 2 : 0);
        int hops = 3 + random.nextInt(3) + (random.nextInt(5) == 0 ? random.nextInt(4) : 0);
        octets.bytes(0x40, 2, 2 + 4 * hops, 2, hops).int32((int) peerAs);
        for (int i = 1; i < hops - 1; i++) {
            octets.int32(i == 1 ? 1_000 + random.nextInt(TIER1) : 10_000 + random.nextInt(TRANSITS));
        }
        octets.int32(origin);
        octets.mark();
        if (random.nextInt(100) < 18) {
            octets.bytes(0x80, 4, 4).int32(random.nextInt(1_000));
        }
        if (random.nextInt(100) < 5) {
            octets.bytes(0x40, 6, 0);
        }
        if (random.nextInt(100) < 9) {
            octets.bytes(0xc0, 7, 8).int32(origin).int32(random.nextInt());
        }
        int communities = Math.max(0, Math.min(20, (int) Math.round(3.7 + 3 * random.nextGaussian())));
        if (communities > 0) {
            octets.bytes(0xc0, 8, 4 * communities);
            for (int i = 0; i < communities; i++) {
                octets.int32((1_000 + random.nextInt(TIER1)) << 16 | random.nextInt(400));
            }
        }
        if (random.nextInt(100) < 8) {
            octets.bytes(0xc0, 32, 12).int32((int) peerAs).int32(random.nextInt(50)).int32(random.nextInt(500));
        }
        return octets.withNextHopAtMark(nextHop);
    }

    /** Writes UPDATEs of at most 4,096 octets. */
    private final class Message {
        private static final int MAXIMUM = 4_096;
        static final byte[] END_OF_RIB_V4 = header(new byte[] {0, 0, 0, 0});
        static final byte[] END_OF_RIB_V6 = header(new byte[] {0, 0, 0, 6, (byte) 0x80, 15, 3, 0, 2, 1});

        private final byte[] nlri = new byte[MAXIMUM];

        int write(ByteArrayOutputStream out, byte[] attributes, int from, int to, boolean v6, int nextHop) {
            int at = from;
            // The IPv4 form carries NEXT_HOP (7 octets more); both fit 4,096.
            int classic = attributes.length;
            while (at < to) {
                int used = 0;
                int room = MAXIMUM - 23 - classic - (v6 ? 26 : 0);
                while (at < to && used + 8 <= room) {
                    used += nlri(prefixes[at++], v6, used);
                }
                Octets body = new Octets();
                if (v6) {
                    byte[] rest = Octets.withoutNextHop(attributes);
                    int length = 21 + used;
                    body.bytes(0, 0).int16(4 + length + rest.length);
                    body.bytes(0x90, 14).int16(length).bytes(0, 2, 1, 16);
                    body.int32(0x20010db8).int32(0xffff0000).int32(0).int32(nextHop & 0xffff).bytes(0);
                    body.raw(nlri, used).raw(rest, rest.length);
                } else {
                    body.bytes(0, 0).int16(classic).raw(attributes, classic).raw(nlri, used);
                }
                out.writeBytes(header(body.toByteArray()));
            }
            return at;
        }

        private int nlri(long prefix, boolean v6, int at) {
            int length = (int) (prefix & 0xff);
            int octets = (length + 7) / 8;
            nlri[at] = (byte) length;
            int width = v6 ? 56 : 32;
            for (int i = 0; i < octets; i++) {
                nlri[at + 1 + i] = (byte) (prefix >>> (8 + width - 8 - 8 * i));
            }
            return 1 + octets;
        }

        private static byte[] header(byte[] body) {
            byte[] message = new byte[19 + body.length];
            Arrays.fill(message, 0, 16, (byte) 0xff);
            message[16] = (byte) (message.length >>> 8);
            message[17] = (byte) message.length;
            message[18] = 2;
            System.arraycopy(body, 0, message, 19, body.length);
            return message;
        }
    }

    /** Grows as it is written. */
    private static final class Octets {
        private static final int NEXT_HOP = 7;
        private byte[] octets = new byte[512];
        private int length;
        private int mark;

        Octets bytes(int... values) {
            for (int value : values) {
                ensure(1);
                octets[length++] = (byte) value;
            }
            return this;
        }

        Octets int16(int value) {
            return bytes(value >>> 8, value);
        }

        Octets int32(int value) {
            return bytes(value >>> 24, value >>> 16, value >>> 8, value);
        }

        Octets raw(byte[] from, int count) {
            ensure(count);
            System.arraycopy(from, 0, octets, length, count);
            length += count;
            return this;
        }

        void mark() {
            mark = length;
        }

        /** NEXT_HOP goes after AS_PATH; the mark is kept in the last octet pair for the IPv6 form. */
        byte[] withNextHopAtMark(int nextHop) {
            Octets whole = new Octets();
            whole.raw(octets, mark).bytes(0x40, 3, 4).int32(nextHop);
            System.arraycopy(octets, mark, whole.grown(length - mark), whole.length, length - mark);
            whole.length += length - mark;
            return whole.toByteArray();
        }

        private byte[] grown(int more) {
            ensure(more);
            return octets;
        }

        static byte[] withoutNextHop(byte[] attributes) {
            int at = 0;
            while (attributes[at + 1] != 3) {
                at += 3 + (attributes[at + 2] & 0xff);
            }
            byte[] rest = new byte[attributes.length - NEXT_HOP];
            System.arraycopy(attributes, 0, rest, 0, at);
            System.arraycopy(attributes, at + NEXT_HOP, rest, at, rest.length - at);
            return rest;
        }

        private void ensure(int more) {
            if (length + more > octets.length) {
                octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + more));
            }
        }

        byte[] toByteArray() {
            return Arrays.copyOf(octets, length);
        }
    }
}
