package dev.ribwatch.config.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
    private static final List<String> KEYS = List.of("hold-time", "router-id", "listen", "as", "state-directory");

    @ParameterizedTest
    @CsvSource({
        "hold_time, hold-time",
        "holdtime, hold-time",
        "HOLD-TIME, hold-time",
        "hodl-time, hold-time",
        "lisen, listen",
        "sa, as",
        "asn, as",
        "routerid, router-id",
        "password, ",
        "x, "
    })
    void namesTheNearest(String word, String nearest) {
        assertThat(Suggestion.nearest(word, KEYS)).isEqualTo(nearest);
    }

    @Test
    void takesTheFirstOfEquals() {
        assertThat(Suggestion.nearest("edge3", List.of("edge1", "edge2"))).isEqualTo("edge1");
    }

    @Test
    void doesNotCompareVeryLongWords() {
        assertThat(Suggestion.nearest("a".repeat(100_000), List.of("a".repeat(99_999))))
                .isNull();
    }

    @Test
    void listsFewWordsWhenNoneIsNear() {
        assertThat(Suggestion.unknown("sku", "gold", List.of("standard", "premium")))
                .isEqualTo("unknown sku \"gold\"; known are standard, premium");
    }
}
