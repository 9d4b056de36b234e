package dev.ribwatch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AsPathPatternTest {

    /** What router manuals say that {@code _} stands for, and what the sample's patterns are for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "^$                        ~ ''                  ~ true",
                "^$                        ~ 65010               ~ false",
                "^12076(_12076)*$          ~ 12076               ~ true",
                "^12076(_12076)*$          ~ 12076 12076 12076   ~ true",
                "^12076(_12076)*$          ~ 12076 65515         ~ false",
                "^12076(_12076)*$          ~ 120761              ~ false",
                "^12076(_12076)*(_65515)?$ ~ 12076 65515         ~ true",
                "^12076(_12076)*(_65515)?$ ~ 12076 65515 65515   ~ false",
                "_3356_                    ~ 3356                ~ true",
                "_3356_                    ~ 65010 3356          ~ true",
                "_3356_                    ~ 3356 65010          ~ true",
                "_3356_                    ~ 1 3356 2            ~ true",
                "_3356_                    ~ 33560               ~ false",
                "_3356_                    ~ 1 13356 2           ~ false",
                "_3356_                    ~ 1 {2,3356}          ~ true",
                "_3356_                    ~ 1 {3356,2}          ~ true",
                "_3356_                    ~ 1 (3356 2)          ~ true",
                "1_2                       ~ 1 {2,3}             ~ true",
                "2_3                       ~ {1,2} 3             ~ true",
                "^65010_                   ~ 65010 1             ~ true",
                "^65010_                   ~ 650100 1            ~ false",
                "_65010$                   ~ 1 65010             ~ true",
                "[0-9]+_65010$             ~ 65010               ~ false",
                "^_*$                      ~ ''                  ~ true",
                "^[0-9_]+$                 ~ 65010               ~ true",
                "^[^_]+$                   ~ 65010               ~ true",
                "^6501[0-2]$               ~ 65012               ~ true",
                "^(65010|65011)$           ~ 65011               ~ true",
                "^65010{2}$                ~ 650100              ~ true",
                "\\_                       ~ 1 2                 ~ false",
                "^1\\.2$                   ~ 1.2                 ~ true"
            })
    void findsWhatARouterFinds(String pattern, String path, boolean found) {
        assertThat(AsPathPattern.compile(pattern).matches(path)).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(", "[", "*", "(?!1)", "(?=1)", "(1)\\1", "a{2,1}", "1{65}", "(1{9}){9}", "\\Qx\\E", "[^", "[]"
            })
    void refusesWhatIsNoPattern(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AsPathPattern.compile(pattern))
                .withMessageStartingWith("not an AS path pattern: ");
    }

    @Test
    void aMessageNeverShowsTheTranslation() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AsPathPattern.compile("_("))
                .withMessage("not an AS path pattern: missing closing )");
    }

    @Test
    void boundsTheLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AsPathPattern.compile("1".repeat(AsPathPattern.LENGTH + 1)));
        assertThat(AsPathPattern.compile("1".repeat(AsPathPattern.LENGTH)).matches("1"))
                .isFalse();
    }

    @Test
    void isEqualByText() {
        assertThat(AsPathPattern.compile("^$"))
                .isEqualTo(AsPathPattern.compile("^$"))
                .hasToString("^$");
        assertThat(AsPathPattern.compile("^$")).isNotEqualTo(AsPathPattern.compile("^1$"));
    }

    /** S8: patterns on which a backtracking engine takes for ever; the bound is on CPU time, with room for a cold JVM. */
    @ParameterizedTest
    @ValueSource(strings = {"^(1+)+$", "^(1|1)*$", "^(_?1_?)*$", "^(1*)*2$", "(1?){8}1{8}$"})
    void matchesInLinearTime(String text) {
        AsPathPattern pattern = AsPathPattern.compile(text);
        String path = "1 ".repeat(255) + "x";
        pattern.matches(path);
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < 10; i++) {
            assertThat(pattern.matches(path)).isFalse();
        }
        long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        assertThat(nanos / 10).isLessThan(50_000_000L);
    }
}
