package dev.ribwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.value.Prefix;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S5: where no request is ever sent, and what is right beside it. */
class ReceiverAddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.255.255.255",
                "169.254.0.0",
                "169.254.169.254",
                "169.254.255.255",
                "224.0.0.0",
                "239.255.255.255",
                "255.255.255.255",
                "100.100.100.200",
                "168.63.129.16",
                "192.0.0.192",
                "::",
                "fe80::1",
                "febf:ffff::1",
                "ff02::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "::169.254.169.254",
                "::224.0.0.1",
                "64:ff9b::169.254.169.254",
                "64:ff9b::6464:64c8",
                "64:ff9b::",
                "2002:a9fe:a9fe::1",
                "2002:6464:64c8::"
            })
    void refuses(String address) {
        assertThat(ReceiverAddresses.refuses(Prefix.parse(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0.0",
                "127.0.0.1",
                "10.0.0.5",
                "192.168.1.1",
                "169.253.255.255",
                "169.255.0.0",
                "223.255.255.255",
                "255.255.255.254",
                "100.100.100.199",
                "100.100.100.201",
                "168.63.129.15",
                "168.63.129.17",
                "192.0.0.193",
                "::1",
                "::127.0.0.1",
                "fe7f::1",
                "fec0::1",
                "fd00:ec2::253",
                "fd00:ec2::1:254",
                "fd20:ce::255",
                "64:ff9b::10.0.0.5",
                "64:ff9b::1:0:a9fe:a9fe",
                "64:ff9a::169.254.169.254",
                "2002:0a00:0005::1",
                "2003:a9fe:a9fe::1",
                "2001:db8::a9fe:a9fe"
            })
    void allows(String address) {
        assertThat(ReceiverAddresses.refuses(Prefix.parse(address))).isFalse();
    }

    /** No text yields one, but a socket might. */
    @Test
    void seesThroughMappedAddresses() {
        assertThat(ReceiverAddresses.refuses(mapped("a9fea9fe"))).isTrue();
        assertThat(ReceiverAddresses.refuses(mapped("0a000005"))).isFalse();
    }

    private static Prefix mapped(String address) {
        return Prefix.ofAddress(HexFormat.of().parseHex("00000000000000000000ffff" + address));
    }
}
