package dev.ribwatch.agent.mrt;

import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The peers of a recording, by address and AS. A look-up allocates only when it finds a new one. */
public final class MrtPeers {
    /** The most peers; records of others cannot be attributed. */
    static final int MOST = 1 << 16;

    private static final int AFI_IPV4 = 1;
    private static final int AFI_IPV6 = 2;
    private static final int UNKNOWN_AS = 0;
    private static final int AS_TRANS = 23456; // RFC 6793 section 9
    private static final int LARGEST_SHORT_AS = 0xffff;

    private final Map<Key, MrtPeer> peers = new HashMap<>();
    /** The first peer of each address. */
    private final Map<Prefix, MrtPeer> byAddress = new HashMap<>();

    private final Key probe = new Key();
    private int count;

    private static final class Key {
        private boolean wide;
        private long high;
        private long low;
        private long as;

        Key copy() {
            Key copy = new Key();
            copy.wide = wide;
            copy.high = high;
            copy.low = low;
            copy.as = as;
            return copy;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && key.high == high && key.low == low && key.as == as && key.wide == wide;
        }

        @Override
        public int hashCode() {
            return Long.hashCode((high * 31 + low) * 31 + as) * 0x9e3779b9;
        }
    }

    /** Octets of an address, or 0 if the AFI is none of an address. */
    static int octets(int afi) {
        return afi == AFI_IPV4 ? 4 : afi == AFI_IPV6 ? 16 : 0;
    }

    /**
     * The peer with this address and AS; made if it is new, null if there are {@link #MOST} already.
     *
     * @param afi 1 or 2: how many octets the address has
     */
    @Nullable
    MrtPeer get(byte[] buffer, int address, int afi, long as) {
        probe.wide = afi == AFI_IPV6;
        probe.high = probe.wide ? Octets.i64(buffer, address) : (long) Octets.i32(buffer, address) << 32;
        probe.low = probe.wide ? Octets.i64(buffer, address + 8) : 0;
        probe.as = as;
        MrtPeer known = peers.get(probe);
        return known != null ? known : add();
    }

    private @Nullable MrtPeer add() {
        Family family = probe.wide ? Family.IPV6_UNICAST : Family.IPV4_UNICAST;
        Prefix address = Prefix.masked(family, probe.high, probe.low, family.bits());
        MrtPeer first = byAddress.get(address);
        MrtPeer peer = first;
        if (first == null || !isSame(first)) {
            if (count == MOST) {
                return null;
            }
            String name = first == null ? address.address() : address.address() + " AS" + probe.as;
            peer = new MrtPeer(count++, address, probe.as, name);
            byAddress.putIfAbsent(address, peer);
        }
        peers.put(probe.copy(), peer);
        return peer;
    }

    /**
     * In a record with two octets for an AS, AS_TRANS stands for a larger number (RFC 6793 section 4.2.2); before the peer's
     * OPEN, collectors write 0.
     */
    private boolean isSame(MrtPeer first) {
        boolean vague = probe.as == UNKNOWN_AS || probe.as == AS_TRANS && first.as() > LARGEST_SHORT_AS;
        if (first.as() == UNKNOWN_AS || first.as() == AS_TRANS && probe.as > LARGEST_SHORT_AS) {
            first.setAs(probe.as);
            return true;
        }
        return vague;
    }
}
