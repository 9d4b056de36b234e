package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.PolicyCounts;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.exporter.alert.Outlook;
import dev.ribwatch.exporter.pair.Pair;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Of alerts that were kept over a restart: whether what they name is configured, and whether policy judges the router they
 * name, or every router where they name none. The thread of the pipeline; but for {@link #apply}.
 */
public final class RestartOutlook implements Outlook {
    /** How long routers may take to come back: one that connects from a range, and those that the other of a pair has. */
    private static final Duration RETURN = Duration.ofMinutes(5);

    private static final String COMPONENT_RECEIVER = "receiver ";
    private static final String COMPONENT_PAIR = "pair";

    private final Supplier<PolicyCounts> counts;
    private final Predicate<String> connected;
    private final LongSupplier nanos;
    private final long startNanos;
    private volatile Known known;

    /**
     * What the configuration names.
     *
     * @param pairSettles how long two agents may differ before that is said; null: there is no other
     */
    private record Known(
            Set<RuleName> rules,
            Set<String> routers,
            boolean ranges,
            Set<String> networks,
            Set<String> connections,
            Set<String> receivers,
            @Nullable Duration pairSettles) {
        static Known of(Config config) {
            return new Known(
                    config.policy().rules().entrySet().stream()
                            .filter(entry -> entry.getValue().enabled())
                            .map(Map.Entry<RuleName, RuleConfig>::getKey)
                            .collect(Collectors.toSet()),
                    config.routers().stream()
                            .filter(router -> !router.isRange())
                            .map(RouterConfig::name)
                            .collect(Collectors.toSet()),
                    config.routers().stream().anyMatch(RouterConfig::isRange),
                    config.networks().stream().map(network -> network.name()).collect(Collectors.toSet()),
                    config.connections().stream()
                            .map(connection -> connection.name())
                            .collect(Collectors.toSet()),
                    config.alerts().receivers().stream()
                            .map(receiver -> receiver.name())
                            .collect(Collectors.toSet()),
                    pairSettles(config));
        }

        private static @Nullable Duration pairSettles(Config config) {
            RuleConfig rule = config.policy().rules().get(RuleName.SPLIT_VIEW);
            return config.agent().pair() == null
                    ? null
                    : rule == null || rule.forDuration() == null ? Pair.SETTLE : rule.forDuration();
        }
    }

    /**
     * @param counts what policy says of itself
     * @param connected whether a router of this name, from a range, is connected
     * @param nanos monotonic clock; now is the start
     */
    public RestartOutlook(
            Config config, Supplier<PolicyCounts> counts, Predicate<String> connected, LongSupplier nanos) {
        this.counts = counts;
        this.connected = connected;
        this.nanos = nanos;
        startNanos = nanos.getAsLong();
        known = Known.of(config);
    }

    /** Another configuration is in force. */
    public void apply(Config config) {
        known = Known.of(config);
    }

    @Override
    public @Nullable String removed(String rule, Map<String, String> subject) {
        Known now = known;
        RuleName name = RuleName.parse(rule);
        if (name == null || !now.rules().contains(name)) {
            return "rule removed";
        }
        if (isGone(subject, "network", now.networks()) || isGone(subject, "other_network", now.networks())) {
            return "the network was removed";
        }
        if (isGone(subject, "connection", now.connections())) {
            return "the connection was removed";
        }
        String component = subject.getOrDefault("component", "");
        if (component.startsWith(COMPONENT_RECEIVER)
                && !now.receivers().contains(component.substring(COMPONENT_RECEIVER.length()))) {
            return "the receiver was removed";
        }
        if (component.equals(COMPONENT_PAIR) && now.pairSettles() == null) {
            return "agent.pair names no other agent any longer";
        }
        String router = subject.get("router");
        if (router == null || now.routers().contains(router) || connected.test(router)) {
            return null;
        }
        if (!now.ranges()) {
            return "the router was removed";
        }
        return nanos.getAsLong() - startNanos < RETURN.toNanos() ? null : "the router did not come back";
    }

    /** The network unknown is nobody's, and always there. */
    private static boolean isGone(Map<String, String> subject, String label, Set<String> names) {
        String value = subject.get(label);
        return value != null && !value.equals("unknown") && !names.contains(value);
    }

    @Override
    public boolean isJudged(String rule, Map<String, String> subject) {
        PolicyCounts now = counts.get();
        if (now.equals(PolicyCounts.NONE)) {
            return false; // nothing was looked at yet
        }
        Duration settles = known.pairSettles();
        if (settles != null && COMPONENT_PAIR.equals(subject.get("component"))) {
            return nanos.getAsLong() - startNanos >= RETURN.plus(settles).toNanos();
        }
        if (subject.containsKey("component")) {
            return true;
        }
        String router = subject.get("router");
        if (router != null && !known.routers().contains(router) && !connected.test(router)) {
            return false;
        }
        String family = subject.get("family");
        return now.unjudged().stream()
                .noneMatch(one -> (router == null || router.equals(one.router()))
                        && (family == null || family.equals(text(one.family())))
                        && freezes(one.reason(), rule));
    }

    private static String text(Family family) {
        return family.toString();
    }

    private static boolean freezes(PolicyCounts.Reason reason, String rule) {
        return switch (reason) {
            case REFRESH_PHANTOMS -> false;
            case NO_COMMUNITIES ->
                rule.equals(RuleName.MISSING_COMMUNITY.text()) || rule.equals(RuleName.FORBIDDEN_COMMUNITY.text());
            default -> true;
        };
    }
}
