package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.NetworkConfig.Match;
import java.util.ArrayList;
import java.util.List;

/** An alternative of a {@code match} as it may stand in the file. */
public final class MatchText {
    private MatchText() {}

    /** {@code {at: on-prem, as-path: "^$"}}. */
    public static String of(Match match) {
        List<String> conditions = new ArrayList<>();
        list(conditions, "at", match.at(), false);
        list(conditions, "router", match.router(), false);
        if (match.asPath() != null) {
            String quote = match.asPath().indexOf('\\') < 0 ? "\"" : "'";
            conditions.add("as-path: " + quote + match.asPath() + quote);
        }
        list(conditions, "origin-as", match.originAs(), false);
        list(conditions, "neighbor-as", match.neighborAs(), false);
        list(conditions, "community", match.community(), true);
        list(conditions, "next-hop", match.nextHop(), true);
        return "{" + String.join(", ", conditions) + "}";
    }

    private static void list(List<String> into, String key, List<?> values, boolean quoted) {
        if (values.isEmpty()) {
            return;
        }
        List<String> texts = values.stream()
                .map(value -> quoted ? "\"" + value + "\"" : value.toString())
                .toList();
        into.add(key + ": " + (texts.size() == 1 ? texts.get(0) : "[" + String.join(", ", texts) + "]"));
    }
}
