package dev.ribwatch.config.value;

import org.jspecify.annotations.Nullable;

/** An address family that Ribwatch watches: an AFI and SAFI pair of RFC 4760. */
public enum Family {
    IPV4_UNICAST(1, 1, 32, "ipv4-unicast"),
    IPV6_UNICAST(2, 1, 128, "ipv6-unicast");

    private static final Family[] ALL = values();

    private final int afi;
    private final int safi;
    private final int bits;
    private final String text;

    Family(int afi, int safi, int bits, String text) {
        this.afi = afi;
        this.safi = safi;
        this.bits = bits;
        this.text = text;
    }

    /** How many families there are; {@link #ordinal()} is below it. */
    public static int count() {
        return ALL.length;
    }

    /** The family of this ordinal, without the copy that {@link #values()} makes. */
    public static Family of(int ordinal) {
        return ALL[ordinal];
    }

    /** The family of this AFI and SAFI, or null if Ribwatch does not watch it. */
    public static @Nullable Family of(int afi, int safi) {
        if (safi != 1) {
            return null;
        }
        return afi == 1 ? IPV4_UNICAST : afi == 2 ? IPV6_UNICAST : null;
    }

    /** The family of this text, such as {@code ipv4-unicast}, or null. */
    public static @Nullable Family parse(String text) {
        for (Family family : ALL) {
            if (family.text.equals(text)) {
                return family;
            }
        }
        return null;
    }

    /** Address Family Identifier (IANA). */
    public int afi() {
        return afi;
    }

    /** Subsequent Address Family Identifier (IANA). */
    public int safi() {
        return safi;
    }

    /** Bits of an address: 32 or 128. */
    public int bits() {
        return bits;
    }

    /** {@code ipv4-unicast} or {@code ipv6-unicast}. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }
}
