package dev.ribwatch.exporter.http;

/** A request that is answered with an error, {@code {"error": …}}. The message is shown to the caller. */
final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    ApiError(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
