package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.LegAspect;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleConfig.Except;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of one rule, ready to be asked. */
public final class RuleSettings {
    private final RuleName name;
    private final RuleConfig config;
    /** What planned changes that are in force explain. */
    private final List<PlannedException> planned;

    RuleSettings(RuleName name, RuleConfig config) {
        this(name, config, List.of());
    }

    private RuleSettings(RuleName name, RuleConfig config, List<PlannedException> planned) {
        this.name = name;
        this.config = config;
        this.planned = planned;
    }

    /** The same settings while these changes are in force. */
    RuleSettings with(List<PlannedException> exceptions) {
        return new RuleSettings(name, config, List.copyOf(exceptions));
    }

    /** The settings of a rule that the file does not mention. */
    static RuleSettings defaults(RuleName name) {
        Duration keepFiringFor = Duration.ofSeconds(name == RuleName.SESSION_DOWN ? 120 : 60);
        return new RuleSettings(
                name,
                new RuleConfig(
                        true, null, null, keepFiringFor, List.of(), RuleConfig.changes(name), RuleConfig.within(name)));
    }

    public RuleName name() {
        return name;
    }

    public boolean isEnabled() {
        return config.enabled();
    }

    /** The operator's severity, or null: what the rule says. */
    public @Nullable Severity severity() {
        return config.severity();
    }

    /** The operator's severity if there is one, else this one. */
    public Severity severityOr(Severity byRule) {
        Severity severity = config.severity();
        return severity == null ? byRule : severity;
    }

    /** How long the truth must hold before the alert fires, or null: what the rule says. */
    public @Nullable Duration forDuration() {
        return config.forDuration();
    }

    /** The operator's {@code for} if there is one, else this one. */
    public Duration forDurationOr(Duration byRule) {
        Duration forDuration = config.forDuration();
        return forDuration == null ? byRule : forDuration;
    }

    public Duration keepFiringFor() {
        return config.keepFiringFor();
    }

    /** PrefixFlapping, SessionFlapping: more changes than this within the window. */
    public int changes() {
        return config.changes();
    }

    /** PrefixFlapping, SessionFlapping: the window; RedundancyMismatch: how long paths may differ in length. */
    public Duration within() {
        return config.within();
    }

    /** RedundancyMismatch: whether both legs must have this alike. */
    public boolean compares(LegAspect aspect) {
        return config.compare().contains(aspect);
    }

    /** PrefixCountChange: what is too much. */
    public RuleConfig.Levels levels() {
        return config.levels();
    }

    /** Whether the operator excepted anything at all, or a planned change does. */
    public boolean hasExceptions() {
        return !config.except().isEmpty() || !planned.isEmpty();
    }

    /**
     * Whether the operator excepted this subject, or a planned change explains it. Null stands for a label that the subject does not have: an exception
     * that names one does not apply to it.
     *
     * @param router the router's unique name
     * @param configuredAs the name of its configuration entry: an exception for a range holds for all members
     * @param prefix the subject's prefix; an exception holds for its prefix and all within
     */
    public boolean excepts(
            @Nullable String network,
            @Nullable String otherNetwork,
            @Nullable String router,
            @Nullable String configuredAs,
            @Nullable Prefix prefix) {
        return exception(network, otherNetwork, router, configuredAs, prefix) != null
                || planned(network, otherNetwork, router, configuredAs, prefix, prefix == null ? null : prefix.family())
                        != null;
    }

    /** The same of a subject that is all of a network at a router, or its default route. */
    public boolean excepts(String network, String router, String configuredAs, Family family) {
        return exception(network, null, router, configuredAs, null) != null
                || planned(network, null, router, configuredAs, null, family) != null;
    }

    /** What planned change explains this subject now, or null. */
    public @Nullable PlannedException planned(
            @Nullable String network,
            @Nullable String otherNetwork,
            @Nullable String router,
            @Nullable String configuredAs,
            @Nullable Prefix prefix,
            @Nullable Family family) {
        for (PlannedException one : planned) {
            if (one.explains(network, otherNetwork, router, configuredAs, prefix, family)) {
                return one;
            }
        }
        return null;
    }

    /** The same of all of a network's family, which the leg of a connection at a router lacks. */
    public @Nullable PlannedException planned(String connection, String network, Family family, String lacking) {
        for (PlannedException one : planned) {
            if (one.explainsLoss(connection, network, family, lacking)) {
                return one;
            }
        }
        return null;
    }

    /**
     * The same of a prefix in which the legs of a connection differ.
     *
     * @param lacking the router of the leg that lacks it, null: both carry it
     * @param carrying the router of a leg that carries it
     */
    public @Nullable PlannedException planned(
            String connection, String network, Prefix prefix, @Nullable String lacking, String carrying) {
        for (PlannedException one : planned) {
            if (one.explainsLeg(connection, network, prefix, lacking, carrying)) {
                return one;
            }
        }
        return null;
    }

    /** The exception that leaves out this subject, as {@link #excepts} has it, or null. */
    public @Nullable Except exception(
            @Nullable String network,
            @Nullable String otherNetwork,
            @Nullable String router,
            @Nullable String configuredAs,
            @Nullable Prefix prefix) {
        for (Except except : config.except()) {
            if (names(except.network(), network)
                    && names(except.otherNetwork(), otherNetwork)
                    && (names(except.router(), router) || names(except.router(), configuredAs))
                    && except.connection() == null
                    && contains(except.prefix(), prefix)) {
                return except;
            }
        }
        return null;
    }

    /**
     * Whether the operator excepted this of what a connection carries of a network.
     *
     * @param prefix one of its prefixes, or null: all of it
     */
    public boolean excepts(String connection, String network, @Nullable Prefix prefix) {
        for (Except except : config.except()) {
            if (names(except.network(), network)
                    && names(except.connection(), connection)
                    && except.otherNetwork() == null
                    && except.router() == null
                    && contains(except.prefix(), prefix)) {
                return true;
            }
        }
        return false;
    }

    private static boolean names(@Nullable String wanted, @Nullable String actual) {
        return wanted == null || wanted.equals(actual);
    }

    private static boolean contains(@Nullable Prefix wanted, @Nullable Prefix actual) {
        return wanted == null || actual != null && wanted.contains(actual);
    }
}
