package dev.ribwatch.agent.wire.attribute;

import static dev.ribwatch.agent.wire.attribute.AttributeSyntax.AGGREGATOR;
import static dev.ribwatch.agent.wire.attribute.AttributeSyntax.AIGP;
import static dev.ribwatch.agent.wire.attribute.AttributeSyntax.ANY;
import static dev.ribwatch.agent.wire.attribute.AttributeSyntax.AS4_AGGREGATOR;
import static dev.ribwatch.agent.wire.attribute.AttributeSyntax.AS4_PATH;
import static dev.ribwatch.agent.wire.attribute.AttributeSyntax.AS_PATH;
import static dev.ribwatch.agent.wire.attribute.AttributeSyntax.ATTRIBUTE_SET;
import static dev.ribwatch.agent.wire.attribute.AttributeSyntax.BFD_DISCRIMINATOR;
import static dev.ribwatch.agent.wire.attribute.AttributeSyntax.BGP_LS;
import static dev.ribwatch.agent.wire.attribute.AttributeSyntax.ORIGIN;
import static dev.ribwatch.agent.wire.attribute.AttributeSyntax.PE_DISTINGUISHER_LABELS;
import static dev.ribwatch.agent.wire.attribute.AttributeSyntax.PMSI_TUNNEL;
import static dev.ribwatch.agent.wire.attribute.AttributeSyntax.PREFIX_SID;
import static dev.ribwatch.agent.wire.attribute.AttributeSyntax.SFP;
import static dev.ribwatch.agent.wire.attribute.AttributeSyntax.TUNNEL_ENCAPSULATION;
import static dev.ribwatch.agent.wire.attribute.LengthRule.atLeast;
import static dev.ribwatch.agent.wire.attribute.LengthRule.elements;
import static dev.ribwatch.agent.wire.attribute.LengthRule.exactly;

import dev.ribwatch.agent.wire.attribute.AttributeRow.Sender;
import dev.ribwatch.agent.wire.error.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table of path attributes: what each must look like and what becomes of an UPDATE in which it does not (RFC 7606
 * and the documents of the rows). Decoding follows the rows and holds no other rule about an attribute but how it is
 * stored.
 *
 * <p>An attribute without a row is kept if its bits say optional transitive, discarded if optional non-transitive (RFC
 * 4271 section 5), and one that claims to be well-known has the routes withdrawn. Deprecated codes (11, 12, 13, 19, 20,
 * 21, 28, 30, 31, 129) have no row on purpose, nor has BGPsec_PATH (33), which is never negotiated. The partial bit and
 * the low four bits are never an error.
 */
public final class AttributeCatalogue {
    private static final int WELL_KNOWN = AttributeFlags.TRANSITIVE;
    private static final int OPTIONAL = AttributeFlags.OPTIONAL;
    private static final int TRANSITIVE = AttributeFlags.OPTIONAL | AttributeFlags.TRANSITIVE;

    private static final Verdict DISCARD = Verdict.ATTRIBUTE_DISCARD;
    private static final Verdict WITHDRAW = Verdict.TREAT_AS_WITHDRAW;
    private static final Verdict RESET = Verdict.SESSION_RESET;

    private static final AttributeRow[] BY_CODE = new AttributeRow[256];

