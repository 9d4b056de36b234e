package dev.ribwatch.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ribwatch networks}. */
@Command(
        name = "networks",
        mixinStandardHelpOptions = true,
        description = "Shows the visibility matrix: each network as each router shows it, required against seen.")
final class NetworksCommand implements Callable<Integer> {
    @Mixin
    private final AgentClient agent = new AgentClient();

    @Option(
            names = "--all",
            description = "Also the cells where nothing is required and nothing seen; --json always has them.")
    private boolean all;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        JsonNode answer = agent.get("/api/v1/networks");
        PrintWriter out = spec.commandLine().getOut();
        List<JsonNode> networks = new ArrayList<>();
        answer.path("networks").forEach(row -> {
            if (all || row.path("expected").asLong() > 0 || row.path("routes").asLong() > 0) {
                networks.add(row);
            }
        });
        if (agent.json()) {
            out.println(answer);
        } else {
            TextTable table =
                    new TextTable("NETWORK", "SEEN AT", "ROUTER", "FAMILY", "REQUIRED", "VISIBLE", "ROUTES", "");
            for (JsonNode row : networks) {
                table.row(
                        row.path("network").asText(),
                        row.path("vantage").asText(),
                        row.path("router").asText(),
                        row.path("family").asText(),
                        row.path("expected").asLong(),
                        row.path("visible").asLong(),
                        row.path("routes").asLong(),
                        remark(row));
            }
            table.print(out);
        }
        return networks.isEmpty() ? RibwatchCommand.NOTHING_FOUND : RibwatchCommand.OK;
    }

    private static String remark(JsonNode row) {
        if (!row.path("judged").asBoolean()) {
            return "not judged: this router's view is not whole";
        }
        if (row.path("visible").asLong() < row.path("expected").asLong()) {
            return "MISSING";
        }
        return !row.path("connected").asBoolean() && row.path("routes").asLong() > 0 ? "no connection leads here" : "";
    }
}
