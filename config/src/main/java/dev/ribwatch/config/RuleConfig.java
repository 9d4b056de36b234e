package dev.ribwatch.config;

import dev.ribwatch.config.preset.Preset;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one rule, its defaults applied.
 *
 * @param enabled false: the rule is not judged
 * @param severity fixed by the operator, or null: what the rule says
 * @param forDuration how long the truth must hold before the alert fires; null: what the rule says (SessionDown: the
 *     router's down-grace; DeliveryFailing: a minute, none for what is lost; SplitView: a minute, of each difference)
 * @param keepFiringFor how long an alert keeps firing after the truth has ended
 * @param except subjects that are not judged
 * @param changes PrefixFlapping, SessionFlapping: more changes than this within the window
 * @param within PrefixFlapping, SessionFlapping: the window; RedundancyMismatch: how long paths may differ in length before
 *     that is a warning, 0: they are not compared; PrefixCountChange: how long it takes until what is new is usual
 * @param levels PrefixCountChange: what is too much
 * @param compare RedundancyMismatch: what both legs must have alike of a prefix that both carry
 */
public record RuleConfig(
        boolean enabled,
        @Nullable Severity severity,
        @Nullable Duration forDuration,
        Duration keepFiringFor,
        List<Except> except,
        int changes,
        Duration within,
        Levels levels,
        Set<LegAspect> compare) {

    /** What {@link #compare} is where the file does not say. */
    private static final Set<LegAspect> COMPARED = Set.of();

    public RuleConfig {
        EnumSet<LegAspect> aspects = EnumSet.noneOf(LegAspect.class);
        aspects.addAll(compare);
        compare = Collections.unmodifiableSet(aspects);
    }

    /**
     * PrefixCountChange: what is too much of a change. Both a share and the minimum must be reached.
     *
     * @param drop share of the usual number that is missing, over 0 to 1
     * @param surge share of the usual number that is there beside it
     * @param minimum routes
     */
    public record Levels(double drop, double surge, int minimum) {
        public static final Levels DEFAULT = new Levels(0.3, 0.5, 10);
    }

    /** Settings with the usual {@link #levels}. */
    public RuleConfig(
            boolean enabled,
            @Nullable Severity severity,
            @Nullable Duration forDuration,
            Duration keepFiringFor,
            List<Except> except,
            int changes,
            Duration within) {
        this(enabled, severity, forDuration, keepFiringFor, except, changes, within, Levels.DEFAULT);
    }

    /** Settings with the usual {@link #compare}. */
    public RuleConfig(
            boolean enabled,
            @Nullable Severity severity,
            @Nullable Duration forDuration,
            Duration keepFiringFor,
            List<Except> except,
            int changes,
            Duration within,
            Levels levels) {
        this(enabled, severity, forDuration, keepFiringFor, except, changes, within, levels, COMPARED);
    }

    /** The same settings with another {@link #compare}. */
    public RuleConfig comparing(Set<LegAspect> aspects) {
        return new RuleConfig(enabled, severity, forDuration, keepFiringFor, except, changes, within, levels, aspects);
    }

    /** What {@link #changes} is where the file does not say. */
    public static int changes(RuleName rule) {
        return rule == RuleName.SESSION_FLAPPING ? 6 : 10;
    }

    /** What {@link #within} is where the file does not say. */
    public static Duration within(RuleName rule) {
        return switch (rule) {
            case SESSION_FLAPPING -> Duration.ofMinutes(15);
            case REDUNDANCY_MISMATCH -> Preset.MAINTENANCE;
            case PREFIX_COUNT_CHANGE -> Duration.ofHours(1);
            default -> Duration.ofMinutes(5);
        };
    }

    /**
     * A subject that a rule leaves out: all that is given must match.
     *
     * @param network name, or null for any
     * @param otherNetwork name, or null for any
     * @param router name, or null for any; a range's name means all its members
     * @param connection name, or null for any
     * @param prefix the subject's prefix is this one or lies within, or null for any
     * @param line where it stands in the file, 0 if in none; it takes no part in being equal
     */
    public record Except(
            @Nullable String network,
            @Nullable String otherNetwork,
            @Nullable String router,
            @Nullable String connection,
            @Nullable Prefix prefix,
            int line) {

        /** One that stands in no file. */
        public Except(
                @Nullable String network,
                @Nullable String otherNetwork,
                @Nullable String router,
                @Nullable String connection,
                @Nullable Prefix prefix) {
            this(network, otherNetwork, router, connection, prefix, 0);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Except that
                    && Objects.equals(network, that.network)
                    && Objects.equals(otherNetwork, that.otherNetwork)
                    && Objects.equals(router, that.router)
                    && Objects.equals(connection, that.connection)
                    && Objects.equals(prefix, that.prefix);
        }

        @Override
        public int hashCode() {
            return Objects.hash(network, otherNetwork, router, connection, prefix);
        }
    }
}
