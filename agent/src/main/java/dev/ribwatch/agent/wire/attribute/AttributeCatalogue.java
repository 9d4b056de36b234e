package dev.ribwatch.agent.wire.attribute;

import static dev.ribwatch.agent.wire.attribute.LengthRule.atLeast;
import static dev.ribwatch.agent.wire.attribute.LengthRule.elements;
import static dev.ribwatch.agent.wire.attribute.LengthRule.exactly;
import static dev.ribwatch.agent.wire.error.Verdict.ATTRIBUTE_DISCARD;
import static dev.ribwatch.agent.wire.error.Verdict.SESSION_RESET;
import static dev.ribwatch.agent.wire.error.Verdict.TREAT_AS_WITHDRAW;

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

    private static final AttributeRow[] BY_CODE = new AttributeRow[256];

    /** By code, ascending. Columns: code, name, bits, length, syntax, if malformed, if bits wrong, from whom, source. */
    private static final List<AttributeRow> ROWS = List.of(
            row(1, "origin", WELL_KNOWN, exactly(1), AttributeSyntax.ORIGIN, TREAT_AS_WITHDRAW, "RFC 7606 7.1"),
            row(2, "as-path", WELL_KNOWN, atLeast(0), AttributeSyntax.AS_PATH, TREAT_AS_WITHDRAW, "RFC 7606 7.2, 7607"),
            row(3, "next-hop", WELL_KNOWN, exactly(4), AttributeSyntax.ANY, TREAT_AS_WITHDRAW, "RFC 7606 7.3"),
            row(4, "med", OPTIONAL, exactly(4), AttributeSyntax.ANY, TREAT_AS_WITHDRAW, "RFC 7606 7.4"),
            internal(5, "local-pref", WELL_KNOWN, exactly(4), "RFC 7606 7.5"),
            row(6, "atomic-aggregate", WELL_KNOWN, exactly(0), AttributeSyntax.ANY, ATTRIBUTE_DISCARD, "RFC 7606 7.6"),
            row(7, "aggregator", TRANSITIVE, atLeast(6), AttributeSyntax.AGGREGATOR, ATTRIBUTE_DISCARD, "RFC 7606 7.7"),
            row(8, "communities", TRANSITIVE, elements(4), AttributeSyntax.ANY, TREAT_AS_WITHDRAW, "RFC 7606 7.8"),
            internal(9, "originator-id", OPTIONAL, exactly(4), "RFC 7606 7.9"),
            internal(10, "cluster-list", OPTIONAL, elements(4), "RFC 7606 7.10"),
            reset(14, "mp-reach", atLeast(5), "RFC 7606 7.11, RFC 4760 7"),
            reset(15, "mp-unreach", atLeast(3), "RFC 7606 7.12, RFC 4760 7"),
            row(
                    16,
                    "extended-communities",
                    TRANSITIVE,
                    elements(8),
                    AttributeSyntax.ANY,
                    TREAT_AS_WITHDRAW,
                    "RFC 7606 7.14"),
            transition(17, "as4-path", atLeast(6), AttributeSyntax.AS4_PATH, "RFC 6793 6"),
            transition(18, "as4-aggregator", exactly(8), AttributeSyntax.AS4_AGGREGATOR, "RFC 6793 6"),
            row(
                    22,
                    "pmsi-tunnel",
                    TRANSITIVE,
                    atLeast(5),
                    AttributeSyntax.PMSI_TUNNEL,
                    TREAT_AS_WITHDRAW,
                    "RFC 6514 5"),
            row(
                    23,
                    "tunnel-encapsulation",
                    TRANSITIVE,
                    atLeast(4),
                    AttributeSyntax.TUNNEL_ENCAPSULATION,
                    TREAT_AS_WITHDRAW,
                    "RFC 9012 13"),
            row(24, "traffic-engineering", OPTIONAL, atLeast(36), AttributeSyntax.ANY, TREAT_AS_WITHDRAW, "RFC 5543 3"),
            row(
                    25,
                    "ipv6-extended-communities",
                    TRANSITIVE,
                    elements(20),
                    AttributeSyntax.ANY,
                    TREAT_AS_WITHDRAW,
                    "RFC 7606 7.15"),
            new AttributeRow(
                    26,
                    "aigp",
                    OPTIONAL,
                    atLeast(3),
                    AttributeSyntax.AIGP,
                    ATTRIBUTE_DISCARD,
                    ATTRIBUTE_DISCARD,
                    Sender.INTERNAL_PEER,
                    "RFC 7311 3.2"),
            row(
                    27,
                    "pe-distinguisher-labels",
                    TRANSITIVE,
                    atLeast(7),
                    AttributeSyntax.PE_DISTINGUISHER_LABELS,
                    TREAT_AS_WITHDRAW,
                    "RFC 6514 8"),
            new AttributeRow(
                    29,
                    "bgp-ls",
                    OPTIONAL,
                    atLeast(4),
                    AttributeSyntax.BGP_LS,
                    ATTRIBUTE_DISCARD,
                    ATTRIBUTE_DISCARD,
                    Sender.ANY_PEER,
                    "RFC 9552 8.2.2"),
            row(
                    32,
                    "large-communities",
                    TRANSITIVE,
                    elements(12),
                    AttributeSyntax.ANY,
                    TREAT_AS_WITHDRAW,
                    "RFC 8092 6"),
            row(35, "otc", TRANSITIVE, exactly(4), AttributeSyntax.ANY, TREAT_AS_WITHDRAW, "RFC 9234 5"),
            row(37, "sfp", TRANSITIVE, atLeast(3), AttributeSyntax.SFP, TREAT_AS_WITHDRAW, "RFC 9015 3.2"),
            row(
                    38,
                    "bfd-discriminator",
                    TRANSITIVE,
                    atLeast(11),
                    AttributeSyntax.ANY,
                    ATTRIBUTE_DISCARD,
                    "RFC 9026 3.1"),
            row(40, "prefix-sid", TRANSITIVE, atLeast(3), AttributeSyntax.PREFIX_SID, ATTRIBUTE_DISCARD, "RFC 8669 6"),
            row(
                    128,
                    "attr-set",
                    TRANSITIVE,
                    atLeast(4),
                    AttributeSyntax.ATTRIBUTE_SET,
                    TREAT_AS_WITHDRAW,
                    "RFC 6368 5"));

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
                code, name, flags, length, syntax, malformed, TREAT_AS_WITHDRAW, Sender.ANY_PEER, source);
    }

    private static AttributeRow internal(int code, String name, int flags, LengthRule length, String source) {
        return new AttributeRow(
                code,
                name,
                flags,
                length,
                AttributeSyntax.ANY,
                TREAT_AS_WITHDRAW,
                TREAT_AS_WITHDRAW,
                Sender.INTERNAL_PEER,
                source);
    }

    private static AttributeRow transition(
            int code, String name, LengthRule length, AttributeSyntax syntax, String source) {
        return new AttributeRow(
                code,
                name,
                TRANSITIVE,
                length,
                syntax,
                ATTRIBUTE_DISCARD,
                TREAT_AS_WITHDRAW,
                Sender.TWO_OCTET_PEER,
                source);
    }

    private static AttributeRow reset(int code, String name, LengthRule length, String source) {
        return new AttributeRow(
                code,
                name,
                OPTIONAL,
                length,
                AttributeSyntax.ANY,
                SESSION_RESET,
                SESSION_RESET,
                Sender.ANY_PEER,
                source);
    }
}
