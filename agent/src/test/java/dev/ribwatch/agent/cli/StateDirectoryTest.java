package dev.ribwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    @TempDir
    Path directory;

    @Test
    void mayBeThereOrBeMade() {
        assertThat(StateDirectory.problem(directory)).isNull();
        assertThat(StateDirectory.problem(directory.resolve("a/b"))).isNull();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aFileIsNone() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(StateDirectory.problem(file)).isEqualTo(file + " is not a directory");
        Path below = file.resolve("state");
        assertThat(StateDirectory.problem(below)).isEqualTo(below + " does not exist, and this user cannot make it");
    }
}
