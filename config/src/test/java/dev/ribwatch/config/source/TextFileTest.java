package dev.ribwatch.config.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
    @TempDir
    private Path directory;

    private final Problems problems = new Problems();

    private Path file(byte... octets) throws IOException {
        return Files.write(directory.resolve("f.yaml"), octets);
    }

    private void assertRefused(Path file, String rest) {
        assertThat(TextFile.read(file, null, problems)).isNull();
        assertThat(problems.errors()).singleElement().hasToString(file + rest);
    }

    @Test
    void readsUtf8WithoutItsMark() throws IOException {
        assertThat(TextFile.read(file((byte) 0xef, (byte) 0xbb, (byte) 0xbf, (byte) 0xc3, (byte) 0xa4), null, problems))
                .isEqualTo("ä");
        assertThat(problems.errors()).isEmpty();
    }

    @Test
    void saysWhereTextIsNotUtf8() throws IOException {
        assertRefused(file((byte) 'a', (byte) '\n', (byte) 'b', (byte) 0xff), ":2:2: document: not UTF-8 text");
    }

    @Test
    void saysSoWhenTextEndsInTheMiddleOfACharacter() throws IOException {
        assertRefused(file((byte) 'a', (byte) 0xc3), ":1:2: document: not UTF-8 text");
    }

    @Test
    void refusesADirectory() {
        assertRefused(directory, ":1:1: document: not a regular file");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertRefused(directory.resolve("none.yaml"), ":1:1: document: no such file");
    }

    @Test
    void refusesAFileThatIsTooLarge() throws IOException {
        Path file = directory.resolve("large.yaml");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(TextFile.MOST + 1L);
        }
        assertRefused(file, ":1:1: document: larger than 16 MiB");
    }
}
