package dev.ribwatch.config.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The variables that {@code valid/full.yaml} names: {@code NAME-value}, and the key of its certificate. */
public final class FullEnvironment implements Environment {
    @Override
    public String get(String name) {
        if (!name.equals("TLS_KEY")) {
            return name + "-value";
        }
        try {
            return Files.readString(Path.of("src/test/resources/valid/ribwatch.key"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
