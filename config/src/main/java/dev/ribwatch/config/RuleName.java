package dev.ribwatch.config;

import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The rules that are built, with their defaults. The names are alert names. */
public enum RuleName {
    UNEXPECTED_DEFAULT_ROUTE("UnexpectedDefaultRoute", Severity.CRITICAL, 0),
    EFFECTIVE_DEFAULT_ROUTE("EffectiveDefaultRoute", Severity.CRITICAL, 0),
    DEFAULT_ROUTE_MISSING("DefaultRouteMissing", Severity.CRITICAL, 30),
    OVERLAPPING_PREFIX("OverlappingPrefix", Severity.CRITICAL, 0),
    UNEXPECTED_PREFIX("UnexpectedPrefix", Severity.WARNING, 10),
    BOGON("Bogon", Severity.WARNING, 10),
    ROUTE_LEAK("RouteLeak", Severity.CRITICAL, 0),
    MISSING_PREFIX("MissingPrefix", Severity.CRITICAL, 30),
    NETWORK_INVISIBLE("NetworkInvisible", Severity.CRITICAL, 30),
    UNEXPECTED_VISIBILITY("UnexpectedVisibility", Severity.WARNING, 60),
    REDUNDANCY_MISMATCH("RedundancyMismatch", Severity.WARNING, 60),
    REDUNDANCY_LOST("RedundancyLost", Severity.WARNING, 60),
    UNEXPECTED_ORIGIN("UnexpectedOrigin", Severity.CRITICAL, 0),
    FORBIDDEN_PATH("ForbiddenPath", Severity.WARNING, 10),
    MISSING_COMMUNITY("MissingCommunity", Severity.WARNING, 10),
    FORBIDDEN_COMMUNITY("ForbiddenCommunity", Severity.WARNING, 10),
    PLANNED_CHANGE_MISSED("PlannedChangeMissed", Severity.WARNING, 0),
    PREFIX_FLAPPING("PrefixFlapping", Severity.WARNING, 0),
    PREFIX_LIMIT("PrefixLimit", Severity.WARNING, 0),
    PREFIX_COUNT_CHANGE("PrefixCountChange", Severity.WARNING, 300),
    SESSION_DOWN("SessionDown", Severity.WARNING, 30),
    SESSION_FLAPPING("SessionFlapping", Severity.WARNING, 0),
    VIEW_PARTIAL("ViewPartial", Severity.WARNING, 0),
    MALFORMED_UPDATES("MalformedUpdates", Severity.WARNING, 0),
    POLICY_INVALID("PolicyInvalid", Severity.CRITICAL, 0),
    DELIVERY_FAILING("DeliveryFailing", Severity.CRITICAL, 0),
    LEDGER_DEGRADED("LedgerDegraded", Severity.CRITICAL, 0),
    SPLIT_VIEW("SplitView", Severity.CRITICAL, 0);

    private final String text;
    private final Severity severity;
    private final Duration forDuration;

    RuleName(String text, Severity severity, int forSeconds) {
        this.text = text;
        this.severity = severity;
        this.forDuration = Duration.ofSeconds(forSeconds);
    }

    /** The rule of this name, or null. */
    public static @Nullable RuleName parse(String text) {
        for (RuleName name : values()) {
            if (name.text.equals(text)) {
                return name;
            }
        }
        return null;
    }

    /** The value of {@code alertname}. */
    public String text() {
        return text;
    }

    /** Default severity; a rule may raise or lower it by what it sees. */
    public Severity severity() {
        return severity;
    }

    /** Default {@code for}. */
    public Duration forDuration() {
        return forDuration;
    }

    @Override
    public String toString() {
        return text;
    }
}
