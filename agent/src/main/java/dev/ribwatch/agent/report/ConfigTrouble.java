package dev.ribwatch.agent.report;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Severity;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.alert.Condition;
import dev.ribwatch.exporter.alert.Conditions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** PolicyInvalid: a configuration that was to come into force and could not. Any thread. */
public final class ConfigTrouble {
    private static final RuleName RULE = RuleName.POLICY_INVALID;
    private static final Map<String, String> SUBJECT = Map.of("component", "config");
    private static final int MOST_TEXT = 500;

    private final Conditions conditions;
    private final Clocks clocks;
    private final Supplier<String> runbooks;
    private @Nullable Instant since;
    private long sinceNanos;

    /** @param runbooks the address of the runbooks; a rule's name is appended */
    public ConfigTrouble(Conditions conditions, Clocks clocks, Supplier<String> runbooks) {
        this.conditions = conditions;
        this.clocks = clocks;
        this.runbooks = runbooks;
    }

    /**
     * One was refused.
     *
     * @param inForce the one that stays, with the settings of the rule
     * @param reason why, safe to print
     */
    public synchronized void refused(Config inForce, String reason) {
        RuleConfig rule = inForce.policy().rules().get(RULE);
        if (rule == null || !rule.enabled()) {
            return;
        }
        Instant began = since;
        if (began == null) {
            began = clocks.wall().instant();
            since = began;
            sinceNanos = clocks.nanos();
        }
        String text = reason.length() <= MOST_TEXT ? reason : reason.substring(0, MOST_TEXT - 1) + '…';
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put("summary", "The changed configuration was not taken: " + text);
        annotations.put(
                "description",
                "The configuration was to be loaded again, and was refused since " + began + ": " + text
                        + ". The one before stays in force: what was changed in the file is not watched for, and a restart would"
                        + " meet the same file. Sessions and alerts go on. `ribwatch check` names every problem of a file.");
        annotations.put("runbook_url", runbooks.get() + RULE.text());
        annotations.put("reported_by", "");
        Severity severity = rule.severity();
        conditions.opened(new Condition(
                RULE.text(),
                severity == null ? RULE.severity() : severity,
                SUBJECT,
                annotations,
                rule.forDuration() == null ? RULE.forDuration() : rule.forDuration(),
                rule.keepFiringFor(),
                began,
                sinceNanos,
                false));
    }

    /** One came into force. */
    public synchronized void accepted() {
        if (since != null) {
            since = null;
            conditions.closed(RULE.text(), SUBJECT, clocks.wall().instant(), "a configuration was loaded");
        }
    }
}
