package dev.ribwatch.agent.wire.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.agent.wire.UpdateFacts;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.config.value.Family;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The frame of an UPDATE and its prefixes; each rule with a near miss. */
class UpdateFrameTest {
    private static final List<String> ANNOUNCED =
            List.of("announce 198.51.100.0/24", "origin igp", "as-path 65001", "next-hop 192.0.2.1");

    @Test
    void u1_lengthsMustNotExceedTheMessage() {
        byte[] good = UpdateMessage.announcing().build();
        assertThat(facts(good)).isEqualTo(ANNOUNCED);
        byte[] withdrawn = good.clone();
        Octets.put16(withdrawn, 19, good.length - 22);
        assertThat(facts(withdrawn)).containsExactly("reset 3/1");
        byte[] attributes = good.clone();
        Octets.put16(attributes, 21, good.length - 22);
        assertThat(facts(attributes)).containsExactly("reset 3/1");
        byte[] nothingLeft = good.clone();
        Octets.put16(nothingLeft, 21, good.length - 23);
        assertThat(facts(nothingLeft)).as("the NLRI read as attributes").doesNotContain("reset 3/10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"40", "40 05", "50 05 00", "c0 08 08 fde90064", "40 05 ff 00"})
    void u2_strayOctetsAndOverrunsWithdraw(String tail) {
        assertThat(facts(UpdateMessage.announcing(tail).build())).contains("treat 198.51.100.0/24");
        byte[] noNlri = new UpdateMessage()
                .attribute(UpdateMessage.ORIGIN)
                .attribute(tail)
                .build();
        assertThat(facts(noNlri)).containsExactly("reset 3/1");
    }

    @Test
    void u2_anOverrunThatHidesMultiprotocolNlriResets() {
        String cut = "80 0f 0b 0002 01 30 20010db80002";
        assertThat(facts(UpdateMessage.announcing(cut).build())).containsExactly("reset 3/1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"21 0a00000000", "ff", "08", "20 0a0000", "18 0a00"})
    void u3_badIpv4PrefixesReset(String nlri) {
        byte[] announced = UpdateMessage.announcing().announceHex(nlri).build();
        assertThat(facts(announced)).containsExactly("reset 3/10");
        byte[] withdrawn = new UpdateMessage().withdrawHex(nlri).build();
        assertThat(facts(withdrawn)).containsExactly("reset 3/10");
    }

    @Test
    void u3_thirtyTwoBitsAndNoneAreFine() {
        byte[] message = new UpdateMessage().withdrawHex("20 0a000001 00").build();
        assertThat(facts(message)).containsExactly("withdraw 10.0.0.1/32", "withdraw 0.0.0.0/0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"81 20010db8000000000000000000000000 80", "30 20010db800", "40"})
    void u4_badIpv6PrefixesReset(String nlri) {
        byte[] prefixes = HexText.parse("0002 01" + nlri);
        byte[] withdrawn = new UpdateMessage().attribute(0x80, 15, prefixes).build();
        assertThat(facts(withdrawn)).allSatisfy(fact -> assertThat(fact).startsWith("reset 3/9"));
        byte[] reach = HexText.parse("0002 01 10 20010db8000000000000000000000001 00" + nlri);
        byte[] announced = UpdateMessage.announcing().attribute(0x80, 14, reach).build();
        assertThat(facts(announced)).allSatisfy(fact -> assertThat(fact).startsWith("reset 3/9"));
    }

    @Test
    void u5_multiprotocolAttributesTwiceReset() {
        assertThat(facts(UpdateMessage.announcing(UpdateMessage.MP_REACH, UpdateMessage.MP_REACH)
                        .build()))
                .containsExactly("reset 3/1");
        assertThat(facts(UpdateMessage.announcing(UpdateMessage.MP_UNREACH, UpdateMessage.MP_UNREACH)
                        .build()))
                .containsExactly("reset 3/1");
        assertThat(facts(UpdateMessage.announcing(UpdateMessage.MP_REACH, UpdateMessage.MP_UNREACH)
                        .build()))
                .contains("announce 2001:db8:1::/48", "withdraw 2001:db8:2::/48");
    }

    @Test
    void u5_ofAnyOtherAttributeTwiceTheFirstStands() {
        assertThat(facts(UpdateMessage.announcing("80 04 04 00000001", "80 04 04 00000002", "40 01 01 02")
                        .build()))
                .containsExactly(
                        "attribute-discard",
                        "fault med",
                        "fault origin",
                        "announce 198.51.100.0/24",
                        "origin igp",
                        "as-path 65001",
                        "next-hop 192.0.2.1",
                        "med 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"80 0f 03 0002 01", "90 0f 0003 0002 01"})
    void u6_anEmptyUnreachAloneIsEndOfRib(String unreach) {
        assertThat(facts(new UpdateMessage().attribute(unreach).build())).containsExactly("end-of-rib ipv6-unicast");
        byte[] withdraws =
                new UpdateMessage().withdraw("10.0.0.0/8").attribute(unreach).build();
        assertThat(facts(withdraws)).containsExactly("withdraw 10.0.0.0/8");
        byte[] another = new UpdateMessage()
                .attribute(unreach)
                .attribute("80 04 04 00000000")
                .build();
        assertThat(facts(another)).as("a well-formed attribute beside it").isEmpty();
        byte[] broken = new UpdateMessage()
                .attribute(unreach)
                .attribute("80 04 03 000000")
                .build();
        assertThat(facts(broken)).as("a broken one").containsExactly("reset 3/5 800403000000");
    }

    @Test
    void u6_endOfRibOfAFamilyThatWasNotNegotiatedIsCounted() {
        DecodeContext ipv6Only = new DecodeContext(true, true, 1 << Family.IPV6_UNICAST.ordinal(), 0, 65001, 65000);
        assertThat(facts(new UpdateMessage().build(), ipv6Only)).containsExactly("unnegotiated 1");
        assertThat(facts(new UpdateMessage().build())).containsExactly("end-of-rib ipv4-unicast");
    }

    @Test
    void u7_prefixesOfAFamilyThatWasNotNegotiatedAreDropped() {
        DecodeContext ipv4Only = new DecodeContext(true, true, 1 << Family.IPV4_UNICAST.ordinal(), 0, 65001, 65000);
        byte[] both = UpdateMessage.announcing(UpdateMessage.MP_REACH, UpdateMessage.MP_UNREACH)
                .build();
        assertThat(facts(both, ipv4Only))
                .containsAll(ANNOUNCED)
                .hasSize(ANNOUNCED.size() + 1)
                .contains("unnegotiated 2");
        DecodeContext ipv6Only = new DecodeContext(true, true, 1 << Family.IPV6_UNICAST.ordinal(), 0, 65001, 65000);
        byte[] classic = UpdateMessage.announcing().withdraw("10.0.0.0/8").build();
        assertThat(facts(classic, ipv6Only)).containsExactly("unnegotiated 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {UpdateMessage.ORIGIN, UpdateMessage.AS_PATH, UpdateMessage.NEXT_HOP})
    void u8_aMissingMandatoryAttributeWithdraws(String missing) {
        UpdateMessage message = new UpdateMessage().announce("198.51.100.0/24");
        for (String good : List.of(UpdateMessage.ORIGIN, UpdateMessage.AS_PATH, UpdateMessage.NEXT_HOP)) {
            if (!good.equals(missing)) {
                message.attribute(good);
            }
        }
        assertThat(facts(message.build())).contains("treat-as-withdraw", "treat 198.51.100.0/24");
    }

    @Test
    void u8_neitherNextHopOverMultiprotocolNorLocalPrefIsMissed() {
        byte[] message = new UpdateMessage()
                .attribute(UpdateMessage.MP_REACH)
                .attribute(UpdateMessage.ORIGIN)
                .attribute(UpdateMessage.AS_PATH)
                .build();
        assertThat(facts(message, UpdateMessage.internal()))
                .contains("announce 2001:db8:1::/48", "mp-reach 2001:db8::1");
    }

    @Test
    void u9_attributesWithoutPrefixesAreLegal() {
        byte[] message = new UpdateMessage()
                .attribute(UpdateMessage.ORIGIN)
                .attribute(UpdateMessage.AS_PATH)
                .build();
        assertThat(facts(message)).isEmpty();
        assertThat(UpdateVerdictTest.decode(message, UpdateMessage.external()).verdict())
                .isEqualTo(Verdict.ACCEPT);
    }

    @Test
    void u10_anOddPrefixAmongGoodOnesIsShownLikeThem() {
        byte[] message = UpdateMessage.announcing()
                .announce("224.0.0.0/4")
                .announce("127.0.0.0/8")
                .build();
        assertThat(facts(message)).contains("announce 224.0.0.0/4", "announce 127.0.0.0/8", "announce 198.51.100.0/24");
    }

    @Test
    void u11_hostBitsAreCleared() {
        byte[] message =
                UpdateMessage.announcing().announceHex("14 0afffe 01 ff").build();
        assertThat(facts(message)).contains("announce 10.255.240.0/20", "announce 128.0.0.0/1");
    }

    @Test
    void u13_aPrefixWithoutItsPathIdentifierIsASyntaxError() {
        DecodeContext addPath = new DecodeContext(true, true, 3, 3, 65001, 65000);
        assertThat(facts(UpdateMessage.announcing().build(), addPath)).containsExactly("reset 3/10");
        byte[] good = new UpdateMessage().withdrawHex("00000000 18 c63364").build();
        assertThat(facts(good, addPath)).containsExactly("withdraw 198.51.100.0/24 path 0");
    }

    @Test
    void theStrongestVerdictWins() {
        byte[] message = UpdateMessage.announcing("40 06 01 00", "80 04 03 000000", UpdateMessage.MP_UNREACH)
                .withdraw("10.0.0.0/8")
                .build();
        assertThat(facts(message))
                .containsExactly(
                        "treat-as-withdraw",
                        "fault atomic-aggregate",
                        "fault med",
                        "withdraw 10.0.0.0/8",
                        "withdraw 2001:db8:2::/48",
                        "treat 198.51.100.0/24");
    }

    @Test
    void manyFaultsAreBounded() {
        UpdateMessage message = UpdateMessage.announcing();
        for (int i = 0; i < 1000; i++) {
            message.attribute("40 01 01 00");
        }
        Update update = UpdateVerdictTest.decode(message.build(), UpdateMessage.external());
        assertThat(update.faults()).isEqualTo(Update.MAXIMUM_FAULTS);
        assertThat(update.verdict()).isEqualTo(Verdict.ATTRIBUTE_DISCARD);
    }

    private static List<String> facts(byte[] message) {
        return facts(message, UpdateMessage.external());
    }

    private static List<String> facts(byte[] message, DecodeContext context) {
        return UpdateFacts.of(UpdateVerdictTest.decode(message, context));
    }
}
