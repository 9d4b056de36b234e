package dev.ribwatch.bench.load;

import java.util.Random;

/** Path attributes as the Internet shows them: paths of 3 to 9 hops, 0 to 20 communities, now and then the rest. */
final class AttributeSets {
    private static final int TIER1 = 20;
    private static final int TRANSITS = 3_000;
    private static final int NEXT_HOP_OCTETS = 7;
    /** Where the second AS of the path stands, behind ORIGIN and the first AS. */
    static final int SECOND_AS = 13;

    private AttributeSets() {}

    /** The block of an IPv4 UPDATE; that of an IPv6 one is the same without NEXT_HOP. */
    static byte[] next(Random random, long peerAs, int nextHop, int origin) {
        Octets octets = new Octets(256);
        octets.bytes(0x40, 1, 1, random.nextInt(20) == 0 ? 2 : 0);
        int hops = 3 + random.nextInt(3) + (random.nextInt(5) == 0 ? random.nextInt(4) : 0);
        octets.bytes(0x40, 2, 2 + 4 * hops, 2, hops).int32((int) peerAs);
        for (int i = 1; i < hops - 1; i++) {
            octets.int32(i == 1 ? 1_000 + random.nextInt(TIER1) : 10_000 + random.nextInt(TRANSITS));
        }
        octets.int32(origin);
        octets.bytes(0x40, 3, 4).int32(nextHop);
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
            octets.bytes(0xc0, 32, 12)
                    .int32((int) peerAs)
                    .int32(random.nextInt(50))
                    .int32(random.nextInt(500));
        }
        return octets.toByteArray();
    }

    /** Where NEXT_HOP begins: right behind AS_PATH. */
    private static int nextHopAt(byte[] attributes) {
        return 4 + 3 + (attributes[6] & 0xff);
    }

    static byte[] withoutNextHop(byte[] attributes) {
        int at = nextHopAt(attributes);
        byte[] rest = new byte[attributes.length - NEXT_HOP_OCTETS];
        System.arraycopy(attributes, 0, rest, 0, at);
        System.arraycopy(attributes, at + NEXT_HOP_OCTETS, rest, at, rest.length - at);
        return rest;
    }
}
