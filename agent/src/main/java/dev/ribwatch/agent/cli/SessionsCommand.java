package dev.ribwatch.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ribwatch sessions}. */
@Command(
        name = "sessions",
        mixinStandardHelpOptions = true,
        description =
                "Shows every router's session: state, since when, routes held (? while not whole; stale: of before a"
                        + " restart), what its OPEN"
                        + " says of it (host, software, role), last error.")
final class SessionsCommand implements Callable<Integer> {
    /** Of text that a router sent. */
    private static final int WIDEST_CLAIM = 30;

    @Mixin
    private final AgentClient agent = new AgentClient();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        JsonNode answer = agent.get("/api/v1/sessions");
        PrintWriter out = spec.commandLine().getOut();
        JsonNode sessions = answer.path("sessions");
        if (agent.json()) {
            out.println(answer);
        } else {
            TextTable table = new TextTable(
                    "ROUTER",
                    "ADDRESS",
                    "AS",
                    "NETWORK",
                    "STATE",
                    "SINCE",
                    "ROUTES",
                    "FLAPS",
                    "SAYS IT IS",
                    "LAST ERROR");
            for (JsonNode row : sessions) {
                table.row(
                        row.path("name").asText(),
                        row.path("address").asText(),
                        row.path("as").asText("-"),
                        row.path("network").asText("-"),
                        row.path("state").asText(),
                        TextTable.seconds(row.path("established_since").asText("-")),
                        routes(row.path("families")),
                        row.path("flaps").asLong(),
                        claims(row),
                        row.path("last_error").asText("-"));
            }
            table.print(out);
        }
        return sessions.isEmpty() ? RibwatchCommand.NOTHING_FOUND : RibwatchCommand.OK;
    }

    private static String claims(JsonNode row) {
        StringJoiner claims = new StringJoiner(", ").setEmptyValue("-");
        for (String claim : List.of("hostname", "software_version", "role")) {
            if (row.has(claim)) {
                String text = row.path(claim).asText();
                claims.add(text.length() <= WIDEST_CLAIM ? text : text.substring(0, WIDEST_CLAIM) + "…");
            }
        }
        return claims.toString();
    }

    private static String routes(JsonNode families) {
        StringBuilder routes = new StringBuilder();
        for (JsonNode family : families) {
            routes.append(routes.isEmpty() ? "" : " ")
                    .append(family.path("family").asText().startsWith("ipv4") ? "v4:" : "v6:")
                    .append(family.path("routes").asLong())
                    .append(family.path("converged").asBoolean() ? "" : "?")
                    .append(family.has("stale") ? "(" + family.path("stale").asLong() + " stale)" : "");
        }
        return routes.toString();
    }
}
