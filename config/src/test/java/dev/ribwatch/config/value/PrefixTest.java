package dev.ribwatch.config.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/0, 0.0.0.0/0",
        "10.32.0.0/16, 10.32.0.0/16",
        "255.255.255.255, 255.255.255.255/32",
        "::/0, ::/0",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1/128",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1/128",
        "2001:DB8::/32, 2001:db8::/32",
        "fe80::1:0, fe80::1:0/128",
        "1:0:0:0:0:0:0:0/16, 1::/16",
        "::1, ::1/128"
    })
    void readsAndWritesRfc5952(String text, String expected) {
        assertThat(Prefix.parse(text)).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0/33",
                "10.0.0/8",
                "10.0.0.1/24",
                "10.0.0.0/",
                "10.0.0.0/+8",
                "010.0.0.0/8",
                "1.2.3.256",
                "2001:db8::/129",
                "2001:db8::1/64",
                "::ffff:10.0.0.0",
                "example.com",
                "g::/8",
                "1..2.3"
            })
    void refusesWhatIsNoPrefix(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Prefix.parse(text));
    }

    @Test
    void containsAcrossTheWordBoundary() {
        Prefix wide = Prefix.parse("2001:db8:1:2::/64");
        assertThat(wide.contains(Prefix.parse("2001:db8:1:2:8000::/65"))).isTrue();
        assertThat(wide.contains(Prefix.parse("2001:db8:1:3::/65"))).isFalse();
        assertThat(Prefix.parse("2001:db8:1:2:8000::/65").contains(wide)).isFalse();
        assertThat(Prefix.parse("0.0.0.0/0").contains(Prefix.parse("2001:db8::/32")))
                .isFalse();
        assertThat(Prefix.parse("10.0.0.0/8").overlaps(Prefix.parse("0.0.0.0/0")))
                .isTrue();
    }
}
