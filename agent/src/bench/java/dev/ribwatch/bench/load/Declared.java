package dev.ribwatch.bench.load;

import java.util.List;
import java.util.stream.IntStream;

/** Networks with /28s in 100.0.0.0/8, which no generated table holds, and a router that advertises them all. */
public final class Declared {
    private static final int FIRST = 100 << 24;
    private static final int LENGTH = 28;
    private static final int FIRST_AS = 64_900;

    private final int networks;
    private final int prefixes;

    /** So many networks of so many prefixes each; at most a million in all. */
    public Declared(int networks, int prefixes) {
        this.networks = networks;
        this.prefixes = prefixes;
    }

    /** The AS of a network. */
    public static int as(int network) {
        return FIRST_AS + network;
    }

    private int address(int network, int prefix) {
        return FIRST + ((network * prefixes + prefix) << 32 - LENGTH);
    }

    public List<String> prefixes(int network) {
        return IntStream.range(0, prefixes)
                .map(prefix -> address(network, prefix))
                .mapToObj(at -> "100." + (at >> 16 & 255) + "." + (at >> 8 & 255) + "." + (at & 255) + "/" + LENGTH)
                .toList();
    }

    /** The table of the router with this AS: each prefix with the path {@code router network}. */
    public byte[] messages(int router) {
        Octets out = new Octets(1 << 16);
        for (int network = 0; network < networks; network++) {
            for (int prefix = 0; prefix < prefixes; ) {
                int start = out.beginMessage(2);
                out.int16(0).int16(4 + 13 + 7).bytes(0x40, 1, 1, 0);
                out.bytes(0x40, 2, 10, 2, 2).int32(router).int32(as(network));
                out.bytes(0x40, 3, 4).int32(0xc6336402);
                for (int i = 0; i < 800 && prefix < prefixes; i++) {
                    out.bytes(LENGTH).int32(address(network, prefix++));
                }
                out.endMessage(start);
            }
        }
        return out.endOfRib(false).endOfRib(true).toByteArray();
    }
}
