package dev.ribwatch.agent.wire.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.HexText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttributeTextTest {

    @ParameterizedTest
    @CsvSource({"0, igp", "1, egp", "2, incomplete"})
    void origins(int value, String text) {
        assertThat(AttributeText.origin(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "c0000201, 192.0.2.1",
        "20010db8000000000000000000000001, 2001:db8::1",
        "20010db8000000000000000000000001 fe800000000000000000000000000001, 2001:db8::1",
        "00000000000000000000000000000000 fe800000000000000000000000000001, fe80::1",
        "00000000000000000000000000000000, ::"
    })
    void nextHops(String value, String text) {
        byte[] octets = HexText.parse(value);
        assertThat(AttributeText.nextHop(octets, 0, octets.length)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0002 fde9 00000064, rt:65001:100",
        "0003 fde9 ffffffff, soo:65001:4294967295",
        "0102 c0000201 0064, rt:192.0.2.1:100",
        "0103 c0000201 ffff, soo:192.0.2.1:65535",
        "0202 00010000 0007, rt:65536:7",
        "0203 ffffffff 0007, soo:4294967295:7",
        "4300 000000000000, origin-validation:valid",
        "4300 000000000001, origin-validation:not-found",
        "4300 000000000002, origin-validation:invalid",
        "4300 000000000003, 0x4300000000000003",
        "4004 fde9 4b18967f, 0x4004fde94b18967f",
        "0302 000000000001, 0x0302000000000001",
        "4002 fde9 00000064, 0x4002fde900000064"
    })
    void extendedCommunities(String value, String text) {
        byte[] octets = HexText.parse(value + value);
        assertThat(AttributeText.extendedCommunities(octets, 0, 16)).containsExactly(text, text);
    }

    @Test
    void listsOfEachKind() {
        byte[] communities = HexText.parse("fde90064 ffffff01 00000000");
        assertThat(AttributeText.communities(communities, 0, 12)).containsExactly("65001:100", "65535:65281", "0:0");
        byte[] large = HexText.parse("0000fde9 00000001 ffffffff");
        assertThat(AttributeText.largeCommunities(large, 0, 12)).containsExactly("65001:1:4294967295");
        byte[] clusters = HexText.parse("c0000201 0a000001");
        assertThat(AttributeText.clusterList(clusters, 0, 8)).containsExactly("192.0.2.1", "10.0.0.1");
        byte[] ipv6 =
                HexText.parse("0002 20010db8000000000000000000000001 0064 4002 20010db8000000000000000000000001 0064");
        assertThat(AttributeText.ipv6ExtendedCommunities(ipv6, 0, 40))
                .containsExactly("rt:[2001:db8::1]:100", "0x400220010db80000000000000000000000010064");
        assertThat(AttributeText.aggregator(HexText.parse("ffffffff c0000201"), 0))
                .isEqualTo("4294967295 192.0.2.1");
        assertThat(AttributeText.communities(communities, 0, 0)).isEmpty();
    }
}
