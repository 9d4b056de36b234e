package dev.ribwatch.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ribwatch alerts}. */
@Command(
        name = "alerts",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the alerts that fire or are about to.",
            "pending: not yet for as long as its rule asks; ending: its cause is gone, and it fires on for keep-firing-for;",
            "unknown: nobody can look at the moment; held back: nobody is told, because of alerts.maintenance or of a restart."
        })
final class AlertsCommand implements Callable<Integer> {
    @Mixin
    private final AgentClient agent = new AgentClient();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        JsonNode answer = agent.get("/api/v1/alerts");
        PrintWriter out = spec.commandLine().getOut();
        JsonNode alerts = answer.path("alerts");
        if (agent.json()) {
            out.println(answer);
        } else {
            TextTable table = new TextTable("STATE", "SEVERITY", "SINCE", "ALERT", "SUMMARY");
            for (JsonNode row : alerts) {
                JsonNode labels = row.path("labels");
                table.row(
                        state(row),
                        labels.path("severity").asText(),
                        TextTable.seconds(row.path("starts_at").asText("-")),
                        labels.path("alertname").asText(),
                        row.path("annotations").path("summary").asText());
            }
            table.print(out);
        }
        return alerts.isEmpty() ? RibwatchCommand.NOTHING_FOUND : RibwatchCommand.OK;
    }

    private static String state(JsonNode row) {
        return row.path("state").asText()
                + (row.path("unknown").asBoolean() ? ", unknown" : "")
                + (row.path("held_back").asBoolean() ? ", held back" : "");
    }
}
