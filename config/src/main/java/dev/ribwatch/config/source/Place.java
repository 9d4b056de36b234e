package dev.ribwatch.config.source;

/**
 * Where a value stands. Lines and columns count from 1.
 *
 * @param file the file as it was named
 * @param path its key's path, such as {@code routers[0].address}
 * @param keyLine line of its key; of the value itself for a member of a list
 * @param keyColumn column of its key
 * @param line line of the value
 * @param column column of the value
 */
public record Place(String file, String path, int keyLine, int keyColumn, int line, int column) {
    /** The path of a file as a whole. */
    public static final String DOCUMENT = "document";

    /** The place of a file as a whole, or of a line in it that has no path. */
    public static Place of(String file, int line, int column) {
        return new Place(file, DOCUMENT, line, column, line, column);
    }

    /** A problem with the value. */
    public Problem problem(String message) {
        return new Problem(file, line, column, path, message);
    }

    /** A problem with the key, or with what stands under it as a whole. */
    public Problem keyProblem(String message) {
        return new Problem(file, keyLine, keyColumn, path, message);
    }

    /** A problem with something that is not there: a key of this value. */
    public Problem missing(String key, String message) {
        return new Problem(file, keyLine, keyColumn, path.equals(DOCUMENT) ? key : path + '.' + key, message);
    }
}
