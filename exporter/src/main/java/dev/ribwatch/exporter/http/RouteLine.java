package dev.ribwatch.exporter.http;

/** A route as a line of JSON, as {@code /api/v1/routes} writes it. */
public final class RouteLine {
    private RouteLine() {}

    /** The line without its end, in ASCII. */
    public static String of(RouteRow row) {
        return Json.text(row, RowWriters::route);
    }
}
