package dev.ribwatch.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ribwatch.config.value.Prefix;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ribwatch explain PREFIX}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Says why something fired for a prefix, and why nothing did, whether anybody announces it or not.",
            "Who declares and requires it; for every router its routes, whose they are and why; what each rule makes of it."
        })
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private final AgentClient agent = new AgentClient();

    // Asked for in call(): so an unknown option is what a wrong command line is told of.
    @Parameters(arity = "0..1", paramLabel = "PREFIX", description = "A prefix or an address.")
    private String prefix = "";

    @Option(names = "--router", paramLabel = "NAME", description = "Only at this router.")
    private @Nullable String router;

    @Option(names = "--all", description = "Also rules that are off, or have nothing to say of this prefix.")
    private boolean all;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (prefix.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "which prefix?");
        }
        JsonNode answer = agent.get(path());
        PrintWriter out = spec.commandLine().getOut();
        if (agent.json()) {
            out.println(answer);
        } else {
            print(answer, out);
        }
        out.flush();
        boolean any = !answer.path("declared").isEmpty();
        for (JsonNode one : answer.path("routers")) {
            any |= !one.path("routes").isEmpty();
        }
        return any ? RibwatchCommand.OK : RibwatchCommand.NOTHING_FOUND;
    }

    private String path() {
        try {
            String path = "/api/v1/explain?prefix="
                    + URLEncoder.encode(Prefix.parse(prefix).toString(), StandardCharsets.UTF_8);
            return router == null ? path : path + "&router=" + URLEncoder.encode(router, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void print(JsonNode answer, PrintWriter out) {
        out.println(text(answer, "prefix") + " (" + text(answer, "family") + ")");
        spaces(answer.path("declared"), "declared", out);
        spaces(answer.path("required"), "required", out);
        if (answer.path("declared").isEmpty()) {
            out.println(
                    "  lies in nobody's declared prefixes, nor does it hold one: a route of it is a matter of its path");
        }
        for (JsonNode finding : answer.path("findings")) {
            List<String> labels = new ArrayList<>();
            finding.path("labels")
                    .properties()
                    .forEach(label ->
                            labels.add(label.getKey() + "=" + label.getValue().asText()));
            line(
                    out,
                    "  finding   " + text(finding, "rule") + " {" + String.join(", ", labels) + "} since "
                            + text(finding, "since") + (finding.path("unknown").asBoolean() ? ", unknown" : "")
                            + alert(finding));
        }
        for (JsonNode one : answer.path("routers")) {
            router(one, out);
        }
    }

    private static void spaces(JsonNode spaces, String what, PrintWriter out) {
        for (JsonNode space : spaces) {
            String relation = switch (text(space, "relation")) {
                case "exact" -> "exactly";
                case "covering" -> "around it";
                default -> "within it";
            };
            line(
                    out,
                    "  " + what + "  " + text(space, "prefix") + " by " + text(space, "network") + ", " + relation
                            + " (" + text(space, "note") + ")");
        }
    }

    private void router(JsonNode one, PrintWriter out) {
        out.println();
        String frozen = text(one, "frozen");
        line(
                out,
                text(one, "router")
                        + (text(one, "vantage").isEmpty() ? "" : ", in " + text(one, "vantage"))
                        + (frozen.isEmpty() ? "" : ", " + frozen));
        if (one.path("routes").isEmpty()) {
            out.println("  no route of it, around it or within it");
        }
        for (JsonNode route : one.path("routes")) {
            route(route, out);
        }
        if (one.path("more").asBoolean()) {
            out.println("  covered   and more: ribwatch routes " + TextTable.printable(prefix) + " --covered");
        }
        for (JsonNode rule : one.path("rules")) {
            String outcome = text(rule, "outcome");
            String about = text(rule, "network") + (rule.has("prefix") ? " " + text(rule, "prefix") : "");
            boolean silent = outcome.equals("off") || about.isEmpty() && outcome.equals("good");
            if (all || !silent) {
                line(
                        out,
                        String.format(
                                Locale.ROOT,
                                "  %-9s %s%s: %s",
                                outcome,
                                text(rule, "rule"),
                                about.isBlank() ? "" : " (" + about.strip() + ")",
                                text(rule, "reason") + alert(rule)));
            }
        }
    }

    /** What became of a finding: whether anybody is told, and if not, why not. */
    private static String alert(JsonNode of) {
        JsonNode alert = of.path("alert");
        if (!alert.isObject()) {
            return "";
        }
        List<String> receivers = new ArrayList<>();
        alert.path("receivers").forEach(receiver -> receivers.add(receiver.asText()));
        if (alert.path("held_back").asBoolean()) {
            return "; its alert is held back, by a maintenance window or until its routers can be asked";
        }
        return switch (text(alert, "state")) {
            case "pending" -> "; its alert is pending: it has not held for long enough";
            case "ending" -> "; its alert is about to end";
            default ->
                "; its alert fires, "
                        + (receivers.isEmpty()
                                ? "and no route leads to a receiver"
                                : "for " + String.join(", ", receivers));
        };
    }

    private static void route(JsonNode route, PrintWriter out) {
        JsonNode row = route.path("route");
        String path = text(row, "as_path");
        line(
                out,
                String.format(
                        Locale.ROOT,
                        "  %-9s %s, path %s, next hop %s%s",
                        text(route, "relation"),
                        text(row, "prefix"),
                        path.isEmpty() ? "(empty)" : path,
                        row.path("next_hop").asText("-"),
                        row.path("stale").asBoolean() ? " (stale)" : ""));
        List<String> candidates = new ArrayList<>();
        route.path("candidates").forEach(one -> candidates.add(text(one, "network") + " by " + text(one, "match")));
        String declared = text(route, "declared");
        line(
                out,
                "            belongs to " + row.path("network").asText("nobody") + ": " + text(route, "decided_by")
                        + (declared.isEmpty() ? "" : ", " + declared)
                        + (candidates.isEmpty() ? "" : "; " + String.join("; ", candidates)));
    }

    private static String text(JsonNode of, String field) {
        return of.path(field).asText("");
    }

    /** The agent escapes what peers say; this holds whatever answers on the port. */
    private static void line(PrintWriter out, String text) {
        out.println(TextTable.printable(text).stripTrailing());
    }
}
