package dev.ribwatch.agent.report;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.alert.Conditions;
import dev.ribwatch.exporter.alert.OwnRule;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** PolicyInvalid: a configuration that was to come into force and could not. Any thread. */
public final class ConfigTrouble {
    private static final Map<String, String> SUBJECT = Map.of("component", "config");
    private static final int MOST_TEXT = 500;

    private final OwnRule rule;
    private final Clocks clocks;
    private @Nullable Instant since;
    private long sinceNanos;

    /** @param runbooks the address of the runbooks; a rule's name is appended */
    public ConfigTrouble(Conditions conditions, Clocks clocks, Supplier<String> runbooks) {
        this.clocks = clocks;
        rule = new OwnRule(RuleName.POLICY_INVALID, () -> conditions, clocks, runbooks);
    }

    /**
     * One was refused.
     *
     * @param inForce the one that stays, with the settings of the rule
     * @param reason why, safe to print
     */
    public synchronized void refused(Config inForce, String reason) {
        rule.apply(inForce);
        if (!rule.isOn()) {
            return;
        }
        Instant began = since;
        if (began == null) {
            began = clocks.instant();
            since = began;
            sinceNanos = clocks.nanos();
        }
        String text = reason.length() <= MOST_TEXT ? reason : reason.substring(0, MOST_TEXT - 1) + '…';
        rule.open(
                SUBJECT,
                "The changed configuration was not taken: " + text,
                "The configuration was to be loaded again, and was refused since " + began + ": " + text
                        + ". The one before stays in force: what was changed in the file is not watched for, and a restart would"
                        + " meet the same file. Sessions and alerts go on. `ribwatch check` names every problem of a file.",
                began,
                sinceNanos,
                rule.forDurationOr(RuleName.POLICY_INVALID.forDuration()));
    }

    /** One came into force. */
    public synchronized void accepted() {
        if (since != null) {
            since = null;
            rule.close(SUBJECT, "a configuration was loaded");
        }
    }
}
