package dev.ribwatch.agent.wire.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.agent.wire.attribute.AttributeCatalogue;
import dev.ribwatch.agent.wire.attribute.AttributeCode;
import dev.ribwatch.agent.wire.attribute.AttributeCursor;
import dev.ribwatch.agent.wire.attribute.AttributeRow;
import dev.ribwatch.agent.wire.error.Strictness;
import dev.ribwatch.agent.wire.error.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of an UPDATE with one attribute in it that is wrong, or nearly: for an external and an internal peer,
 * written from the RFCs in the last column. {@code ok} means the attribute stands, {@code discard} that it is gone and
 * the routes stand, {@code withdraw} that the routes go, {@code reset} that the session does.
 */
class UpdateVerdictTest {

    private record Case(String attribute, String external, String internal, String why) {
        @Override
        public String toString() {
            return why + ": " + attribute;
        }
    }

    private static final String TABLE = """
            # attribute (flags code length value)                   | external | internal | why
            40 01 01 02                                             | ok       | ok       | ORIGIN incomplete
            40 01 01 03                                             | withdraw | withdraw | ORIGIN 3, RFC 7606 7.1
            40 01 00                                                | withdraw | withdraw | ORIGIN empty, RFC 7606 7.1
            40 01 02 0000                                           | withdraw | withdraw | ORIGIN of two, RFC 7606 7.1
            c0 01 01 00                                             | withdraw | withdraw | ORIGIN optional, RFC 7606 3c
            00 01 01 00                                             | withdraw | withdraw | ORIGIN not transitive, RFC 7606 3c
            60 01 01 00                                             | ok       | ok       | ORIGIN partial
            50 01 0001 00                                           | ok       | ok       | ORIGIN, length in two octets
            40 02 00                                                | ok       | ok       | AS_PATH empty, RFC 7606 7.2
            40 02 06 02 01 0000fde9                                 | ok       | ok       | AS_PATH of one
            40 02 06 01 01 0000fde9                                 | ok       | ok       | AS_SET
            40 02 06 05 01 0000fde9                                 | withdraw | withdraw | segment type 5, RFC 7606 7.2
            40 02 06 00 01 0000fde9                                 | withdraw | withdraw | segment type 0, RFC 7606 7.2
            40 02 02 02 00                                          | withdraw | withdraw | segment of none, RFC 7606 7.2
            40 02 06 02 02 0000fde9                                 | withdraw | withdraw | segment overrun, RFC 7606 7.2
            40 02 07 02 01 0000fde9 02                              | withdraw | withdraw | one stray octet, RFC 7606 7.2
            40 02 06 02 01 00000000                                 | withdraw | withdraw | AS 0, RFC 7607
            40 02 06 03 01 0000fde9                                 | withdraw | ok       | AS_CONFED_SEQUENCE, RFC 5065 5
            40 02 06 04 01 0000fde9                                 | withdraw | ok       | AS_CONFED_SET, RFC 5065 5
            c0 02 06 02 01 0000fde9                                 | withdraw | withdraw | AS_PATH optional, RFC 7606 3c
            40 03 04 e0000001                                       | ok       | ok       | NEXT_HOP a group: shown as the router holds it
            40 03 03 c00002                                         | withdraw | withdraw | NEXT_HOP of three, RFC 7606 7.3
            40 03 05 c000020100                                     | withdraw | withdraw | NEXT_HOP of five, RFC 7606 7.3
            40 03 00                                                | withdraw | withdraw | NEXT_HOP empty, RFC 7606 7.3
            80 03 04 c0000201                                       | withdraw | withdraw | NEXT_HOP flags, RFC 7606 3c
            80 04 04 00000000                                       | ok       | ok       | MED
            80 04 03 000000                                         | withdraw | withdraw | MED of three, RFC 7606 7.4
            80 04 05 0000000000                                     | withdraw | withdraw | MED of five, RFC 7606 7.4
            80 04 00                                                | withdraw | withdraw | MED empty, RFC 7606 7.4
            c0 04 04 00000000                                       | withdraw | withdraw | MED transitive, RFC 7606 3c
            40 05 04 00000064                                       | discard  | ok       | LOCAL_PREF, RFC 7606 7.5
            40 05 03 000064                                         | discard  | withdraw | LOCAL_PREF of three, RFC 7606 7.5
            40 05 05 0000000064                                     | discard  | withdraw | LOCAL_PREF of five, RFC 7606 7.5
            40 05 00                                                | discard  | withdraw | LOCAL_PREF empty, RFC 7606 7.5
            c0 05 04 00000064                                       | discard  | withdraw | LOCAL_PREF optional, RFC 7606 7.5, 3c
            40 06 00                                                | ok       | ok       | ATOMIC_AGGREGATE
            40 06 01 00                                             | discard  | discard  | ATOMIC_AGGREGATE of one, RFC 7606 7.6
            c0 06 00                                                | withdraw | withdraw | ATOMIC_AGGREGATE optional, RFC 7606 3c
            c0 07 08 0000fde9 c0000201                              | ok       | ok       | AGGREGATOR
            c0 07 06 fde9 c0000201                                  | discard  | discard  | AGGREGATOR of two-octet AS, RFC 7606 7.7
            c0 07 07 00fde9 c0000201                                | discard  | discard  | AGGREGATOR of seven, RFC 7606 7.7
            c0 07 00                                                | discard  | discard  | AGGREGATOR empty, RFC 7606 7.7
            c0 07 08 00000000 c0000201                              | discard  | discard  | AGGREGATOR of AS 0, RFC 7607
            40 07 08 0000fde9 c0000201                              | withdraw | withdraw | AGGREGATOR well-known, RFC 7606 3c
            c0 08 04 fde90064                                       | ok       | ok       | COMMUNITIES
            e0 08 08 fde90064 fde90064                              | ok       | ok       | COMMUNITIES partial, one twice
            c0 08 00                                                | withdraw | withdraw | COMMUNITIES empty, RFC 7606 7.8
            c0 08 03 fde900                                         | withdraw | withdraw | COMMUNITIES of three, RFC 7606 7.8
            c0 08 06 fde900640000                                   | withdraw | withdraw | COMMUNITIES of six, RFC 7606 7.8
            80 08 04 fde90064                                       | withdraw | withdraw | COMMUNITIES not transitive, RFC 7606 3c
            80 09 04 c0000201                                       | discard  | ok       | ORIGINATOR_ID, RFC 7606 7.9
            80 09 03 c00002                                         | discard  | withdraw | ORIGINATOR_ID of three, RFC 7606 7.9
            80 09 00                                                | discard  | withdraw | ORIGINATOR_ID empty, RFC 7606 7.9
            c0 09 04 c0000201                                       | discard  | withdraw | ORIGINATOR_ID transitive, RFC 7606 7.9, 3c
            80 0a 08 c0000201 c0000202                              | discard  | ok       | CLUSTER_LIST, RFC 7606 7.10
            80 0a 00                                                | discard  | withdraw | CLUSTER_LIST empty, RFC 7606 7.10
            80 0a 06 c0000201 c000                                  | discard  | withdraw | CLUSTER_LIST of six, RFC 7606 7.10
            c0 0b 03 010203                                         | ok       | ok       | DPA, deprecated: as unknown
            80 1c 00                                                | discard  | discard  | ENTROPY, deprecated: as unknown
            c0 10 08 0002fde900000064                               | ok       | ok       | EXTENDED_COMMUNITIES
            c0 10 08 ffffffffffffffff                               | ok       | ok       | EXTENDED_COMMUNITIES of unknown type
            c0 10 00                                                | withdraw | withdraw | EXTENDED_COMMUNITIES empty, RFC 7606 7.14
            c0 10 07 0002fde9000000                                 | withdraw | withdraw | EXTENDED_COMMUNITIES of seven, RFC 7606 7.14
            80 10 08 0002fde900000064                               | withdraw | withdraw | EXTENDED_COMMUNITIES not transitive, 3c
            c0 11 06 02 01 0000fde9                                 | discard  | discard  | AS4_PATH from a four-octet peer, RFC 6793 4.1
            c0 11 00                                                | discard  | discard  | AS4_PATH empty, unread, RFC 6793 4.1
            c0 12 08 0000fde9 c0000201                              | discard  | discard  | AS4_AGGREGATOR from a four-octet peer
            c0 16 05 00 00 000000                                   | ok       | ok       | PMSI_TUNNEL without a tunnel
            c0 16 05 00 63 000000                                   | withdraw | withdraw | PMSI_TUNNEL of type 99, RFC 6514 5
            c0 16 09 00 06 000000 c0000201                          | ok       | ok       | PMSI_TUNNEL, ingress replication
            c0 16 08 00 06 000000 c00002                            | withdraw | withdraw | PMSI_TUNNEL, identifier cut, RFC 6514 5
            c0 16 04 00 00 0000                                     | withdraw | withdraw | PMSI_TUNNEL of four, RFC 6514 5
            c0 17 0c 0008 0008 06 06 00000000 0000                  | ok       | ok       | TUNNEL_ENCAP, VXLAN to the next hop
            c0 17 0a 0008 0006 04 04 00000001                       | withdraw | withdraw | TUNNEL_ENCAP, VXLAN without an endpoint, RFC 9012 13
            c0 17 0a 0008 0006 04 05 00000001                       | withdraw | withdraw | sub-TLV past its TLV, RFC 9012 13
            c0 17 0a 0008 0007 04 04 00000001                       | withdraw | withdraw | TLV past the attribute, RFC 9012 13
            c0 17 00                                                | withdraw | withdraw | TUNNEL_ENCAP without a TLV
            c0 17 0b 0008 0007 04 04 00000001 ff                    | withdraw | withdraw | one octet of a sub-TLV, RFC 9012 13
            80 18 00                                                | withdraw | withdraw | TRAFFIC_ENGINEERING empty, RFC 7606 8
            c0 19 14 0002 20010db8000000000000000000000001 0064     | ok       | ok       | IPv6 EXTENDED_COMMUNITIES
            c0 19 00                                                | withdraw | withdraw | IPv6 EXTENDED_COMMUNITIES empty, 7.15
            c0 19 08 0002fde900000064                               | withdraw | withdraw | IPv6 EXTENDED_COMMUNITIES of eight, 7.15
            80 1a 0b 01 000b 0000000000000064                       | discard  | ok       | AIGP, RFC 7311 3.2
            80 1a 0b 01 000b ffffffffffffffff                       | discard  | discard  | AIGP all ones, RFC 7311 3.4
            80 1a 0b 01 000c 0000000000000064                       | discard  | discard  | AIGP TLV overrun, RFC 7311 3.2
            80 1a 0a 01 000a 00000000000064                         | discard  | discard  | AIGP TLV of ten, RFC 7311 3.2
            80 1a 03 02 0002                                        | discard  | discard  | AIGP TLV shorter than its head, 3.2
            c0 1a 0b 01 000b 0000000000000064                       | discard  | discard  | AIGP transitive, RFC 7311 3.2
            c0 1b 07 c0000201 000010                                | ok       | ok       | PE distinguisher labels
            c0 1b 08 c0000201 00001000                              | withdraw | withdraw | PE distinguisher labels, RFC 6514 8
            80 1d 06 0401 0002 abcd                                 | ok       | ok       | BGP-LS
            80 1d 06 0401 0003 abcd                                 | discard  | discard  | BGP-LS TLV overrun, RFC 9552 8.2.2
            c0 1d 06 0401 0002 abcd                                 | discard  | discard  | BGP-LS flags
            c0 20 0c 0000fde90000000100000002                       | ok       | ok       | LARGE_COMMUNITIES
            c0 20 18 000000000000000000000000000000000000000000000000 | ok     | ok       | LARGE_COMMUNITIES of AS 0, one twice
            c0 20 00                                                | withdraw | withdraw | LARGE_COMMUNITIES empty, RFC 8092 6
            c0 20 0b 0000fde900000001000000                         | withdraw | withdraw | LARGE_COMMUNITIES of eleven, RFC 8092 6
            80 20 0c 0000fde90000000100000002                       | withdraw | withdraw | LARGE_COMMUNITIES not transitive, 3c
            80 21 04 00000000                                       | discard  | discard  | BGPsec_PATH, never negotiated
            c0 23 04 0000fde9                                       | ok       | ok       | OTC
            c0 23 03 00fde9                                         | withdraw | withdraw | OTC of three, RFC 9234 5
            c0 23 08 0000fde90000fde9                               | withdraw | withdraw | OTC of eight, RFC 9234 5
            c0 23 00                                                | withdraw | withdraw | OTC empty, RFC 9234 5
            c0 25 07 02 0004 ff 03 0000                             | ok       | ok       | SFP
            c0 25 05 01 0002 abcd                                   | withdraw | withdraw | SFP without a hop, RFC 9015
            c0 25 05 01 0003 abcd                                   | withdraw | withdraw | SFP TLV overrun, RFC 9015
            c0 26 0b 01 00000001 01 04 c0000201                     | ok       | ok       | BFD discriminator
            c0 26 0a 01 00000001 01 04 c00002                       | discard  | discard  | BFD discriminator of ten, RFC 9026
            c0 28 0a 01 0007 00 0000 00000064                       | ok       | ok       | PREFIX_SID, label index
            c0 28 0a 63 0007 00 0000 00000064                       | ok       | ok       | PREFIX_SID, unknown TLV
            c0 28 0a 01 0008 00 0000 00000064                       | discard  | discard  | PREFIX_SID TLV cut, RFC 8669 6
            c0 28 09 01 0006 00 0000 000064                         | discard  | discard  | PREFIX_SID label index of six, RFC 8669 3.1
            c0 28 0b 03 0008 0000 003e80 0003e8                     | ok       | ok       | PREFIX_SID, SRGB
            c0 28 0a 03 0007 0000 003e80 0003                       | discard  | discard  | PREFIX_SID, SRGB cut, RFC 8669 3.2
            c0 28 06 000000000000                                   | discard  | discard  | PREFIX_SID all zero
            80 28 0a 01 0007 00 0000 00000064                       | withdraw | withdraw | PREFIX_SID not transitive, 3c
            c0 80 08 0000fde9 40010100                              | ok       | ok       | ATTR_SET
            c0 80 04 0000fde9                                       | ok       | ok       | ATTR_SET with nothing in it
            c0 80 03 00fde9                                         | withdraw | withdraw | ATTR_SET of three, RFC 6368 5
            c0 80 08 0000fde9 40010200                              | withdraw | withdraw | ATTR_SET, inner overrun, RFC 6368 5
            c0 80 06 0000fde9 4001                                  | withdraw | withdraw | ATTR_SET, inner head cut, RFC 6368 5
            c0 80 0b 0000fde9 c08004 0000fde9                       | withdraw | withdraw | ATTR_SET within ATTR_SET
            c0 63 02 beef                                           | ok       | ok       | unknown, optional transitive
            e0 63 00                                                | ok       | ok       | unknown, partial and empty
            80 63 02 beef                                           | discard  | discard  | unknown, optional non-transitive, RFC 4271 5
            40 63 02 beef                                           | withdraw | withdraw | unknown, claims to be well-known
            00 00 00                                                | withdraw | withdraw | attribute 0 with no flags
            c0 ff 04 00000000                                       | ok       | ok       | attribute 255
            80 0e 04 0002 01 00                                     | reset    | reset    | MP_REACH of four, RFC 4760 7
            80 0e 05 0002 01 00 00                                  | reset    | reset    | MP_REACH without a next hop, RFC 7606 7.11
            80 0e 15 0002 01 10 20010db8000000000000000000000001 00 | ok       | ok       | MP_REACH without NLRI
            c0 0e 15 0002 01 10 20010db8000000000000000000000001 00 | reset    | reset    | MP_REACH transitive: as RFC 4760 7
            80 0e 09 0002 01 04 c0000201 00                         | reset    | reset    | next hop of 4 for IPv6, RFC 7606 7.11
            80 0e 09 0002 01 05 c0000201 00                         | reset    | reset    | next hop past the attribute, RFC 7606 7.11
            80 0f 02 0002                                           | reset    | reset    | MP_UNREACH of two, RFC 7606 7.12
            40 0f 03 0002 01                                        | reset    | reset    | MP_UNREACH flags, RFC 4760 7
            80 0f 03 0002 01                                        | ok       | ok       | MP_UNREACH with nothing, beside routes
            """;

