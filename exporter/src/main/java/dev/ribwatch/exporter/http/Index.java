package dev.ribwatch.exporter.http;

/** What stands at {@code /}: the way to everything else. */
final class Index {
    static final String HTML = """
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>Ribwatch</title></head>
            <body>
            <h1>Ribwatch</h1>
            <ul>
            <li><a href="/api/v1/alerts">Alerts</a></li>
            <li><a href="/api/v1/sessions">Sessions</a></li>
            <li><a href="/api/v1/networks">Networks: expected and visible</a></li>
            <li><a href="/api/v1/routes?limit=100">Routes</a></li>
            <li><a href="/metrics">Metrics</a></li>
            <li><a href="/healthz">Health</a>, <a href="/readyz">readiness</a></li>
            </ul>
            </body>
            </html>
            """;

    private Index() {}
}
