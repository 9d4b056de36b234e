package dev.ribwatch.agent.wire.attribute;

import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.config.value.Community;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Attribute values as people read them. Values come from a canonical block, so their lengths are right; each method
 * takes where a value begins and how many octets it has.
 */
public final class AttributeText {
    private static final HexFormat HEX = HexFormat.of();
    private static final int TWO_OCTET_AS = 0x00;
    private static final int IPV4_ADDRESS = 0x01;
    private static final int FOUR_OCTET_AS = 0x02;
    private static final int ROUTE_TARGET = 0x02;
    private static final int ROUTE_ORIGIN = 0x03;
    private static final int ORIGIN_VALIDATION = 0x4300;

    private AttributeText() {}

    /** {@code igp}, {@code egp} or {@code incomplete}. */
    public static String origin(int value) {
        return switch (value) {
            case 0 -> "igp";
            case 1 -> "egp";
            case 2 -> "incomplete";
            default -> "origin-" + value;
        };
    }

    /** An address of 4 or 16 octets; of two IPv6 addresses the global one, or the link-local if that is unspecified. */
    public static String nextHop(byte[] buffer, int offset, int length) {
        if (length == 4) {
            return ipv4(buffer, offset);
        }
        boolean unspecified = Octets.i64(buffer, offset) == 0 && Octets.i64(buffer, offset + 8) == 0;
        return ipv6(buffer, length == 32 && unspecified ? offset + 16 : offset);
    }

    /** A dotted quad: an ORIGINATOR_ID, an address. */
    public static String ipv4(byte[] buffer, int offset) {
        StringBuilder text = new StringBuilder(15);
        Prefix.appendAddress(text, Family.IPV4_UNICAST, Octets.u32(buffer, offset) << 32, 0);
        return text.toString();
    }

    /** AS number and address of an AGGREGATOR: {@code 65000 192.0.2.1}. */
    public static String aggregator(byte[] buffer, int offset) {
        return Octets.u32(buffer, offset) + " " + ipv4(buffer, offset + 4);
    }

    /** CLUSTER_LIST: dotted quads, the latest first. */
    public static List<String> clusterList(byte[] buffer, int offset, int length) {
        List<String> texts = new ArrayList<>(length / 4);
        for (int at = offset; at < offset + length; at += 4) {
            texts.add(ipv4(buffer, at));
        }
        return texts;
    }

    /** COMMUNITIES: {@code high:low} each. */
    public static List<String> communities(byte[] buffer, int offset, int length) {
        List<String> texts = new ArrayList<>(length / 4);
        for (int at = offset; at < offset + length; at += 4) {
            texts.add(Community.text(Octets.i32(buffer, at)));
        }
        return texts;
    }

    /** LARGE_COMMUNITIES: {@code administrator:first:second} each (RFC 8092 section 5). */
    public static List<String> largeCommunities(byte[] buffer, int offset, int length) {
        List<String> texts = new ArrayList<>(length / 12);
        for (int at = offset; at < offset + length; at += 12) {
            texts.add(Octets.u32(buffer, at) + ":" + Octets.u32(buffer, at + 4) + ":" + Octets.u32(buffer, at + 8));
        }
        return texts;
    }

    /**
     * EXTENDED_COMMUNITIES (RFC 4360, RFC 5668, RFC 8097): {@code rt:65000:1}, {@code soo:192.0.2.1:1},
     * {@code origin-validation:valid}, otherwise {@code 0x} and sixteen hexadecimal digits.
     */
    public static List<String> extendedCommunities(byte[] buffer, int offset, int length) {
        List<String> texts = new ArrayList<>(length / 8);
        for (int at = offset; at < offset + length; at += 8) {
            texts.add(extendedCommunity(buffer, at));
        }
        return texts;
    }

    /** IPv6 EXTENDED_COMMUNITIES (RFC 5701): {@code rt:[2001:db8::1]:1}, otherwise {@code 0x} and forty digits. */
    public static List<String> ipv6ExtendedCommunities(byte[] buffer, int offset, int length) {
        List<String> texts = new ArrayList<>(length / 20);
        for (int at = offset; at < offset + length; at += 20) {
            int type = Octets.u16(buffer, at);
            texts.add(
                    type == ROUTE_TARGET || type == ROUTE_ORIGIN
                            ? kind(type) + "[" + ipv6(buffer, at + 2) + "]:" + Octets.u16(buffer, at + 18)
                            : "0x" + HEX.formatHex(buffer, at, at + 20));
        }
        return texts;
    }

    private static String extendedCommunity(byte[] buffer, int at) {
        int subtype = buffer[at + 1] & 0xff;
        if (subtype == ROUTE_TARGET || subtype == ROUTE_ORIGIN) {
            switch (buffer[at]) {
                case TWO_OCTET_AS -> {
                    return kind(subtype) + Octets.u16(buffer, at + 2) + ":" + Octets.u32(buffer, at + 4);
                }
                case IPV4_ADDRESS -> {
                    return kind(subtype) + ipv4(buffer, at + 2) + ":" + Octets.u16(buffer, at + 6);
                }
                case FOUR_OCTET_AS -> {
                    return kind(subtype) + Octets.u32(buffer, at + 2) + ":" + Octets.u16(buffer, at + 6);
                }
                default -> {
                    // Shown as hexadecimal digits below.
                }
            }
        }
        if (Octets.u16(buffer, at) == ORIGIN_VALIDATION) {
            switch (buffer[at + 7]) {
                case 0 -> {
                    return "origin-validation:valid";
                }
                case 1 -> {
                    return "origin-validation:not-found";
                }
                case 2 -> {
                    return "origin-validation:invalid";
                }
                default -> {
                    // Shown as hexadecimal digits below.
                }
            }
        }
        return "0x" + HEX.formatHex(buffer, at, at + 8);
    }

    private static String kind(int subtype) {
        return subtype == ROUTE_TARGET ? "rt:" : "soo:";
    }

    private static String ipv6(byte[] buffer, int offset) {
        StringBuilder text = new StringBuilder(39);
        Prefix.appendAddress(text, Family.IPV6_UNICAST, Octets.i64(buffer, offset), Octets.i64(buffer, offset + 8));
        return text.toString();
    }
}
