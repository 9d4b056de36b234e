package dev.ribwatch.exporter.http;

import dev.ribwatch.config.RuleName;

/** What stands at {@code /}: the way to everything else, and a paragraph a rule, which alerts link to. */
final class Index {
    static final String HTML = html();

    private Index() {}

    private static String html() {
        StringBuilder rules = new StringBuilder();
        for (RuleName rule : RuleName.values()) {
            rules.append("<h3 id=\"")
                    .append(escaped(rule.text()))
                    .append("\">")
                    .append(escaped(rule.text()))
                    .append("</h3>\n<p>")
                    .append(escaped(RuleNotes.of(rule)))
                    .append("</p>\n");
        }
        return """
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
                <h2>Rules: what an alert means, and what to look at first</h2>
                """ + rules + "</body>\n</html>\n";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
