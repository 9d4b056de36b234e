package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Address blocks that are not for use on the Internet at large.
 *
 * <p>Sources: the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190), as of October 2025, what is not
 * "globally reachable" there; the IPv4 and IPv6 multicast blocks (RFC 5771, RFC 4291 section 2.7), which no unicast route
 * has; and of the IANA IPv6 Address Space registry all that is "Reserved by IETF". Of a block and one within, the longer
 * decides. Blocks of which the registries do not say whether they are reachable, 6to4 (2002::/16, 192.88.99.0/24) and
 * Teredo (2001::/32), are routed in places and left out.
 */
public final class ReservedSpace {
    /** What a block is for. Who declares a prefix of one kind may use it, RFC 1918's three blocks being of one kind. */
    public enum Purpose {
        THIS_NETWORK("\"this network\""),
        PRIVATE("private use"),
        SHARED("carriers' shared address space"),
        LOOPBACK("loopback"),
        LINK_LOCAL("link-local addresses"),
        PROTOCOLS("protocol assignments of the IETF"),
        DOCUMENTATION("documentation"),
        BENCHMARKING("benchmarking"),
        TRANSLATION("translation between IPv4 and IPv6"),
        DISCARD("routes that discard"),
        SEGMENT_ROUTING("segment routing"),
        UNIQUE_LOCAL("unique local addresses"),
        SITE_LOCAL("site-local addresses, a use that was given up"),
        MULTICAST("multicast"),
        FUTURE("future use"),
        /** Within a reserved block, but reachable from everywhere. */
        REACHABLE("");

        private final String text;

        Purpose(String text) {
            this.text = text;
        }

        /** As in "reserved for …". */
        public String text() {
            return text;
        }
    }

    /**
     * A reserved block.
     *
     * @param source the RFC that reserved it
     */
    public record Block(Prefix prefix, Purpose purpose, String source) {}

    private static final List<Block> BLOCKS = List.of(
            block("0.0.0.0/8", Purpose.THIS_NETWORK, "RFC 791 section 3.2"),
            block("10.0.0.0/8", Purpose.PRIVATE, "RFC 1918"),
            block("100.64.0.0/10", Purpose.SHARED, "RFC 6598"),
            block("127.0.0.0/8", Purpose.LOOPBACK, "RFC 1122 section 3.2.1.3"),
            block("169.254.0.0/16", Purpose.LINK_LOCAL, "RFC 3927"),
            block("172.16.0.0/12", Purpose.PRIVATE, "RFC 1918"),
            block("192.0.0.0/24", Purpose.PROTOCOLS, "RFC 6890 section 2.1"),
            block("192.0.0.9/32", Purpose.REACHABLE, "RFC 7723"),
            block("192.0.0.10/32", Purpose.REACHABLE, "RFC 8155"),
            block("192.0.2.0/24", Purpose.DOCUMENTATION, "RFC 5737"),
            block("192.168.0.0/16", Purpose.PRIVATE, "RFC 1918"),
            block("198.18.0.0/15", Purpose.BENCHMARKING, "RFC 2544"),
            block("198.51.100.0/24", Purpose.DOCUMENTATION, "RFC 5737"),
            block("203.0.113.0/24", Purpose.DOCUMENTATION, "RFC 5737"),
            block("224.0.0.0/4", Purpose.MULTICAST, "RFC 5771"),
            block("240.0.0.0/4", Purpose.FUTURE, "RFC 1112 section 4"),
            block("::/8", Purpose.FUTURE, "RFC 4291"),
            block("::/128", Purpose.THIS_NETWORK, "RFC 4291"),
            block("::1/128", Purpose.LOOPBACK, "RFC 4291"),
            block("64:ff9b::/96", Purpose.REACHABLE, "RFC 6052"),
            block("64:ff9b:1::/48", Purpose.TRANSLATION, "RFC 8215"),
            block("100::/8", Purpose.FUTURE, "RFC 4291"),
            block("100::/64", Purpose.DISCARD, "RFC 6666"),
            block("100:0:0:1::/64", Purpose.DISCARD, "RFC 9780"),
            block("200::/7", Purpose.FUTURE, "RFC 4048"),
            block("400::/6", Purpose.FUTURE, "RFC 4291"),
            block("800::/5", Purpose.FUTURE, "RFC 4291"),
            block("1000::/4", Purpose.FUTURE, "RFC 4291"),
            block("2001::/23", Purpose.PROTOCOLS, "RFC 2928"),
            block("2001::/32", Purpose.REACHABLE, "RFC 4380"),
            block("2001:1::1/128", Purpose.REACHABLE, "RFC 7723"),
            block("2001:1::2/128", Purpose.REACHABLE, "RFC 8155"),
            block("2001:1::3/128", Purpose.REACHABLE, "RFC 9665"),
            block("2001:2::/48", Purpose.BENCHMARKING, "RFC 5180"),
            block("2001:3::/32", Purpose.REACHABLE, "RFC 7450"),
            block("2001:4:112::/48", Purpose.REACHABLE, "RFC 7535"),
            block("2001:20::/28", Purpose.REACHABLE, "RFC 7343"),
            block("2001:30::/28", Purpose.REACHABLE, "RFC 9374"),
            block("2001:db8::/32", Purpose.DOCUMENTATION, "RFC 3849"),
            block("3fff::/20", Purpose.DOCUMENTATION, "RFC 9637"),
            block("4000::/3", Purpose.FUTURE, "RFC 4291"),
            block("5f00::/16", Purpose.SEGMENT_ROUTING, "RFC 9602"),
            block("6000::/3", Purpose.FUTURE, "RFC 4291"),
            block("8000::/3", Purpose.FUTURE, "RFC 4291"),
            block("a000::/3", Purpose.FUTURE, "RFC 4291"),
            block("c000::/3", Purpose.FUTURE, "RFC 4291"),
            block("e000::/4", Purpose.FUTURE, "RFC 4291"),
            block("f000::/5", Purpose.FUTURE, "RFC 4291"),
            block("f800::/6", Purpose.FUTURE, "RFC 4291"),
            block("fc00::/7", Purpose.UNIQUE_LOCAL, "RFC 4193"),
            block("fe00::/9", Purpose.FUTURE, "RFC 4291"),
            block("fe80::/10", Purpose.LINK_LOCAL, "RFC 4291"),
            block("fec0::/10", Purpose.SITE_LOCAL, "RFC 3879"),
            block("ff00::/8", Purpose.MULTICAST, "RFC 4291"));

