package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.PolicyCounts;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.Ranges;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Of alerts that were kept over a restart: whether what they name is configured, and whether policy judges the routers that
 * they rested on. The thread of the pipeline; but for {@link #apply}.
 */
public final class RestartOutlook implements Outlook {
    /** How long routers may take to come back, as SessionDown lets one that was never up. */
    private static final Duration RETURN = Duration.ofMinutes(5);
    /** Two looks of a pair at each other, where one does not answer. */
    private static final Duration LOOKS = Duration.ofSeconds(30);
    /**
     * With another agent that tells. By then most routers are back, and what is over is after {@code keep-firing-for}; and an
     * Alertmanager, which forgets within three to four minutes, has not done so if the agent was away for a minute.
     */
    private static final Duration UNTIL_TOLD_AGAIN = Duration.ofSeconds(100);
    /** Rules about what is not there: what was left out for want of room proves nothing. */
    private static final Set<String> OF_ABSENCE = Stream.of(
                    RuleName.DEFAULT_ROUTE_MISSING,
                    RuleName.MISSING_PREFIX,
                    RuleName.NETWORK_INVISIBLE,
                    RuleName.REDUNDANCY_MISMATCH,
                    RuleName.REDUNDANCY_LOST,
                    RuleName.PREFIX_COUNT_CHANGE,
                    RuleName.PLANNED_CHANGE_MISSED)
            .map(RuleName::text)
            .collect(Collectors.toUnmodifiableSet());

    private static final String COMPONENT_RECEIVER = "receiver ";
    private static final String COMPONENT_PAIR = "pair";

    private final Supplier<PolicyCounts> counts;
    private final Predicate<String> members;
    private final Predicate<String> taken;
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
            Ranges ranges,
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
                    new Ranges(config.routers()),
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
     * @param members whether the router of this name has its place in its range
     * @param taken whether a receiver of this name has taken anything since the start
     * @param nanos monotonic clock; now is the start
     */
    public RestartOutlook(
            Config config,
            Supplier<PolicyCounts> counts,
            Predicate<String> members,
            Predicate<String> taken,
            LongSupplier nanos) {
        this.counts = counts;
        this.members = members;
        this.taken = taken;
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
        if (router == null || now.routers().contains(router)) {
            return null;
        }
        Ranges.Member member = now.ranges().member(router);
        if (member == null) {
            return "the router was removed";
        }
        // Whoever had a place has it again from the start, and has lost it since.
        return members.test(router) ? null : "the router was " + Ranges.forgotten(member.range());
    }

    /** The network unknown is nobody's, and always there. */
    private static boolean isGone(Map<String, String> subject, String label, Set<String> names) {
        String value = subject.get(label);
        return value != null && !value.equals("unknown") && !names.contains(value);
    }

    @Override
    public boolean isJudged(String rule, Map<String, String> subject, Set<String> routers) {
        PolicyCounts now = counts.get();
        if (now.equals(PolicyCounts.NONE)) {
            return false; // nothing was looked at yet
        }
        Duration settles = known.pairSettles();
        if (settles != null && COMPONENT_PAIR.equals(subject.get("component"))) {
            return nanos.getAsLong() - startNanos
                    >= RETURN.plus(settles).plus(LOOKS).toNanos();
        }
        String component = subject.get("component");
        if (component != null) {
            // A receiver that failed works when it takes something.
            return !component.startsWith(COMPONENT_RECEIVER)
                    || taken.test(component.substring(COMPONENT_RECEIVER.length()));
        }
        String own = subject.get("router");
        Set<String> rests = own != null ? Set.of(own) : routers;
        String family = subject.get("family");
        return now.unjudged().stream()
                .noneMatch(one -> (rests.isEmpty() || rests.contains(one.router()))
                        && (family == null ? isWhole(one.reason()) : family.equals(text(one.family())))
                        && freezes(one.reason(), rule));
    }

    @Override
    public boolean isSettled(Map<String, String> subject) {
        if (nanos.getAsLong() - startNanos >= RETURN.toNanos()) {
            return true;
        }
        PolicyCounts now = counts.get();
        String router = subject.get("router");
        return !now.equals(PolicyCounts.NONE)
                && now.unjudged().stream()
                        .noneMatch(
                                one -> isComing(one.reason()) && !one.router().equals(router));
    }

    private static boolean isComing(PolicyCounts.Reason reason) {
        return switch (reason) {
            case NEVER_UP, SYNCING, CATCHING_UP -> true;
            default -> false;
        };
    }

    /** Whether this is of the router as a whole, and not of one of its families. */
    private static boolean isWhole(PolicyCounts.Reason reason) {
        return switch (reason) {
            case NEVER_UP, DOWN, STALE, SYNCING, CATCHING_UP -> true;
            default -> false;
        };
    }

    private static String text(Family family) {
        return family.toString();
    }

    private static boolean freezes(PolicyCounts.Reason reason, String rule) {
        return switch (reason) {
            case REFRESH_PHANTOMS, CANARY_MISSING, SILENT -> false;
            case LIMIT_BLOCKED, MEMORY_BUDGET -> OF_ABSENCE.contains(rule);
            case NO_COMMUNITIES ->
                rule.equals(RuleName.MISSING_COMMUNITY.text()) || rule.equals(RuleName.FORBIDDEN_COMMUNITY.text());
            default -> true;
        };
    }

    @Override
    public Duration untilToldAgain(Map<String, String> subject) {
        boolean ours = subject.containsKey("component"); // the other agent does not tell of it
        return ours || known.pairSettles() == null ? Duration.ZERO : UNTIL_TOLD_AGAIN;
    }
}
