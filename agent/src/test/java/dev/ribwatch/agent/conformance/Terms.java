package dev.ribwatch.agent.conformance;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.config.value.Family;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the router of a case is and offers, in words. Without any: an external peer, four-octet AS numbers, both
 * families, route refresh and its enhancement, no ADD-PATH, no extended messages, no graceful restart; and its routes
 * come in the fields of RFC 4271.
 *
 * <pre>
 *   ebgp ibgp              AS 65001, or our own, 65000
 *   as4 as2                the capability of RFC 6793
 *   plain add-path         the capability of RFC 7911, both families, the router sends
 *   dual ipv4-only ipv6-only
 *   short extended         the capability of RFC 8654
 *   gr                     the capability of RFC 4724
 *   no-refresh             neither RFC 2918 nor RFC 7313
 *   basic-refresh          RFC 2918 alone
 *   classic mp             routes in the fields of RFC 4271, or IPv6 routes in MP_REACH_NLRI
 * </pre>
 *
 * And how it is configured with us, for the most by one of:
 *
 * <pre>
 *   strict                 strict: true, reject-as-sets: true
 *   disable                disable-broken-family: true
 *   customer               local-role: customer, which makes an external router our provider
 *   customer-only          the same, and require: [role]
 *   demanding              require: all but role; min-hold-time: 30s
 *   any-hold               min-hold-time: 0s
 *   graceful-notification  the same, and graceful-notification: true
 * </pre>
 */
public record Terms(List<String> words) {
    private static final Set<String> KNOWN = Set.of(
            "ebgp",
            "ibgp",
            "as4",
            "as2",
            "plain",
            "add-path",
            "dual",
            "ipv4-only",
            "ipv6-only",
            "short",
            "extended",
            "gr",
            "no-refresh",
            "basic-refresh",
            "classic",
            "mp",
            "strict",
            "disable",
            "customer",
            "customer-only",
            "demanding",
            "any-hold",
            "graceful-notification");

    private static final Set<String> CONFIGURED =
            Set.of("strict", "disable", "customer", "customer-only", "demanding", "any-hold", "graceful-notification");

    /** AS of us and of internal peers. */
    public static final int OUR_AS = 65000;
    /** AS of external peers. */
    public static final int THEIR_AS = 65001;

    public Terms {
        words = List.copyOf(words);
        for (String word : words) {
            if (!KNOWN.contains(word)) {
                throw new IllegalArgumentException("no such term: " + word);
            }
        }
    }

    public boolean external() {
        return !words.contains("ibgp");
    }

    public boolean fourOctetAs() {
        return !words.contains("as2");
    }

    public boolean addPath() {
        return words.contains("add-path");
    }

    public boolean ipv4() {
        return !words.contains("ipv6-only");
    }

    public boolean ipv6() {
        return !words.contains("ipv4-only");
    }

    public boolean gracefulRestart() {
        return words.contains("gr");
    }

    /** How it is configured with us; empty: in the ordinary way. */
    public String configured() {
        return words.stream().filter(CONFIGURED::contains).findFirst().orElse("");
    }

    /** Whether a row's routes are those of IPv6 in MP_REACH_NLRI. */
    boolean multiprotocol() {
        return words.contains("mp");
    }

    /** What decoding needs to know of such a session. */
    public DecodeContext context() {
        int families =
                (ipv4() ? 1 << Family.IPV4_UNICAST.ordinal() : 0) | (ipv6() ? 1 << Family.IPV6_UNICAST.ordinal() : 0);
        return new DecodeContext(
                external(), fourOctetAs(), families, addPath() ? families : 0, external() ? THEIR_AS : OUR_AS, OUR_AS);
    }

    /** The capabilities that the router offers. */
    byte[] capabilities() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (ipv4()) {
            out.writeBytes(HexFields.parse("01 04 0001 00 01"));
        }
        if (ipv6()) {
            out.writeBytes(HexFields.parse("01 04 0002 00 01"));
        }
        if (!words.contains("no-refresh")) {
            out.writeBytes(HexFields.parse("02 00"));
            if (!words.contains("basic-refresh")) {
                out.writeBytes(HexFields.parse("46 00"));
            }
        }
        if (fourOctetAs()) {
            out.writeBytes(HexFields.parse(external() ? "41 04 0000fde9" : "41 04 0000fde8"));
        }
        if (addPath()) {
            out.writeBytes(HexFields.parse("45 08 0001 01 02 0002 01 02"));
        }
        if (words.contains("extended")) {
            out.writeBytes(HexFields.parse("06 00"));
        }
        if (gracefulRestart()) {
            out.writeBytes(HexFields.parse("40 02 0078"));
        }
        return out.toByteArray();
    }

    /** The router's OPEN. */
    public byte[] open() {
        byte[] capabilities = capabilities();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(HexFields.parse(external() ? "04 fde9 005a 0a000001" : "04 fde8 005a 0a000001"));
        body.write(capabilities.length + 2);
        body.write(2);
        body.write(capabilities.length);
        body.writeBytes(capabilities);
        return UpdateMessage.message(1, body.toByteArray());
    }

    /** A well-formed attribute of a route that such a router announces. */
    byte[] attribute(String name) {
        return switch (name) {
            case "origin" -> HexFields.parse("40 01 01 00");
            case "as-path" ->
                HexFields.parse(fourOctetAs() ? "40 02 06 02 01 0000fde9" : "40 02 04 02 01 fde9"); // 65001
            case "next-hop" -> HexFields.parse("40 03 04 c0000201");
            case "local-pref" -> HexFields.parse("40 05 04 00000064"); // 100
            case "med" -> HexFields.parse("80 04 04 00000007");
            case "marker" -> HexFields.parse("ff*16");
            case "std" -> standard(true);
            case "std6" -> standard(false);
            default -> throw new IllegalArgumentException("no octets are named $" + name);
        };
    }

    private byte[] standard(boolean nextHop) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String name : standardNames(nextHop)) {
            out.writeBytes(attribute(name));
        }
        return out.toByteArray();
    }

    /** The mandatory attributes, in ascending order. */
    List<String> standardNames(boolean nextHop) {
        List<String> names = new ArrayList<>(List.of("origin", "as-path"));
        if (nextHop) {
            names.add("next-hop");
        }
        if (!external()) {
            names.add("local-pref");
        }
        return names;
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
