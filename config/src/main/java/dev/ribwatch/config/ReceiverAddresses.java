package dev.ribwatch.config;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.List;

/**
 * The addresses at which there is never a receiver: unspecified, link-local and multicast ones, and the metadata services
 * of clouds, which hand out credentials to whoever asks from within. Also in the IPv6 forms that carry an IPv4 address.
 */
public final class ReceiverAddresses {
    private static final List<Prefix> REFUSED = List.of(
            Prefix.parse("0.0.0.0/8"),
            Prefix.parse("169.254.0.0/16"),
            Prefix.parse("224.0.0.0/4"),
            Prefix.parse("255.255.255.255"),
            Prefix.parse("::"),
            Prefix.parse("fe80::/10"),
            Prefix.parse("ff00::/8"),
            Prefix.parse("100.100.100.200"), // Alibaba Cloud
            Prefix.parse("168.63.129.16"), // Azure
            Prefix.parse("192.0.0.192"), // Oracle Cloud
            Prefix.parse("fd00:ec2::254"), // AWS
            Prefix.parse("fd20:ce::254")); // Google Cloud

    private static final long MAPPED = 0xffffL;
    private static final long TRANSLATED = 0x0064_ff9b_0000_0000L;
    private static final long SIX_TO_FOUR = 0x2002;

    private ReceiverAddresses() {}

    /**
     * Whether nothing may be sent to this address.
     *
     * @param address a host prefix
     */
    public static boolean refuses(Prefix address) {
        Prefix real = embedded(address);
        return REFUSED.stream().anyMatch(range -> range.contains(real));
    }

    /** The IPv4 address within a mapped, compatible (RFC 4291), translated (RFC 6052) or 6to4 (RFC 3056) one. */
    private static Prefix embedded(Prefix address) {
        long high = address.high();
        long low = address.low();
        if (address.family() == Family.IPV4_UNICAST) {
            return address;
        }
        boolean compatible = high == 0 && low >>> 32 == 0 && low >>> 8 != 0; // :: and ::1 are none
        if (compatible || high == 0 && low >>> 32 == MAPPED || high == TRANSLATED && low >>> 32 == 0) {
            return new Prefix(Family.IPV4_UNICAST, low << 32, 0, 32);
        }
        if (high >>> 48 == SIX_TO_FOUR) {
            return new Prefix(Family.IPV4_UNICAST, high << 16 & Prefix.maskHigh(32), 0, 32);
        }
        return address;
    }
}
