package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.config.value.Family;

/**
 * The addresses that a default route matters for, and how much of them a prefix covers: for IPv4 the 224 blocks of length 8
 * before multicast, for IPv6 2000::/3.
 *
 * <p>Sizes are in single addresses for IPv4, in blocks of length 56 for IPv6: a longer IPv6 prefix counts as nothing.
 */
final class AddressSpace {
    private static final int[] UNIT_LENGTH = {32, 56};
    private static final long[] SIZE = {224L << 24, 1L << 53};
    private static final int[] LONG_ENOUGH = {8, 16};

    private AddressSpace() {}

    /** The whole. */
    static long size(Family family) {
        return SIZE[family.ordinal()];
    }

    /** What a prefix of length 1 or more covers of it. */
    static long size(Family family, long high, int length) {
        int first = (int) (high >>> 61);
        if (length >= 3) {
            boolean inside = family == Family.IPV4_UNICAST ? first != 7 : first == 1;
            int unit = UNIT_LENGTH[family.ordinal()];
            return inside && length <= unit ? 1L << unit - length : 0;
        }
        if (family == Family.IPV6_UNICAST) {
            return first == 0 ? size(family) : 0; // ::/1 and ::/2 hold all of 2000::/3
        }
        long whole = 1L << 32 - length;
        boolean reachesMulticast = first == (length == 1 ? 4 : 6);
        return reachesMulticast ? whole - (1L << 29) : whole;
    }

    /** Whether a route is one half of a default, which is enough by itself, though the upper half holds multicast. */
    static boolean isHalf(Family family, long high, int length) {
        return length == 1 && size(family, high, length) > 0;
    }

    /** Whether a route is so short, and covers some of it, that EffectiveDefaultRoute explains it. */
    static boolean isShort(Family family, long high, int length) {
        return length > 0 && length < LONG_ENOUGH[family.ordinal()] && size(family, high, length) > 0;
    }
}
