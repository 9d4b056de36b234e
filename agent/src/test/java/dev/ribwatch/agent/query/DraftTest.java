package dev.ribwatch.agent.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.AsPathPattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patterns for paths that were seen. */
class DraftTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | ^$",
                "12076 | ^12076(_12076)*$",
                "12076 12076 65515 | ^12076(_12076)*_65515(_65515)*$",
                "3356 {1,2} | ^3356(_3356)*_\\{1,2\\}$",
                "{1,2} | ^\\{1,2\\}$",
            })
    void aPatternAcceptsItsPath(String path, String pattern) {
        assertThat(Draft.pattern(path)).isEqualTo(pattern);
        assertThat(AsPathPattern.compile(pattern).matches(path)).isTrue();
        assertThat(AsPathPattern.compile(pattern).matches(path + " 7")).isFalse();
        assertThat(AsPathPattern.compile(pattern).matches("7 " + path)).isFalse();
    }

    @Test
    void repeatsDoNotMatter() {
        AsPathPattern pattern = AsPathPattern.compile(Draft.pattern("12076 65515"));
        assertThat(pattern.matches("12076 12076 12076 65515 65515")).isTrue();
        assertThat(pattern.matches("12076 65515 12076")).isFalse();
        assertThat(pattern.matches("120761 65515")).isFalse();
    }
}
