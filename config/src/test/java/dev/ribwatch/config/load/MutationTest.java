package dev.ribwatch.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.source.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to a file, the loader answers: a configuration, or problems that stand where the file has text. */
class MutationTest {
    private static final int ROUNDS = 150;
    private static final String[] PIECES = {
        "",
        " ",
        "\n",
        "\t",
        ":",
        ": ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "'",
        "#",
        "&a ",
        "*a",
        "<<: ",
        "!x ",
        "? ",
        "---\n",
        "null",
        "~",
        "true",
        "-1",
        "0",
        "1e9",
        "99999999999",
        "10.0.0.0/8",
        "::/0",
        "\u0000",
        "\u202e",
        "ä",
        "|\n",
        ">\n",
        "%"
    };

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void alwaysAnswers(long seed) throws IOException {
        Random random = new Random(seed);
        List<String> sample = Files.readAllLines(Path.of("examples/ribwatch.yaml"));
        Path file = directory.resolve("ribwatch.yaml");
        ConfigLoader loader = new ConfigLoader(name -> "set");
        int invalid = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = mutate(sample, random);
            Files.writeString(file, text);
            String context = "seed " + seed + " round " + round;
            Loaded loaded = loader.load(file);
            if (loaded instanceof Loaded.Invalid refused) {
                invalid++;
                assertThat(refused.problems()).as(context).isNotEmpty();
                List<String> lines = Arrays.asList(text.split("\r\n|[\n\r\u0085\u2028\u2029]", -1));
                for (Problem problem : refused.problems()) {
                    assertThat(problem.line()).as(context + ": " + problem).isBetween(1, lines.size());
                    int length = lines.get(problem.line() - 1).length();
                    assertThat(problem.column()).as(context + ": " + problem).isBetween(1, length + 1);
                    assertThat(problem.toString()).as(context).doesNotContainPattern("\\p{Cntrl}");
                }
            }
        }
        assertThat(invalid).isGreaterThan(ROUNDS / 2);
    }

    private static String mutate(List<String> sample, Random random) {
        StringBuilder text = new StringBuilder(String.join("\n", sample)).append('\n');
        int edits = 1 + random.nextInt(3);
        for (int i = 0; i < edits; i++) {
            int from = random.nextInt(text.length());
            int to = Math.min(text.length(), from + (random.nextBoolean() ? 0 : random.nextInt(40)));
            text.replace(from, to, PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }
}
