package dev.ribwatch.config.value;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * An address prefix of either family. The 128 address bits are left-aligned in {@code high} and {@code low}, so that
 * containment reads the same for both families: an IPv4 address stands in the upper 32 bits of {@code high}.
 *
 * @param family IPv4 or IPv6 unicast
 * @param high the first 64 bits
 * @param low the last 64 bits; 0 for IPv4
 * @param length 0 to 32 or 128; all bits past it are zero
 */
public record Prefix(Family family, long high, long low, int length) implements Comparable<Prefix> {
    public Prefix {
        if (length < 0 || length > family.bits()) {
            throw new IllegalArgumentException("prefix length out of range 0 to " + family.bits() + ": " + length);
        }
        if ((high & ~maskHigh(length)) != 0 || (low & ~maskLow(length)) != 0) {
            throw new IllegalArgumentException("address bits past the prefix length " + length);
        }
    }

    /** The prefix of these address bits, those past the length cleared. */
    public static Prefix masked(Family family, long high, long low, int length) {
        return new Prefix(family, high & maskHigh(length), low & maskLow(length), length);
    }

    /** The mask for {@code high} of a prefix length 0 to 128. */
    public static long maskHigh(int length) {
        return length <= 0 ? 0 : length >= 64 ? -1L : -1L << (64 - length);
    }

    /** The mask for {@code low} of a prefix length 0 to 128. */
    public static long maskLow(int length) {
        return length <= 64 ? 0 : length >= 128 ? -1L : -1L << (128 - length);
    }

    /**
     * Reads {@code ADDRESS/LENGTH}; an address alone means a host prefix.
     *
     * @throws IllegalArgumentException if the text is no prefix, or has bits set past its length
     */
    public static Prefix parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        byte[] octets = octets(address, text);
        Family family = octets.length == 4 ? Family.IPV4_UNICAST : Family.IPV6_UNICAST;
        int length = family.bits();
        if (slash >= 0) {
            String digits = text.substring(slash + 1);
            if (digits.isEmpty() || digits.length() > 3 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw new IllegalArgumentException("not a prefix: \"" + text + "\"");
            }
            length = Integer.parseInt(digits);
            if (length > family.bits()) {
                throw new IllegalArgumentException(
                        "prefix length " + length + " is over " + family.bits() + ": \"" + text + "\"");
            }
        }
        Prefix whole = ofAddress(octets);
        Prefix masked = masked(family, whole.high, whole.low, length);
        if (masked.high != whole.high || masked.low != whole.low) {
            throw new IllegalArgumentException("host bits set in \"" + text + "\"; the prefix is " + masked);
        }
        return masked;
    }

    /** The host prefix of an address of 4 or 16 octets in network order. */
    public static Prefix ofAddress(byte[] octets) {
        if (octets.length == 4) {
            long bits = 0;
            for (byte octet : octets) {
                bits = bits << 8 | (octet & 0xff);
            }
            return new Prefix(Family.IPV4_UNICAST, bits << 32, 0, 32);
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < 8; i++) {
            high = high << 8 | (octets[i] & 0xff);
            low = low << 8 | (octets[i + 8] & 0xff);
        }
        return new Prefix(Family.IPV6_UNICAST, high, low, 128);
    }

    private static byte[] octets(String address, String whole) {
        boolean v6 = address.indexOf(':') >= 0;
        boolean plausible = !address.isEmpty()
                && address.length() <= 45
                && address.chars().allMatch(c -> c == '.' || c == ':' || Character.digit(c, 16) >= 0 && c < 128);
        if (!plausible || !v6 && !isDottedQuad(address)) {
            throw new IllegalArgumentException("not an address or prefix: \"" + whole + "\"");
        }
        try {
            // Only digits, dots and colons get here, so nothing is looked up.
            byte[] octets = InetAddress.getByName(address).getAddress();
            if (v6 && octets.length == 4) {
                throw new IllegalArgumentException("IPv4-mapped address; write it as IPv4: \"" + whole + "\"");
            }
            return octets;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address or prefix: \"" + whole + "\"", e);
        }
    }

    private static boolean isDottedQuad(String address) {
        int parts = 1;
        int value = -1;
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (c == '.') {
                if (value < 0) {
                    return false;
                }
                parts++;
                value = -1;
            } else if (c >= '0' && c <= '9' && value != 0) {
                value = value < 0 ? c - '0' : value * 10 + c - '0';
                if (value > 255) {
                    return false;
                }
            } else {
                return false;
            }
        }
        return parts == 4 && value >= 0;
    }

    /** Whether this prefix is equal to the other or covers it. */
    public boolean contains(Prefix other) {
        return family == other.family && length <= other.length && containsBits(other.high, other.low);
    }

    /** Whether these left-aligned address bits begin with this prefix. */
    public boolean containsBits(long otherHigh, long otherLow) {
        return ((high ^ otherHigh) & maskHigh(length)) == 0 && ((low ^ otherLow) & maskLow(length)) == 0;
    }

    /** Whether one of the two contains the other. */
    public boolean overlaps(Prefix other) {
        return contains(other) || other.contains(this);
    }

    /** Whether this is {@code 0.0.0.0/0} or {@code ::/0}. */
    public boolean isDefault() {
        return length == 0;
    }

    /** Whether this is a single address. */
    public boolean isHost() {
        return length == family.bits();
    }

    /** The address as text, without the length. */
    public String address() {
        StringBuilder text = new StringBuilder(39);
        appendAddress(text, family, high, low);
        return text.toString();
    }

    /** Appends an address: dotted quad, or RFC 5952. */
    public static void appendAddress(StringBuilder text, Family family, long high, long low) {
        if (family == Family.IPV4_UNICAST) {
            int bits = (int) (high >>> 32);
            text.append(bits >>> 24)
                    .append('.')
                    .append(bits >>> 16 & 0xff)
                    .append('.')
                    .append(bits >>> 8 & 0xff)
                    .append('.')
                    .append(bits & 0xff);
            return;
        }
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && group(high, low, i + run) == 0) {
                run++;
            }
            if (run > bestLength) {
                bestStart = i;
                bestLength = run;
            }
            i += run;
        }
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (i > 0 && i != bestStart + bestLength || bestStart < 0 && i > 0) {
                text.append(':');
            }
            text.append(Integer.toHexString(group(high, low, i)));
        }
    }

    private static int group(long high, long low, int index) {
        long half = index < 4 ? high : low;
        return (int) (half >>> (48 - 16 * (index & 3))) & 0xffff;
    }

    @Override
    public int compareTo(Prefix other) {
        int order = family.compareTo(other.family);
        if (order == 0) {
            order = Long.compareUnsigned(high, other.high);
        }
        if (order == 0) {
            order = Long.compareUnsigned(low, other.low);
        }
        return order == 0 ? Integer.compare(length, other.length) : order;
    }

    // What a record has of its own is put together when it is first called: 8 ms of a start each.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Prefix prefix
                && family == prefix.family
                && high == prefix.high
                && low == prefix.low
                && length == prefix.length;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(31 * high + low) + length) + family.ordinal();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(43);
        appendAddress(text, family, high, low);
        return text.append('/').append(length).toString();
    }
}
