package dev.ribwatch.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The JSON Schema (draft 2020-12) of the configuration file, for editors.
 *
 * <p>It says what one value at a time can say: keys, types, words, forms. References, ranges that depend on each other
 * and files are judged by {@link dev.ribwatch.config.load.ConfigLoader} alone. What the schema refuses, the loader
 * refuses.
 */
public final class ConfigSchema {
    private static final String RESOURCE = "ribwatch.schema.json";

    private ConfigSchema() {}

    /** The schema as JSON text, ending in a new line. */
    public static String text() {
        try (InputStream in = ConfigSchema.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