    static Stream<Case> cases() {
        return TABLE.lines().filter(line -> !line.startsWith("#")).map(line -> {
            String[] columns = line.split("\\|", -1);
            return new Case(columns[0].strip(), columns[1].strip(), columns[2].strip(), columns[3].strip());
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void judgesAsTheRfcSays(Case row) {
        assertThat(outcome(row.attribute(), UpdateMessage.external()))
                .as("external")
                .isEqualTo(row.external());
        assertThat(outcome(row.attribute(), UpdateMessage.internal()))
                .as("internal")
                .isEqualTo(row.internal());
    }

    /** RFC 7606 section 5.2: only what is at most an attribute discard may stand where no NLRI was surely read. */
    @ParameterizedTest
    @MethodSource("cases")
    void withoutNlriOnlyADiscardStands(Case row) {
        byte[] message = new UpdateMessage()
                .withdraw("10.0.0.0/8")
                .attribute(row.attribute())
                .build();
        Update update = decode(message, UpdateMessage.internal());
        boolean reset = row.internal().equals("withdraw") || row.internal().equals("reset");
        assertThat(update.verdict() == Verdict.SESSION_RESET).isEqualTo(reset);
        if (reset) {
            assertThat(update.notification().code()).isEqualTo(3);
            assertThat(HexText.format(update.notification().data()))
                    .isEqualTo(HexText.format(HexText.parse(row.attribute())));
        }
    }

    @Test
    void coversEveryRowOfTheTable() {
        Set<Integer> tested = cases().map(row -> HexText.parse(row.attribute())[1] & 0xff)
                .collect(Collectors.toCollection(TreeSet::new));
        List<Integer> rows =
                AttributeCatalogue.rows().stream().map(AttributeRow::code).toList();
        assertThat(tested).containsAll(rows);
    }

    /** A fault is told with the attribute and its own verdict, for the counters. */
    @Test
    void tellsEachFault() {
        byte[] message = UpdateMessage.announcing("80 04 03 000000", "40 06 01 00", "80 63 00")
                .build();
        Update update = decode(message, UpdateMessage.external());
        assertThat(update.verdict()).isEqualTo(Verdict.TREAT_AS_WITHDRAW);
        assertThat(faults(update))
                .containsExactly("4 TREAT_AS_WITHDRAW", "6 ATTRIBUTE_DISCARD", "99 ATTRIBUTE_DISCARD");
    }

    /** A set costs the routes once, by the path that has it. */
    @Test
    void blamesOnlyThePathThatHasASet() {
        Strictness strict = new Strictness(false, true, false);
        DecodeContext context = new DecodeContext(true, false, 3, 0, 65001, 65000, strict);
        String set = "40 02 08 02 01 fde9 01 01 fdea";
        String sequence = "c0 11 06 02 01 00011171";
        assertThat(faults(decode(withPaths(set, sequence), context))).containsExactly("2 TREAT_AS_WITHDRAW");
        assertThat(faults(decode(withPaths(sequence, set), context))).containsExactly("2 TREAT_AS_WITHDRAW");
        assertThat(faults(decode(withPaths("40 02 04 02 01 fde9", "c0 11 06 01 01 00011171"), context)))
                .containsExactly("17 TREAT_AS_WITHDRAW");
    }

    private static byte[] withPaths(String first, String second) {
        return new UpdateMessage()
                .attribute(UpdateMessage.ORIGIN)
                .attribute(first)
                .attribute(second)
                .attribute(UpdateMessage.NEXT_HOP)
                .announce("198.51.100.0/24")
                .build();
    }

    private static List<String> faults(Update update) {
        return IntStream.range(0, update.faults())
                .mapToObj(i -> update.faultAttribute(i) + " " + update.faultVerdict(i))
                .toList();
    }

    /** The attribute under test takes the place of a good one of its code. */
    private static String outcome(String attribute, DecodeContext context) {
        int code = HexText.parse(attribute)[1] & 0xff;
        UpdateMessage message = new UpdateMessage();
        for (String good : List.of(UpdateMessage.ORIGIN, UpdateMessage.AS_PATH, UpdateMessage.NEXT_HOP)) {
            if (HexText.parse(good)[1] != code) {
                message.attribute(good);
            }
        }
        Update update =
                decode(message.attribute(attribute).announce("198.51.100.0/24").build(), context);
        if (code == AttributeCode.MP_REACH || code == AttributeCode.MP_UNREACH) {
            return update.verdict() == Verdict.ACCEPT ? "ok" : word(update.verdict());
        }
        boolean kept = update.verdict().compareTo(Verdict.TREAT_AS_WITHDRAW) < 0 && isKept(update, code);
        assertThat(kept).as("kept in the block").isEqualTo(update.verdict() == Verdict.ACCEPT);
        assertThat(update.has(NlriField.ANNOUNCED)).isTrue();
        return word(update.verdict());
    }

    private static boolean isKept(Update update, int code) {
        return new AttributeCursor()
                .reset(
                        update.block(NlriField.ANNOUNCED),
                        update.blockOffset(NlriField.ANNOUNCED),
                        update.blockLength(NlriField.ANNOUNCED))
                .find(code);
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case ACCEPT -> "ok";
            case ATTRIBUTE_DISCARD -> "discard";
            case TREAT_AS_WITHDRAW -> "withdraw";
            case FAMILY_DISABLE -> "disable";
            case SESSION_RESET -> "reset";
        };
    }

    static Update decode(byte[] message, DecodeContext context) {
        Update update = new Update();
        // At an odd place in a larger buffer, as in a lane.
        byte[] buffer = new byte[message.length + 13];
        Arrays.fill(buffer, (byte) 0xa5);
        System.arraycopy(message, 0, buffer, 7, message.length);
        new UpdateDecoder().decode(buffer, 7, message.length, context, update);
        return update;
    }
}
