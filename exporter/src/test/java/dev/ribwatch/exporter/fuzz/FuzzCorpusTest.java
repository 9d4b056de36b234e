package dev.ribwatch.exporter.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Row M5: every input that fuzzing has kept, through its target once more, without the fuzzer. A file is named after its
 * target and has an input a line in Base64; those of {@code *.regressions} once broke it, as the line before says.
 */
class FuzzCorpusTest {

    static List<Path> files() throws Exception {
        Path directory = Path.of(Objects.requireNonNull(FuzzCorpusTest.class.getResource("/fuzz"))
                .toURI());
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void m5EveryInputKeepsToWhatItsTargetSays(Path file) throws Exception {
        String name = file.getFileName().toString();
        Method target =
                Class.forName(name.substring(0, name.lastIndexOf('.'))).getMethod("fuzzerTestOneInput", byte[].class);
        List<String> inputs = Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertThat(inputs).isNotEmpty();
        for (String input : inputs) {
            try {
                target.invoke(null, (Object) Base64.getDecoder().decode(input));
            } catch (InvocationTargetException e) {
                throw new AssertionError(name + ": " + input, e.getCause());
            }
        }
    }

    @Test
    void m5EveryTargetHasItsCorpus() throws Exception {
        assertThat(files().stream().filter(file -> file.toString().endsWith(".corpus")))
                .hasSizeGreaterThanOrEqualTo(5);
    }
}
