package dev.ribwatch.config.load;

import dev.ribwatch.config.binding.Entries;
import dev.ribwatch.config.binding.Located;
import dev.ribwatch.config.source.Printable;
import dev.ribwatch.config.source.Suggestion;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Labels of alerts: those that the operator adds, and those that are matched. */
final class LabelChecks {
    /** The labels of an alert, as the contract fixes them. */
    static final List<String> LABELS = List.of(
            "alertname",
            "severity",
            "router",
            "network",
            "other_network",
            "prefix",
            "other_prefix",
            "family",
            "connection",
            "direction",
            "attribute",
            "reason",
            "component");

    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,99}");

    private final Scope scope;
    private final Set<String> external;

    LabelChecks(Scope scope, @Nullable Entries<String> external) {
        this.scope = scope;
        this.external = Entries.of(external).keySet();
    }

    /** The labels that are part of every set. */
    Map<String, String> external(@Nullable Entries<String> labels) {
        Map<String, String> external = new LinkedHashMap<>();
        Entries.of(labels).forEach((name, value) -> {
            if (!NAME.matcher(name).matches() || name.startsWith("__")) {
                scope.error(value.place().keyProblem("not a label name: letters, digits and _, no digit first"));
            } else if (LABELS.contains(name)) {
                scope.error(value.place().keyProblem("alerts have a label " + name + " of their own"));
            }
            external.put(name, value.value());
        });
        return Collections.unmodifiableMap(external);
    }

    /** The labels of a match; names that no alert has and values that no label can have are problems. */
    Map<String, String> match(@Nullable Entries<String> match) {
        Map<String, String> labels = new LinkedHashMap<>();
        Entries.of(match).forEach((name, value) -> {
            labels.put(name, value.value());
            if (external.contains(name)) {
                return;
            }
            if (!LABELS.contains(name)) {
                List<String> known = new ArrayList<>(LABELS);
                known.addAll(external);
                scope.error(value.place()
                        .keyProblem("no alert has a label " + Printable.quoted(name) + Suggestion.of(name, known)));
            } else {
                value(name, value);
            }
        });
        return Collections.unmodifiableMap(labels);
    }

    private void value(String name, Located<String> value) {
        switch (name) {
            case "alertname" -> {
                String refusal = Rules.refusal(value.value());
                if (refusal != null) {
                    scope.error(value.place().problem(refusal));
                }
            }
            case "severity" ->
                word(
                        "severity",
                        value,
                        Arrays.stream(Severity.values()).map(Severity::text).toList());
            case "family" ->
                word(
                        "family",
                        value,
                        Arrays.stream(Family.values()).map(Family::text).toList());
            case "network", "other_network" -> {
                if (!value.value().equals(NetworkChecks.UNKNOWN)) {
                    scope.networks().resolve(value);
                }
            }
            case "router" -> {
                if (!isMember(value.value())) {
                    scope.routers().resolve(value);
                }
            }
            case "connection" -> scope.connections().resolve(value);
            case "prefix", "other_prefix" -> prefix(value);
            default -> {
                // direction, attribute, reason, component: their words belong to rules that come later
            }
        }
    }

    private void word(String subject, Located<String> value, List<String> known) {
        if (!known.contains(value.value())) {
            scope.error(value.place().problem(Suggestion.unknown(subject, value.value(), known)));
        }
    }

    /** The label is text: only the form that alerts carry can match. */
    private void prefix(Located<String> value) {
        try {
            String canonical = Prefix.parse(value.value()).toString();
            if (!canonical.equals(value.value())) {
                scope.error(value.place().problem("alerts write this prefix as " + canonical));
            }
        } catch (IllegalArgumentException e) {
            scope.error(value.place().problem(String.valueOf(e.getMessage())));
        }
    }

    /** Whether a name is that of a range's member, {@code <range>-<address>}. */
    private boolean isMember(String name) {
        return scope.routers().all().stream()
                .anyMatch(range -> name.startsWith(range + '-') && isAddress(name.substring(range.length() + 1)));
    }

    private static boolean isAddress(String text) {
        try {
            return Prefix.parse(text).isHost();
        } catch (IllegalArgumentException e) {
            return false; // some other name
        }
    }
}