    private static final NestedPrefixes[] FAMILIES = families();

    private ReservedSpace() {}

    private static Block block(String prefix, Purpose purpose, String source) {
        return new Block(Prefix.parse(prefix), purpose, source);
    }

    private static NestedPrefixes[] families() {
        NestedPrefixes[] families = new NestedPrefixes[Family.count()];
        for (int i = 0; i < families.length; i++) {
            List<NestedPrefixes.Entry> entries = new ArrayList<>();
            for (int at = 0; at < BLOCKS.size(); at++) {
                Prefix prefix = BLOCKS.get(at).prefix();
                if (prefix.family() == Family.of(i)) {
                    entries.add(new NestedPrefixes.Entry(prefix, at));
                }
            }
            families[i] = new NestedPrefixes(entries);
        }
        return families;
    }

    /** The reserved block that a prefix lies in or equals, or null. One that only reaches into a block lies in none. */
    public static @Nullable Block around(Family family, long high, long low, int length) {
        NestedPrefixes blocks = FAMILIES[family.ordinal()];
        int place = blocks.around(high, low, length);
        Block block = place == NestedPrefixes.NONE ? null : BLOCKS.get(blocks.tag(place));
        return block == null || block.purpose() == Purpose.REACHABLE ? null : block;
    }

    /** The same of a prefix as an object. */
    public static @Nullable Block around(Prefix prefix) {
        return around(prefix.family(), prefix.high(), prefix.low(), prefix.length());
    }

    /** A bit for each purpose, by {@link Purpose#ordinal}, of which one of these prefixes has addresses of a family. */
    static int purposes(List<Prefix> prefixes, Family family) {
        int purposes = 0;
        for (Prefix prefix : prefixes) {
            if (prefix.family() == family) {
                Block around = around(prefix);
                purposes |= around == null ? 0 : 1 << around.purpose().ordinal();
                for (Block block : BLOCKS) {
                    purposes |= prefix.contains(block.prefix())
                            ? 1 << block.purpose().ordinal()
                            : 0;
                }
            }
        }
        return purposes;
    }
}
