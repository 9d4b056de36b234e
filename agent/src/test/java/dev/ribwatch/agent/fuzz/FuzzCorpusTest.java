package dev.ribwatch.agent.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Row M5: every input that fuzzing has kept, through its target once more. */
class FuzzCorpusTest {

    static List<Path> files() throws Exception {
        return Replay.files(Path.of(Objects.requireNonNull(FuzzCorpusTest.class.getResource("/fuzz"))
                .toURI()));
    }

    @ParameterizedTest
    @MethodSource("files")
    void m5EveryInputKeepsToWhatItsTargetSays(Path file) throws Exception {
        assertThat(Replay.replay(file)).isPositive();
    }

    @Test
    void m5EveryTargetHasItsCorpus() throws Exception {
        assertThat(files().stream().filter(file -> file.toString().endsWith(".corpus")))
                .hasSizeGreaterThanOrEqualTo(14);
    }
}
