package dev.ribwatch.agent.mrt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.UpdateMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MrtReaderTest {
    private static final String PEER = "192.0.2.1";
    private static final String PEER6 = "2001:db8::1";
    private static final String ATTRIBUTES = UpdateMessage.ORIGIN + UpdateMessage.AS_PATH + UpdateMessage.NEXT_HOP;
    private static final String SHORT_PATH = UpdateMessage.ORIGIN + "40 02 04 02 01 fde9" + UpdateMessage.NEXT_HOP;
    private static final String NEXT_HOP6 = "20010db8000000000000000000000001";

    private static UpdateMessage twoOctets() {
        return new UpdateMessage()
                .attribute(UpdateMessage.ORIGIN)
                .attribute("40 02 04 02 01 fde9")
                .attribute(UpdateMessage.NEXT_HOP)
                .announce("198.51.100.0/24");
    }

    private static UpdateMessage withPathId() {
        return new UpdateMessage()
                .attribute(UpdateMessage.ORIGIN)
                .attribute(UpdateMessage.AS_PATH)
                .attribute(UpdateMessage.NEXT_HOP)
                .announceHex("ffffffff 18 c63364");
    }

    @Test
    void aMessageIsReadWithTheAsSizeThatItsSubtypeSays() {
        Told told = Told.by(new MrtBytes()
                .message(1, PEER, 65001, twoOctets().build())
                .message(4, PEER, 65001, UpdateMessage.announcing().build())
                // Near miss: each in the other's clothes.
                .message(4, PEER, 65001, twoOctets().build())
                .message(1, PEER, 65001, UpdateMessage.announcing().build())
                .bytes());

        assertThat(told.malformed).isEmpty();
        assertThat(told.lines)
                .containsExactly(
                        PEER + " sent update",
                        PEER + " + 198.51.100.0/24",
                        PEER + " sent update",
                        PEER + " + 198.51.100.0/24",
                        PEER + " sent update",
                        PEER + " TREAT_AS_WITHDRAW",
                        PEER + " sent update",
                        PEER + " TREAT_AS_WITHDRAW");
    }

    @Test
    void addPathIsReadWhereTheSubtypeSaysSo() {
        Told told = Told.by(new MrtBytes()
                .message(9, PEER, 65001, withPathId().build())
                .message(4, PEER, 65001, withPathId().build())
                .bytes());

        assertThat(told.lines)
                .containsExactly(
                        PEER + " sent update",
                        PEER + " + 198.51.100.0/24 path 4294967295",
                        PEER + " sent update",
                        PEER + " SESSION_RESET"); // 255 is no length of an IPv4 prefix
    }

    @ParameterizedTest
    @CsvSource({"6", "7", "10", "11"})
    void whatTheCollectorSentItselfIsNoRouteOfThePeer(int subtype) {
        Told told = Told.by(new MrtBytes()
                .message(subtype, PEER, 65001, UpdateMessage.announcing().build())
                .bytes());

        assertThat(told.lines).containsExactly(PEER + " was sent update");
    }

    @Test
    void microsecondsCountInTheTypeThatHasThem() {
        byte[] update = UpdateMessage.announcing().build();
        Told told = Told.by(new MrtBytes()
                .at(1_700_000_000, 123_456)
                .message(4, PEER, 65001, update)
                .bytes());

        assertThat(told.micros).isEqualTo(1_700_000_000_123_456L);
        assertThat(told.lines).hasSize(2);
        assertThat(Told.by(new MrtBytes()
                                .at(1_700_000_000, 5_000_000)
                                .message(4, PEER, 65001, update)
                                .bytes())
                        .micros)
                .as("no second has as many")
                .isEqualTo(1_700_000_000_999_999L);
    }

    @Test
    void statesOfBothAsSizes() {
        Told told = Told.by(new MrtBytes()
                .state(PEER6, 4_200_000_000L, 5, 6)
                .record(16, 0, HexText.parse("fde9 fde8 0000 0001 c0000201 c00002fe 0006 0001"))
                .state(PEER, 65001, 6, 7) // Quagga's Clearing
                .bytes());

        assertThat(told.lines)
                .containsExactly(PEER6 + " AS 4200000000 up", PEER + " AS 65001 down", PEER + " AS 65001 down");
    }

    @Test
    void oldZebraNamesNobodyBeforeItKnowsThePeer() {
        String open = "ffffffffffffffffffffffffffffffff 001d 01 04 3066 00b4 d432a1c7 00";
        Told told = Told.by(new MrtBytes()
                .record(16, 0, HexText.parse("0000 0000 0003 0004"))
                .record(16, 1, HexText.parse("0000 0000" + open))
                .bytes());

        assertThat(told.malformed).isEmpty();
        assertThat(told.lines).containsExactly("nobody sent open");
    }

    @Test
    void theTypeBgpOfMrtd() {
        String head = "fde9 c0000201 fde8 c00002fe";
        Told told = Told.by(new MrtBytes()
                .record(5, 5, HexText.parse(head + "04 fde9 00b4 c0000201 00"))
                .record(5, 3, HexText.parse("fde9 c0000201 0005 0006"))
                .record(5, 1, HexText.parse(head + "0000 0012" + SHORT_PATH + "18 c63364"))
                .record(5, 1, HexText.parse(head + "0004 18 c63364 0000"))
                .record(5, 7, HexText.parse(head))
                .record(5, 6, HexText.parse(head + "06 02"))
                .record(5, 4, HexText.parse(head))
                .bytes());

        assertThat(told.malformed).isEmpty();
        assertThat(told.lines)
                .containsExactly(
                        PEER + " sent open",
                        PEER + " AS 65001 up",
                        PEER + " sent update",
                        PEER + " + 198.51.100.0/24",
                        PEER + " sent update",
                        PEER + " - 198.51.100.0/24",
                        PEER + " sent keepalive",
                        PEER + " sent notification",
                        "skipped 5/4");
    }

    @Test
    void aTableIsReadByItsIndexOfPeers() {
        String reach = "80 0e 11 10" + NEXT_HOP6;
        String whole = "80 0e 15 0002 01 10" + NEXT_HOP6 + "00";
        Told told = Told.by(new MrtBytes()
                .index("view", 65001, PEER, PEER6)
                .rib(2, "198.51.100.0/24", ATTRIBUTES, 0, 1)
                .rib(4, "2001:db8:7::/48", UpdateMessage.ORIGIN + UpdateMessage.AS_PATH + reach, 1)
                .rib(4, "2001:db8:8::/48", UpdateMessage.ORIGIN + whole + UpdateMessage.AS_PATH, 1)
                .rib(2, "198.51.101.0/24", UpdateMessage.ORIGIN + UpdateMessage.AS_PATH + reach, 0) // RFC 8950
                .rib(6, "2001:db8:9::/48", UpdateMessage.ORIGIN + UpdateMessage.AS_PATH + reach, 0)
                .rib(8, "203.0.113.0/24", ATTRIBUTES, 0, 0)
                .rib(12, "203.0.113.0/25", ATTRIBUTES, 0, 1)
                .rib(12, "2001:db8:a::/48", UpdateMessage.ORIGIN + UpdateMessage.AS_PATH + reach, 1)
                .rib(3, "198.51.100.0/24", ATTRIBUTES, 0) // multicast
                .rib(2, "0.0.0.0/0", ATTRIBUTES, 2)
                .bytes());

        assertThat(told.lines)
                .containsExactly(
                        PEER + " + 198.51.100.0/24",
                        PEER6 + " + 198.51.100.0/24",
                        PEER6 + " + 2001:db8:7::/48",
                        PEER6 + " + 2001:db8:8::/48",
                        PEER + " + 198.51.101.0/24",
                        PEER + " + 2001:db8:9::/48",
                        PEER + " + 203.0.113.0/24 path 70",
                        PEER + " + 203.0.113.0/24 path 70",
                        PEER + " + 203.0.113.0/25 path 70",
                        PEER6 + " + 203.0.113.0/25 path 70",
                        PEER6 + " + 2001:db8:a::/48 path 70",
                        "skipped 13/3",
                        "end of table");
        assertThat(told.malformed)
                .extracting(Damage::text)
                .singleElement()
                .asString()
                .contains("13/2", "index table");
    }

    @Test
    void flagsThatBirdLeavesOutOfItsTablesAreCompleted() {
        String bird = UpdateMessage.ORIGIN + UpdateMessage.AS_PATH + "00 03 04 c0000201 00 05 04 00000064";
        String wrong = UpdateMessage.ORIGIN + UpdateMessage.AS_PATH + "80 03 04 c0000201";
        Told told = Told.by(new MrtBytes()
                .index("master4", 65001, PEER)
                .rib(2, "198.51.100.0/24", bird, 0)
                .rib(2, "198.51.101.0/24", wrong, 0)
                .bytes());

        assertThat(told.lines)
                .containsExactly(PEER + " + 198.51.100.0/24", PEER + " TREAT_AS_WITHDRAW", "end of table");
    }

    @Test
    void aTableWithoutAnIndexOfPeersTellsNothing() {
        Told told =
                Told.by(new MrtBytes().rib(2, "198.51.100.0/24", ATTRIBUTES, 0).bytes());

        assertThat(told.lines).containsExactly("skipped 13/2", "end of table");
        assertThat(told.malformed).isEmpty();
    }

    @Test
    void theOldTableHasAsNumbersOfTwoOctets() {
        String reach = "80 0e 15 0002 01 10" + NEXT_HOP6 + "00";
        Told told = Told.by(new MrtBytes()
                .oldRib("198.51.100.0/22", PEER, 65001, SHORT_PATH)
                .oldRib("2001:db8:7::/48", PEER6, 65001, UpdateMessage.ORIGIN + "40 02 04 02 01 fde9" + reach)
                .bytes());

        assertThat(told.lines)
                .containsExactly(PEER + " + 198.51.100.0/22", PEER6 + " + 2001:db8:7::/48", "end of table");
    }

    @Test
    void aTableEndsWhereAnotherKindOfRecordOrALaterDumpOfTheSameViewBegins() {
        Told told = Told.by(new MrtBytes()
                .at(1_700_000_000)
                .index("master4", 65001, PEER)
                .rib(2, "198.51.100.0/24", ATTRIBUTES, 0)
                .index("master6", 65001, PEER)
                .rib(2, "198.51.101.0/24", ATTRIBUTES, 0)
                .at(1_700_000_060)
                .index("master6", 65001, PEER)
                .rib(2, "198.51.102.0/24", ATTRIBUTES, 0)
                .state(PEER, 65001, 6, 1)
                .bytes());

        assertThat(told.lines)
                .containsExactly(
                        PEER + " + 198.51.100.0/24",
                        PEER + " + 198.51.101.0/24",
                        "end of table",
                        PEER + " + 198.51.102.0/24",
                        "end of table",
                        PEER + " AS 65001 down");
    }

    @Test
    void onePeerWhateverTheRecordKnowsOfItsAs() {
        Told told = Told.by(new MrtBytes()
                .message(1, PEER, 0, UpdateMessage.message(4, new byte[0])) // before its OPEN
                .message(1, PEER, 23456, UpdateMessage.message(4, new byte[0]))
                .state(PEER, 4_200_000_001L, 5, 6)
                .message(1, PEER, 23456, UpdateMessage.message(4, new byte[0]))
                .state(PEER, 65001, 5, 6) // another one with the same address
                .bytes());

        assertThat(told.lines)
                .containsExactly(
                        PEER + " sent keepalive",
                        PEER + " sent keepalive",
                        PEER + " AS 4200000001 up",
                        PEER + " sent keepalive",
                        PEER + " AS65001 AS 65001 up");
    }

    @ParameterizedTest
    @CsvSource({
        "16, 4, 0000fde9 0000fde8 0000 0001 c0000201",
        "16, 4, 0000fde9 0000fde8 0000 0003 c0000201 c00002fe ffffffffffffffffffffffffffffffff 0013 04",
        "16, 4, 0000fde9 0000fde8 0000 0001 c0000201 c00002fe ffffffffffffffffffffffffffffffff 0014 04",
        "16, 4, 0000fde9 0000fde8 0000 0001 c0000201 c00002fe fffffffffffffffffffffffffffffffe 0013 04",
        "16, 5, 0000fde9 0000fde8 0000 0001 c0000201 c00002fe 0006",
        "12, 1, 0000 0000 c6336400 21 01 00000000 c0000201 fde9 0000",
        "12, 1, 0000 0000 c6336400 18 01 00000000 c0000201 fde9 0001",
        "13, 1, c0000201 0000 0001 02 c0000202 c0000201",
        "13, 12, 00000000 0001 01 000000",
        "13, 12, 00000000 0001 01",
        "5, 1, fde9 c0000201 fde8 c00002fe 0000 00",
    })
    void aRecordWhoseFieldsDoNotFitIsNamedAndPassedOver(int type, int subtype, String body) {
        Told told = Told.by(new MrtBytes()
                .record(type, subtype, HexText.parse(body))
                .state(PEER, 65001, 5, 6)
                .bytes());

        assertThat(told.malformed).singleElement().satisfies(damage -> {
            assertThat(damage.offset()).isZero();
            assertThat(damage.text()).startsWith("record of type " + type + "/" + subtype + ": ");
        });
        assertThat(told.lines).contains(PEER + " AS 65001 up").doesNotContain(PEER + " sent keepalive");
        assertThat(told.damage).isNull();
    }
}