    /** By code: name, bits, length, what is looked at in the value, verdict if malformed, who says so. */
    private static final List<AttributeRow> ROWS = List.of(
            row(1, "origin", WELL_KNOWN, exactly(1), ORIGIN, WITHDRAW, "RFC 7606 7.1"),
            row(2, "as-path", WELL_KNOWN, atLeast(0), AS_PATH, WITHDRAW, "RFC 7606 7.2, RFC 7607"),
            row(3, "next-hop", WELL_KNOWN, exactly(4), ANY, WITHDRAW, "RFC 7606 7.3"),
            row(4, "med", OPTIONAL, exactly(4), ANY, WITHDRAW, "RFC 7606 7.4"),
            internal(5, "local-pref", WELL_KNOWN, exactly(4), "RFC 7606 7.5"),
            row(6, "atomic-aggregate", WELL_KNOWN, exactly(0), ANY, DISCARD, "RFC 7606 7.6"),
            row(7, "aggregator", TRANSITIVE, atLeast(6), AGGREGATOR, DISCARD, "RFC 7606 7.7, RFC 7607"),
            row(8, "communities", TRANSITIVE, elements(4), ANY, WITHDRAW, "RFC 7606 7.8"),
            internal(9, "originator-id", OPTIONAL, exactly(4), "RFC 7606 7.9"),
            internal(10, "cluster-list", OPTIONAL, elements(4), "RFC 7606 7.10"),
            multiprotocol(14, "mp-reach", atLeast(5), "RFC 7606 7.11, RFC 4760 7"),
            multiprotocol(15, "mp-unreach", atLeast(3), "RFC 7606 7.12, RFC 4760 7"),
            row(16, "extended-communities", TRANSITIVE, elements(8), ANY, WITHDRAW, "RFC 7606 7.14"),
            transition(17, "as4-path", atLeast(6), AS4_PATH, "RFC 6793 6"),
            transition(18, "as4-aggregator", exactly(8), AS4_AGGREGATOR, "RFC 6793 6, RFC 7607"),
            row(22, "pmsi-tunnel", TRANSITIVE, atLeast(5), PMSI_TUNNEL, WITHDRAW, "RFC 6514 5"),
            row(23, "tunnel-encapsulation", TRANSITIVE, atLeast(4), TUNNEL_ENCAPSULATION, WITHDRAW, "RFC 9012 13"),
            row(24, "traffic-engineering", OPTIONAL, atLeast(36), ANY, WITHDRAW, "RFC 7606 8, RFC 5543 3"),
            row(25, "ipv6-extended-communities", TRANSITIVE, elements(20), ANY, WITHDRAW, "RFC 7606 7.15"),
            discarded(26, "aigp", atLeast(3), AIGP, Sender.INTERNAL_PEER, "RFC 7311 3"),
            row(27, "pe-distinguisher-labels", TRANSITIVE, atLeast(7), PE_DISTINGUISHER_LABELS, WITHDRAW, "RFC 6514 8"),
            discarded(29, "bgp-ls", atLeast(4), BGP_LS, Sender.ANY_PEER, "RFC 9552 8.2.2"),
            row(32, "large-communities", TRANSITIVE, elements(12), ANY, WITHDRAW, "RFC 8092 6"),
            row(35, "otc", TRANSITIVE, exactly(4), ANY, WITHDRAW, "RFC 9234 5"),
            row(37, "sfp", TRANSITIVE, atLeast(3), SFP, WITHDRAW, "RFC 9015 3.2.1"),
            row(38, "bfd-discriminator", TRANSITIVE, atLeast(11), BFD_DISCRIMINATOR, DISCARD, "RFC 9026 3.1.6"),
            prefixSid(40, "prefix-sid", "RFC 8669 6, RFC 9252 7"),
            row(128, "attr-set", TRANSITIVE, atLeast(4), ATTRIBUTE_SET, WITHDRAW, "RFC 7606 7.16, RFC 6368 5"));

    static {
        for (AttributeRow row : ROWS) {
            BY_CODE[row.code()] = row;
        }
    }

    private AttributeCatalogue() {}

    /** All rows, by code. */
    public static List<AttributeRow> rows() {
        return ROWS;
    }

    /** The row of a code 0 to 255, or null if the table has none. */
    public static @Nullable AttributeRow row(int code) {
        return BY_CODE[code];
    }

    /** A word for an attribute of any code; never text of the peer. */
    public static String name(int code) {
        AttributeRow row = BY_CODE[code];
        return row == null ? "attribute-" + code : row.name();
    }

    private static AttributeRow row(
            int code,
            String name,
            int flags,
            LengthRule length,
            AttributeSyntax syntax,
            Verdict malformed,
            String source) {
        return new AttributeRow(
                code, name, flags, length, syntax, malformed, malformed, WITHDRAW, Sender.ANY_PEER, source);
    }

    /** Counts from an internal peer only. */
    private static AttributeRow internal(int code, String name, int flags, LengthRule length, String source) {
        return new AttributeRow(
                code, name, flags, length, ANY, WITHDRAW, WITHDRAW, WITHDRAW, Sender.INTERNAL_PEER, source);
    }

    /** Carries NLRI: if it cannot be read, nothing can be withdrawn either. */
    private static AttributeRow multiprotocol(int code, String name, LengthRule length, String source) {
        return new AttributeRow(code, name, OPTIONAL, length, ANY, RESET, RESET, RESET, Sender.ANY_PEER, source);
    }

    /** Tells four-octet AS numbers through two-octet peers. */
    private static AttributeRow transition(
            int code, String name, LengthRule length, AttributeSyntax syntax, String source) {
        return new AttributeRow(
                code, name, TRANSITIVE, length, syntax, DISCARD, DISCARD, WITHDRAW, Sender.TWO_OCTET_PEER, source);
    }

    /** Optional and not transitive; discarded even when its bits are wrong. */
    private static AttributeRow discarded(
            int code, String name, LengthRule length, AttributeSyntax syntax, Sender sender, String source) {
        return new AttributeRow(code, name, OPTIONAL, length, syntax, DISCARD, DISCARD, DISCARD, sender, source);
    }

    /** A length that does not fit costs the attribute; a service over SRv6 that cannot be read, the routes. */
    private static AttributeRow prefixSid(int code, String name, String source) {
        return new AttributeRow(
                code, name, TRANSITIVE, atLeast(3), PREFIX_SID, DISCARD, WITHDRAW, WITHDRAW, Sender.ANY_PEER, source);
    }
}
