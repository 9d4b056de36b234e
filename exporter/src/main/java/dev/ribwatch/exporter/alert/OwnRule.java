package dev.ribwatch.exporter.alert;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A rule about Ribwatch itself: reports its conditions as its settings in force say, and nothing while it is off. One thread at
 * a time.
 */
public final class OwnRule {
    private final RuleName name;
    private final Supplier<Conditions> conditions;
    private final Clocks clocks;
    private final Supplier<String> runbooks;
    /** Null: off. */
    private @Nullable RuleConfig settings;

    /**
     * A rule that is off until {@link #apply}.
     *
     * @param conditions where it is reported; asked when there is something to report
     * @param runbooks the address of the runbooks; a rule's name is appended
     */
    public OwnRule(RuleName name, Supplier<Conditions> conditions, Clocks clocks, Supplier<String> runbooks) {
        this.name = name;
        this.conditions = conditions;
        this.clocks = clocks;
        this.runbooks = runbooks;
    }

    /** From now on its settings are those of this configuration. */
    public void apply(Config config) {
        RuleConfig rule = config.policy().rules().get(name);
        settings = rule != null && rule.enabled() ? rule : null;
    }

    /** Whether anything is reported. */
    public boolean isOn() {
        return settings != null;
    }

    /** How long a condition must hold, by the settings or, where they do not say, as is usual for it. */
    public Duration forDurationOr(Duration usual) {
        RuleConfig rule = settings;
        return rule == null || rule.forDuration() == null ? usual : rule.forDuration();
    }

    /**
     * Reports that a condition holds, or that there is something else to say of it; nothing if the rule is off.
     *
     * @param since when it began
     * @param sinceNanos the same on the monotonic clock
     * @param forDuration how long it must hold until it is told
     */
    public void open(
            Map<String, String> subject,
            String summary,
            String description,
            Instant since,
            long sinceNanos,
            Duration forDuration) {
        RuleConfig rule = settings;
        if (rule == null) {
            return;
        }
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put("summary", summary);
        annotations.put("description", description);
        annotations.put("runbook_url", runbooks.get() + name.text());
        annotations.put("reported_by", "");
        Severity severity = rule.severity();
        conditions
                .get()
                .opened(new Condition(
                        name.text(),
                        severity == null ? name.severity() : severity,
                        subject,
                        annotations,
                        forDuration,
                        rule.keepFiringFor(),
                        since,
                        sinceNanos,
                        false));
    }

    /** Reports that a condition is over, or cannot be told any more; also while the rule is off. */
    public void close(Map<String, String> subject, String reason) {
        conditions.get().closed(name.text(), subject, clocks.instant(), reason);
    }
}
