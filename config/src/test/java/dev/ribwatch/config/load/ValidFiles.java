package dev.ribwatch.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The configurations under {@code valid}, loaded in an environment that has every secret they name. */
final class ValidFiles {
    static final Path VALID = Path.of("src/test/resources/valid");

    private ValidFiles() {}

    static Config load(String name) {
        Loaded loaded = new ConfigLoader(new FullEnvironment()).load(VALID.resolve(name));
        assertThat(loaded instanceof Loaded.Invalid invalid ? invalid.problems() : List.of())
                .isEmpty();
        return ((Loaded.Valid) loaded).config();
    }

    static Secret secret(String variable) {
        return new Secret(
                "environment variable " + variable,
                new FullEnvironment().get(variable).getBytes(StandardCharsets.UTF_8));
    }
}
