package dev.ribwatch.agent.cli;

import org.jspecify.annotations.Nullable;

/** The command line asks for what cannot be; found only after it was read, by what a configuration says. */
final class BadUsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadUsageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
