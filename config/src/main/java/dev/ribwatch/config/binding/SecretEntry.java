package dev.ribwatch.config.binding;

import org.jspecify.annotations.Nullable;

/** Where a secret is read from: exactly one of the three. */
public record SecretEntry(
        @Nullable Located<String> file,
        @Nullable Located<String> env,
        @Nullable Located<String> credential) {}
