package dev.ribwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change is told once it has come to rest. */
class ConfigWatchTest {
    @TempDir
    private Path directory;

    private Path file;
    private final ConfigWatch watch = new ConfigWatch();

    @BeforeEach
    void start() throws IOException {
        file = Files.writeString(directory.resolve("ribwatch.yaml"), "a: 1");
        watch.watch(List.of(file), ConfigWatch.look(List.of(file)));
    }

    private boolean changedWithin(int looks) {
        for (int i = 0; i < looks; i++) {
            if (watch.changed()) {
                return true;
            }
        }
        return false;
    }

    @Test
    void nothingChangesByItself() {
        assertThat(changedWithin(10)).isFalse();
    }

    @Test
    void aChangeIsToldWhenItHasRested() throws IOException {
        Files.writeString(file, "a: 22");
        assertThat(watch.changed()).isFalse();
        assertThat(watch.changed()).isFalse();
        assertThat(watch.changed()).isTrue();
        watch.watch(List.of(file), watch.look());
        assertThat(changedWithin(10)).isFalse();
    }

    @Test
    void whoIsStillWritingIsWaitedFor() throws IOException {
        StringBuilder text = new StringBuilder("a: 1");
        for (int i = 0; i < 5; i++) {
            text.append(i);
            Files.writeString(file, text);
            assertThat(changedWithin(2)).as("it grew %d times", i).isFalse();
        }
        assertThat(changedWithin(1)).isTrue();
    }

    @Test
    void aFileThatReplacesAnotherOfTheSameSizeIsAChange() throws IOException {
        Path other = Files.writeString(directory.resolve("new"), "a: 2");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
        assertThat(changedWithin(3)).isTrue();
    }

    @Test
    void whatIsUndoneIsNoChange() throws IOException {
        var before = Files.getLastModifiedTime(file);
        Files.writeString(file, "a: 22");
        assertThat(watch.changed()).isFalse();
        Files.writeString(file, "a: 1");
        Files.setLastModifiedTime(file, before);
        assertThat(changedWithin(10)).isFalse();
    }

    @Test
    void aFileThatGoesAndOneThatComesAreChanges() throws IOException {
        watch.watch(List.of(file, directory), ConfigWatch.look(List.of(file, directory)));
        Files.delete(file);
        assertThat(changedWithin(3)).isTrue();
        watch.watch(List.of(file, directory), watch.look());
        assertThat(changedWithin(10)).isFalse();
        Files.writeString(directory.resolve("other.yaml"), "");
        assertThat(changedWithin(3)).isTrue();
    }
}
