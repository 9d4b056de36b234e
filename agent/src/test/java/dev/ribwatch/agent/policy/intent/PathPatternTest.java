package dev.ribwatch.agent.policy.intent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
    private static final AsnSet NOBODY = new AsnSet(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^$",
                "^12076$",
                "^12076(_12076)*$",
                "^12076(_12076)*(_65515)?$",
                "_3356_",
                "_(3356|1299|174)_",
                "^65010_.*_3356$",
                "^[0-9]+$",
                "^65010_[0-9]+_3356_",
                "^65010 3356$",
                ".*",
                "^.+$",
                "^(65010|65011)(_(65010|65011))*$",
            })
    void runsWithoutText(String pattern) {
        assertThat(PathPattern.compile(pattern, 0).isProgram()).isTrue();
    }

    /** What counts digits, not AS numbers, can only be told from the text. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "3356",
                "^3356",
                "3356$",
                "^6501[0-9]_",
                "_6501._",
                "12076_?65515",
                "_33*_",
                "\\b1\\b",
                "^(1_){2}$",
                ".+.+"
            })
    void needsText(String pattern) {
        assertThat(PathPattern.compile(pattern, 0).isProgram()).isFalse();
    }

    @ParameterizedTest(name = "{0} on \"{1}\": {2}")
    @CsvSource(textBlock = """
            ^$,                        '',                    true
            ^$,                        1,                     false
            ^12076(_12076)*(_65515)?$, 12076,                 true
            ^12076(_12076)*(_65515)?$, 12076 12076 65515,     true
            ^12076(_12076)*(_65515)?$, 12076 65515 65515,     false
            ^12076(_12076)*(_65515)?$, 65515,                 false
            ^12076(_12076)*(_65515)?$, '',                    false
            ^12076(_12076)*(_65515)?$, 120761,                false
            _3356_,                    1 3356 2,              true
            _3356_,                    3356,                  true
            _3356_,                    13356,                 false
            _3356_,                    1 33561,               false
            _3356_,                    '1 {2,3356}',          true
            3356,                      13356,                 true
            ^65010_.*_3356$,           65010 1 2 3356,        true
            ^65010_.*_3356$,           65010 3356,            false
            ^65010_.*_3356$,           65010 3356 1,          false
            ^[0-9]+$,                  4294967295,            true
            ^[0-9]+$,                  1 2,                   false
            ^1_$,                      1,                     true
            ^_1,                       1 2,                   true
            """)
    void matchesAsTheTextWould(String pattern, String path, boolean matches) {
        assertThat(PathPattern.compile(pattern, 0).matches(read(path), new PathMatches()))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void agreesWithASearchInTheText(long seed) {
        Random random = new Random(seed);
        int programs = 0;
        for (int i = 0; i < 150; i++) {
            String source = expression(random, 2);
            PathPattern pattern = PathPattern.compile(source, random.nextInt(80));
            programs += pattern.isProgram() ? 1 : 0;
            PathMatches known = new PathMatches();
            Pattern oracle = Pattern.compile(source.replace("_", "(?:^|$|[ ,{}]+)"));
            for (int j = 0; j < 30; j++) {
                String path = path(random);
                boolean expected = oracle.matcher(path).find();
                for (int again = 0; again < 2; again++) {
                    assertThat(pattern.matches(read(path), known))
                            .as("seed %d: %s on \"%s\"", seed, source, path)
                            .isEqualTo(expected);
                }
            }
        }
        assertThat(programs).as("patterns that became programs").isGreaterThan(20);
    }

    private static String expression(Random random, int depth) {
        StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "^" : "");
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            text.append(piece(random, depth));
        }
        return text.append(random.nextInt(3) == 0 ? "$" : "").toString();
    }

    private static String piece(Random random, int depth) {
        String quantifier = random.nextInt(3) == 0 ? "" + "*+?".charAt(random.nextInt(3)) : "";
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0, 1 -> "_" + random.nextInt(1, 14);
            case 2 -> random.nextInt(1, 14) + "_";
            case 3 -> "_" + (random.nextBoolean() ? ".*" : ".+") + "_";
            case 4 -> random.nextBoolean() ? "_[0-9]+_" : " ";
            case 5 -> random.nextInt(4) == 0 ? "1" + quantifier : "_";
            case 6 -> "(" + expression(random, depth - 1) + ")" + quantifier;
            case 7 -> "(" + expression(random, depth - 1) + "|" + expression(random, depth - 1) + ")" + quantifier;
            default -> "_(1|" + random.nextInt(2, 14) + ")" + quantifier;
        };
    }

    private static String path(Random random) {
        List<String> words = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            words.add(random.nextInt(15) == 0 ? "{1," + random.nextInt(2, 14) + "}" : "" + random.nextInt(1, 14));
        }
        return String.join(" ", words);
    }

    private static NormalisedPath read(String path) {
        byte[] block = Blocks.ofPath(path);
        // origin (4 octets), then the head of AS_PATH
        int header = (block[4] & 0x10) == 0 ? 3 : 4;
        NormalisedPath normalised = new NormalisedPath();
        normalised.read(block, 4 + header, block.length - 4 - header, NOBODY, 0);
        assertThat(normalised.text()).hasToString(path);
        return normalised;
    }
}
