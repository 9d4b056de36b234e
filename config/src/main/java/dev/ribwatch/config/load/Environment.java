package dev.ribwatch.config.load;

import org.jspecify.annotations.Nullable;

/** The process's environment variables, or those of a test. */
@FunctionalInterface
public interface Environment {
    /** The value of a variable, or null if it is not set. */
    @Nullable
    String get(String name);
}
