package dev.ribwatch.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One small file a defect. Its head says what {@code check} prints, without the file's name, line by line. */
class DefectsTest {
    private static final Path ROOT = Path.of("src/test/resources");
    /** Secrets that are there and cannot be used; no message may repeat one. */
    private static final Map<String, String> VARIABLES = Map.of(
            "NOT_BASE64", "whsec_hunter2!",
            "NO_KEY", "whsec_",
            "BROKEN_TOKEN", "hunter 2");

    private static final String EXPECT = "# expect: ";

    static List<Path> defects() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("defects"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void theCorpusIsNotEmptied() throws IOException {
        assertThat(defects()).hasSizeGreaterThan(100);
    }

    @ParameterizedTest
    @MethodSource("defects")
    void saysExactlyThis(Path file) {
        List<String> expected = lines(file)
                .filter(line -> line.startsWith(EXPECT))
                .map(line -> file + ":" + line.substring(EXPECT.length()).replace("{file}", file.toString()))
                .map(line -> line.replace(
                        "defects/no-such", ROOT.resolve("defects/no-such").toString()))
                .toList();
        assertThat(expected).isNotEmpty();
        Loaded loaded = new ConfigLoader(VARIABLES::get).load(file);
        assertThat(loaded)
                .isInstanceOfSatisfying(
                        Loaded.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .extracting(Object::toString)
                                .containsExactlyElementsOf(expected));
    }

    /** What one defective section must not hide: the same file without its defect is valid. */
    @Test
    void theFramesOfTheCorpusAreSound() {
        Loaded loaded = new ConfigLoader(name -> null).load(ROOT.resolve("valid/minimal.yaml"));
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
