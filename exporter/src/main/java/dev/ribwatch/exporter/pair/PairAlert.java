package dev.ribwatch.exporter.pair;

import dev.ribwatch.config.RuleName;
import dev.ribwatch.exporter.alert.ActiveAlert;
import dev.ribwatch.exporter.alert.Alert;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One alert that is not over, as far as two agents can be held to agree on it. In JSON, in this order: {@code labels},
 * {@code firing}, {@code unknown}, {@code routers}; false and empty values are left out.
 *
 * @param labels all but the severity, which may be a step ahead, and {@code other_prefix}, which is what was hit first
 * @param firing whether it fires and what it tells of holds; else it may be about to fire, or about to end
 * @param unknown whether that agent cannot look right now
 * @param routers the routers that it rests on; empty: any may be
 */
public record PairAlert(SortedMap<String, String> labels, boolean firing, boolean unknown, Set<String> routers) {
    /** The most routers that are told of one alert; one that rests on more may rest on any. */
    static final int MOST_ROUTERS = 64;

    private static final Set<String> LEFT_OUT = Set.of("severity", "other_prefix");

    /** Reasons of ViewPartial that rest on what has happened at one agent. */
    private static final Set<String> HISTORIES = Set.of("refresh-phantoms", "no-communities");

    public PairAlert {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        routers = Collections.unmodifiableSet(new TreeSet<>(routers));
    }

    /** What is told of an alert, or null: the other has no use for it. */
    static @Nullable PairAlert of(ActiveAlert alert) {
        if (!isTold(alert.labels())) {
            return null;
        }
        SortedMap<String, String> labels = new TreeMap<>(alert.labels());
        labels.keySet().removeAll(LEFT_OUT);
        Set<String> routers = Alert.reporters(alert.annotations());
        if (routers.size() > MOST_ROUTERS) {
            routers.clear();
        }
        return new PairAlert(labels, alert.state().equals("firing"), alert.unknown(), routers);
    }

    /** Whether the other can use it: to compare it, or to see why others need not be the same. */
    static boolean isTold(Map<String, String> labels) {
        return isCompared(labels) || explains(labels);
    }

    /** Whether it is on its account that other alerts may differ; see {@link Explained}. */
    static boolean explains(Map<String, String> labels) {
        RuleName rule = rule(labels);
        return rule == RuleName.EFFECTIVE_DEFAULT_ROUTE
                || rule == RuleName.VIEW_PARTIAL && "no-communities".equals(labels.get("reason"));
    }

    private static @Nullable RuleName rule(Map<String, String> labels) {
        return RuleName.parse(labels.getOrDefault("alertname", ""));
    }

    /** Its rule; null: of a newer version. */
    @Nullable
    RuleName rule() {
        return rule(labels);
    }

    /**
     * Whether its rule finds the same from the same table, whatever was before. Those of the agent itself do not, and must not:
     * a SplitView of one agent would be the other's. Nor do those that count what has happened since they began.
     */
    static boolean isCompared(Map<String, String> labels) {
        RuleName rule = rule(labels);
        if (rule == null) {
            return false;
        }
        return switch (rule) {
            case POLICY_INVALID, DELIVERY_FAILING, LEDGER_DEGRADED, SPLIT_VIEW -> false; // of the agent itself
            case SESSION_DOWN, SESSION_FLAPPING, MALFORMED_UPDATES -> false; // of its own session
            case PREFIX_FLAPPING, PREFIX_COUNT_CHANGE, PLANNED_CHANGE_MISSED -> false; // of what it has seen happen
            case PREFIX_LIMIT, EFFECTIVE_DEFAULT_ROUTE -> false; // between its two bounds it goes by what was before
            // What an audit of its own found, and what it has seen of communities since it began.
            case VIEW_PARTIAL -> !HISTORIES.contains(labels.getOrDefault("reason", ""));
            case UNEXPECTED_DEFAULT_ROUTE,
                    DEFAULT_ROUTE_MISSING,
                    OVERLAPPING_PREFIX,
                    UNEXPECTED_PREFIX,
                    BOGON,
                    ROUTE_LEAK,
                    MISSING_PREFIX,
                    NETWORK_INVISIBLE,
                    UNEXPECTED_VISIBILITY,
                    REDUNDANCY_MISMATCH,
                    REDUNDANCY_LOST,
                    UNEXPECTED_ORIGIN,
                    FORBIDDEN_PATH,
                    MISSING_COMMUNITY,
                    FORBIDDEN_COMMUNITY -> true;
        };
    }

    /** Whether it is said, and stands. */
    boolean isCertain() {
        return firing && !unknown;
    }

    /** The alert as text: its rule and its subject. */
    String subject() {
        Map<String, String> subject = new TreeMap<>(labels);
        String rule = subject.remove("alertname");
        return rule + subject;
    }

    /** Whether it stands for one prefix. */
    boolean isSingle() {
        return labels.containsKey("prefix");
    }

    /** Its subject without the prefix: alerts that differ in it alone may share one, and which do depends on which came first. */
    String group() {
        Map<String, String> subject = new TreeMap<>(labels);
        subject.remove("prefix");
        return subject.toString();
    }
}
