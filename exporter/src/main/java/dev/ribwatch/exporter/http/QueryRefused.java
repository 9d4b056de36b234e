package dev.ribwatch.exporter.http;

/** A query that cannot be answered, with the HTTP status that says why. The message is shown to the caller. */
public final class QueryRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    private QueryRefused(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** The question itself is wrong (400), for example a cursor that is none. */
    public static QueryRefused wrong(String message) {
        return new QueryRefused(400, message);
    }

    /** The agent is too busy or is stopping (503). */
    public static QueryRefused busy(String message) {
        return new QueryRefused(503, message);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
