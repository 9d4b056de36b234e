package dev.ribwatch.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ribwatch.config.value.Prefix;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ribwatch routes [PREFIX]}. Rows are printed as they arrive, so a full table needs no memory here. */
@Command(
        name = "routes",
        mixinStandardHelpOptions = true,
        description = "Shows routes: all, or those of a prefix (default: its longest match at each router).")
final class RoutesCommand implements Callable<Integer> {
    /** So many rows are looked at for the widths of the columns before they are printed. */
    private static final int PAGE = 100;

    @Mixin
    private final AgentClient agent = new AgentClient();

    @Parameters(arity = "0..1", paramLabel = "PREFIX", description = "A prefix or an address.")
    private @Nullable String prefix;

    @ArgGroup
    private @Nullable Match match;

    /** How the prefix selects. */
    static final class Match {
        @Option(names = "--exact", description = "This prefix alone.")
        private boolean exact;

        @Option(names = "--covering", description = "Every prefix that contains it.")
        private boolean covering;

        @Option(names = "--covered", description = "Every prefix within it.")
        private boolean covered;

        String text() {
            return exact ? "exact" : covering ? "covering" : covered ? "covered" : "longest";
        }
    }

    @Option(names = "--router", paramLabel = "NAME", description = "Only what this router shows.")
    private @Nullable String router;

    @Option(names = "--network", paramLabel = "NAME", description = "Only routes that belong to this network.")
    private @Nullable String network;

    @Option(names = "--limit", paramLabel = "N", description = "At most this many rows, 1 or more (default: all).")
    private @Nullable Integer limit;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    private final TextTable table = new TextTable("PREFIX", "ROUTER", "NETWORK", "NEXT HOP", "AS PATH", "COMMUNITIES");
    private long rows;

    @Override
    public Integer call() throws Exception {
        if (prefix == null && match != null) {
            throw wrong("--exact, --covering and --covered need a PREFIX");
        }
        if (limit != null && limit < 1) {
            throw wrong("--limit must be 1 or more");
        }
        PrintWriter out = spec.commandLine().getOut();
        try {
            agent.stream(path(), line -> {
                rows++;
                print(out, line);
                return !out.checkError(); // whoever read this may have gone
            });
        } finally {
            if (rows > 0 && !agent.json()) {
                table.print(out);
            }
        }
        out.flush();
        return rows == 0 ? RibwatchCommand.NOTHING_FOUND : RibwatchCommand.OK;
    }

    private void print(PrintWriter out, String line) {
        if (agent.json()) {
            out.println(line);
            return;
        }
        try {
            JsonNode row = AgentClient.parse(line);
            StringBuilder communities = new StringBuilder();
            for (String list : new String[] {"communities", "large_communities", "extended_communities"}) {
                row.path(list)
                        .forEach(community ->
                                communities.append(community.asText()).append(' '));
            }
            String asPath = row.path("as_path").asText("-");
            table.row(
                    row.path("prefix").asText(),
                    row.path("router").asText(),
                    row.path("network").asText("-"),
                    row.path("next_hop").asText("-"),
                    (row.path("stale").asBoolean() ? "(stale) " : "") + (asPath.isEmpty() ? "(empty)" : asPath),
                    communities.toString().strip());
            if (rows % PAGE == 0) {
                table.print(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the agent's answer is no JSON", e);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private String path() {
        StringBuilder path = new StringBuilder("/api/v1/routes");
        if (prefix != null) {
            try {
                parameter(path, "prefix", Prefix.parse(prefix).toString());
            } catch (IllegalArgumentException e) {
                throw wrong(String.valueOf(e.getMessage()));
            }
            parameter(path, "match", match == null ? "longest" : match.text());
        }
        parameter(path, "router", router);
        parameter(path, "network", network);
        parameter(path, "limit", limit == null ? null : limit.toString());
        return path.toString();
    }

    private static void parameter(StringBuilder path, String name, @Nullable String value) {
        if (value != null) {
            path.append(path.indexOf("?") < 0 ? '?' : '&')
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }
}
