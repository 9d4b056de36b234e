package dev.ribwatch.config.source;

/**
 * One thing that is wrong with a configuration, or one warning.
 *
 * @param file the file as it was named
 * @param line from 1
 * @param column from 1, in characters
 * @param path the key's path, such as {@code routers[0].address}; {@code document} for the file as a whole
 * @param message one line, safe to print; never a secret
 */
public record Problem(String file, int line, int column, String path, String message) {
    private static final int MESSAGE = 500;

    public Problem {
        message = Printable.bounded(message, MESSAGE);
    }

    /** {@code FILE:LINE:COLUMN: path: message}. */
    @Override
    public String toString() {
        return file + ':' + line + ':' + column + ": " + path + ": " + message;
    }
}
