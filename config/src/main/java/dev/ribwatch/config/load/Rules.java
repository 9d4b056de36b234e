package dev.ribwatch.config.load;

import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.source.Printable;
import dev.ribwatch.config.source.Suggestion;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the configuration has to know of rules beyond their names. */
final class Rules {
    /** Rules that the format reserves and that are not built. */
    private static final List<String> RESERVED = List.of("RpkiInvalid");

    private Rules() {}

    /** Why a text names no rule that is built, or null if it names one. */
    static @Nullable String refusal(String text) {
        if (RuleName.parse(text) != null) {
            return null;
        }
        if (RESERVED.contains(text)) {
            return "rule " + text + " is not built yet";
        }
        List<String> known =
                Arrays.stream(RuleName.values()).map(RuleName::text).toList();
        return "unknown rule " + Printable.quoted(text) + Suggestion.of(text, known);
    }

    /** The keys that tell one subject of a rule from another. */
    static Set<String> subject(RuleName rule) {
        return switch (rule) {
            case UNEXPECTED_DEFAULT_ROUTE,
                    UNEXPECTED_PREFIX,
                    BOGON,
                    ROUTE_LEAK,
                    MISSING_PREFIX,
                    PLANNED_CHANGE_MISSED,
                    UNEXPECTED_ORIGIN,
                    FORBIDDEN_PATH,
                    MISSING_COMMUNITY,
                    FORBIDDEN_COMMUNITY -> Set.of("network", "router", "prefix");
            case PREFIX_COUNT_CHANGE,
                    EFFECTIVE_DEFAULT_ROUTE,
                    DEFAULT_ROUTE_MISSING,
                    NETWORK_INVISIBLE,
                    UNEXPECTED_VISIBILITY -> Set.of("network", "router");
            case REDUNDANCY_MISMATCH -> Set.of("connection", "network", "prefix");
            case REDUNDANCY_LOST -> Set.of("connection", "network");
            case OVERLAPPING_PREFIX -> Set.of("network", "other-network", "prefix");
            case PREFIX_LIMIT -> Set.of("router", "connection");
            case PREFIX_FLAPPING -> Set.of("router", "prefix");
            case SESSION_DOWN, SESSION_FLAPPING, VIEW_PARTIAL, MALFORMED_UPDATES -> Set.of("router");
            case POLICY_INVALID, DELIVERY_FAILING, LEDGER_DEGRADED, SPLIT_VIEW -> Set.of();
        };
    }

    /**
     * How long a rule must hold before its alert fires; null: SessionDown's, which is a router's down-grace,
     * DeliveryFailing's, by what it means for the receiver, and SplitView's, which is of each difference.
     */
    static @Nullable Duration forDuration(RuleName rule) {
        return switch (rule) {
            case SESSION_DOWN, DELIVERY_FAILING, SPLIT_VIEW -> null;
            default -> rule.forDuration();
        };
    }

    /** How long an alert keeps firing after its truth has ended. */
    static Duration keepFiringFor(RuleName rule) {
        return Duration.ofSeconds(rule == RuleName.SESSION_DOWN ? 120 : 60);
    }
}
