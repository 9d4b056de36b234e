package dev.ribwatch.exporter.pair;

import dev.ribwatch.exporter.pair.Difference.Kind;
import dev.ribwatch.exporter.pair.Difference.Side;
import dev.ribwatch.exporter.sink.Printable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What SplitView says to people. What the other agent said goes into it escaped and cut. */
final class PairTexts {
    /** The length of {@code \\u0000}. */
    private static final int ESCAPE = 6;

    private static final int SAMPLES = 20;
    private static final int MOST_SUBJECT = 200;
    private static final int MOST_VERSION = 40;
    /** So long is a list at which no further sample is added. */
    private static final int LONG = 600;

    private final PairReport report;
    private final String here;
    private final String there;
    private final Map<Kind, List<PairReport.Settled>> kinds = new EnumMap<>(Kind.class);

    /** @param self URL of our own page */
    PairTexts(PairReport report, String self) {
        this.report = report;
        this.here = self.substring(self.indexOf("//") + 2);
        this.there = fit(report.other(), MOST_SUBJECT);
        for (PairReport.Settled settled : report.differences()) {
            kinds.computeIfAbsent(settled.difference().kind(), kind -> new ArrayList<>())
                    .add(settled);
        }
    }

    /** One line. */
    String summary() {
        Kind gravest = gravest();
        return summary(gravest, kinds.getOrDefault(gravest, List.of()));
    }

    /** What differs, what follows, and what to do. */
    String description() {
        String all = kinds.entrySet().stream()
                .map(entry -> sentences(entry.getKey(), entry.getValue()).strip())
                .collect(Collectors.joining(" "));
        Kind gravest = gravest();
        return "Since " + report.since() + ", as " + here + " says. " + all + " " + effect(gravest) + " "
                + advice(gravest);
    }

    private Kind gravest() {
        return report.differences().get(0).difference().kind();
    }

    private String summary(Kind gravest, List<PairReport.Settled> settled) {
        return switch (gravest) {
            case ITSELF -> "The pair is one agent: agent.pair.url of " + here + " leads to itself";
            case UNREACHABLE -> "The other agent of the pair, " + there + ", cannot be asked: " + detail(settled);
            case STARTING -> "The other agent of the pair, " + there + ", does not come to the end of its start";
            case POLICY ->
                "The two agents of the pair run different policies: they differ in " + subjects(settled)
                        + (isOtherVersion() ? ", and in their versions" : "");
            case CONVERGED, ROUTES, ALERTS ->
                "The two agents of the pair do not see the same: "
                        + counted(report.differences().size());
        };
    }

    private static String counted(int differences) {
        return differences == 1 ? "1 difference" : differences + " differences";
    }

    private static String detail(List<PairReport.Settled> settled) {
        return settled.isEmpty() ? "" : settled.get(0).detail();
    }

    private String sentences(Kind kind, List<PairReport.Settled> settled) {
        return switch (kind) {
            case ITSELF -> "What answers at " + there + " is this process.";
            case UNREACHABLE -> there + " does not tell what it sees: " + detail(settled) + ".";
            case STARTING ->
                there
                        + " has been starting for longer than a start takes: it has not heard out its routers, or starts again and"
                        + " again.";
            case POLICY ->
                there + " has another configuration in its sections " + subjects(settled) + versions()
                        + "; its routes and alerts are not compared.";
            case CONVERGED ->
                sides("the table is whole only at " + here, Side.HERE, settled)
                        + sides("the table is whole only at " + there, Side.THERE, settled);
            case ROUTES -> sides("the number of routes differs", Side.BOTH, settled);
            case ALERTS ->
                sides("fires only at " + here, Side.HERE, settled)
                        + sides("fires only at " + there, Side.THERE, settled)
                        + sides("fires differently", Side.BOTH, settled);
        };
    }

    private boolean isOtherVersion() {
        return !report.version().isEmpty() && !report.version().equals(report.ownVersion());
    }

    private String versions() {
        return isOtherVersion()
                ? " (it runs version " + fit(report.version(), MOST_VERSION) + ", this one "
                        + fit(report.ownVersion(), MOST_VERSION) + ")"
                : "";
    }

    /** Escaped, then cut, and not within an escape. */
    private static String fit(String text, int most) {
        String escaped = Printable.of(text, most);
        if (escaped.length() <= most) {
            return escaped;
        }
        int escape = escaped.lastIndexOf("\\u", most - 1);
        return escaped.substring(0, escape > most - ESCAPE ? escape : most) + "…";
    }

    private static String sides(String what, Side side, List<PairReport.Settled> settled) {
        List<PairReport.Settled> those =
                settled.stream().filter(one -> one.difference().side() == side).toList();
        if (those.isEmpty()) {
            return "";
        }
        return Character.toUpperCase(what.charAt(0)) + what.substring(1) + ": " + list(those, "; ") + ". ";
    }

    private static String list(List<PairReport.Settled> settled, String separator) {
        StringBuilder list = new StringBuilder();
        int named = 0;
        while (named < settled.size() && named < SAMPLES && list.length() < LONG) {
            list.append(named == 0 ? "" : separator).append(sample(settled.get(named)));
            named++;
        }
        int more = settled.size() - named;
        return list + (more > 0 ? separator + "and " + more + " more" : "");
    }

    private static String sample(PairReport.Settled settled) {
        String subject = subject(settled.difference());
        return settled.detail().isEmpty() ? subject : subject + " (" + settled.detail() + ")";
    }

    private static String subject(Difference difference) {
        return fit(difference.subject(), MOST_SUBJECT);
    }

    private static String subjects(List<PairReport.Settled> settled) {
        return list(settled, ", ");
    }

    private String effect(Kind gravest) {
        return switch (gravest) {
            case ITSELF, UNREACHABLE, STARTING -> "Effect: as far as can be told, " + here + " watches alone.";
            case POLICY -> "Effect: each tells what its own policy finds; where that is wrong, nobody notices.";
            case CONVERGED, ROUTES, ALERTS ->
                "Effect: both go on to tell what they find, but what only one of them sees is lost with that one.";
        };
    }

    private String advice(Kind gravest) {
        return switch (gravest) {
            case ITSELF -> "Let agent.pair.url name the other agent's http.listen.";
            case UNREACHABLE ->
                "Look whether it runs, and at the way to it: its http.listen, its bearer token, its certificate.";
            case STARTING -> "Look at its log, and at `ribwatch sessions --url` of it.";
            case POLICY ->
                (isOtherVersion()
                                ? "After an upgrade of both it ends by itself, if the files are the same. If they are not, put"
                                : "Put")
                        + " the same file into force at both (SIGHUP); only agent, http and receivers may differ.";
            case CONVERGED, ROUTES, ALERTS ->
                "Compare `ribwatch sessions` and `ribwatch routes` of both (--url), and each router's filter towards either.";
        };
    }
}
