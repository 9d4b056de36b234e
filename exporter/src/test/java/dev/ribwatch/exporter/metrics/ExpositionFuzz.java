package dev.ribwatch.exporter.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ribwatch.exporter.fuzz.FuzzTexts;
import java.util.List;
import java.util.Set;

/** Label values of any text at all: the exposition keeps its lines, and the values come back. */
public final class ExpositionFuzz {
    private static final List<String> TYPES = List.of(
            Exposition.contentType(null), Exposition.contentType("application/openmetrics-text; version=1.0.0"));
    private static final Set<String> SHOWN = Set.of("ribwatch_session_up");
    private static String router = "";
    private static final Exposition EXPOSITION = exposition();

    private ExpositionFuzz() {}

    private static Exposition exposition() {
        Exposition exposition = new Exposition(() -> 0);
        exposition.register(sink -> sink.sample(Metric.SESSION_UP, 1, router));
        return exposition;
    }

    public static void fuzzerTestOneInput(byte[] input) {
        router = new FuzzTexts(input).next();
        for (String type : TYPES) {
            String whole = ExpositionTest.render(EXPOSITION, type, SHOWN);
            int start = whole.indexOf("\nribwatch_session_up{router=\"") + 1;
            FuzzTexts.require(start > 0, "the sample is there");
            FuzzTexts.require(
                    value(whole, start + "ribwatch_session_up{router=\"".length())
                            .equals(new String(router.getBytes(UTF_8), UTF_8)),
                    "its value");
        }
    }

    /** Reads a label value as the format has it: a backslash stands before a backslash, a quote, and n for a line's end. */
    private static String value(String text, int from) {
        StringBuilder value = new StringBuilder();
        int at = from;
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            FuzzTexts.require(c != '\n', "the line goes on");
            if (c == '\\') {
                char escaped = text.charAt(at++);
                FuzzTexts.require(escaped == '\\' || escaped == '"' || escaped == 'n', "an escape that is known");
                value.append(escaped == 'n' ? '\n' : escaped);
            } else {
                value.append(c);
            }
        }
        String rest = text.substring(at + 1, text.indexOf('\n', at));
        FuzzTexts.require(rest.matches(",?} 1\\.0"), "and the sample's value: " + rest);
        return value.toString();
    }
}
