package dev.ribwatch.config.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ribwatch.config.value.RouteCommunity.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteCommunityTest {
    @ParameterizedTest
    @CsvSource({
        "12076:51004, STANDARD, 2f2cc73c, 0",
        "65535:65535, STANDARD, ffffffff, 0",
        "65010:1:2, LARGE, fdf200000001, 2",
        "4294967295:4294967295:4294967295, LARGE, ffffffffffffffff, -1",
        "rt:65010:1, EXTENDED, 2fdf200000001, 0",
        "soo:65535:4294967295, EXTENDED, 3ffffffffffff, 0",
        "rt:192.0.2.1:7, EXTENDED, 102c00002010007, 0",
        "rt:65536:65535, EXTENDED, 20200010000ffff, 0",
    })
    void readsWhatItWrites(String text, Kind kind, String high, int low) {
        RouteCommunity community = RouteCommunity.parse(text);
        assertThat(community).isEqualTo(new RouteCommunity(kind, Long.parseUnsignedLong(high, 16), low));
        assertThat(community).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "1", "65536:1", "1:65536", "1:2:3:4", "4294967296:1:1", "1:2:4294967296", "rt:65536:65536",
                "rt:4294967296:1", "rt:192.0.2.1:65536", "rt:192.0.2:1", "rt:65010", "rt:-1:1", "ro:65010:1", "a:b",
                        "1::2",
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> RouteCommunity.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a community")
                .hasMessageContaining(text);
    }
}
