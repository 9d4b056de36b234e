package dev.ribwatch.exporter.sink;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Severity;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.alert.Condition;
import dev.ribwatch.exporter.alert.Conditions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * DeliveryFailing: a receiver that cannot be told, which the others are told of. Its own alert goes to it as well where it
 * is routed there: when that is taken, the receiver works. Any thread.
 */
public final class DeliveryTrouble implements DeliveryWatch {
    private static final RuleName RULE = RuleName.DELIVERY_FAILING;
    /** A receiver that is restarted is no trouble. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final Supplier<Conditions> conditions;
    private final Clocks clocks;
    private final Supplier<String> runbooks;
    private final Map<String, DeliveryFailure> failing = new TreeMap<>();
    /** Null: off. */
    private @Nullable RuleConfig settings;

    /**
     * @param config with the settings of the rule
     * @param conditions where it is reported; asked when there is something to report
     * @param runbooks the address of the runbooks; a rule's name is appended
     */
    public DeliveryTrouble(Config config, Supplier<Conditions> conditions, Clocks clocks, Supplier<String> runbooks) {
        this.settings = settings(config);
        this.conditions = conditions;
        this.clocks = clocks;
        this.runbooks = runbooks;
    }

    private static @Nullable RuleConfig settings(Config config) {
        RuleConfig rule = config.policy().rules().get(RULE);
        return rule != null && rule.enabled() ? rule : null;
    }

    /** Another configuration is in force. */
    public synchronized void apply(Config next) {
        settings = settings(next);
        failing.forEach((receiver, failure) -> {
            if (settings == null) {
                close(receiver, "the rule was switched off");
            } else {
                say(receiver, failure, settings);
            }
        });
    }

    @Override
    public synchronized void failing(String receiver, DeliveryFailure failure) {
        failing.put(receiver, failure);
        if (settings != null) {
            say(receiver, failure, settings);
        }
    }

    @Override
    public synchronized void over(String receiver, String reason) {
        if (failing.remove(receiver) != null) {
            close(receiver, reason);
        }
    }

    private void close(String receiver, String reason) {
        conditions.get().closed(RULE.text(), subject(receiver), clocks.instant(), reason);
    }

    private static Map<String, String> subject(String receiver) {
        return Map.of("component", "receiver " + receiver);
    }

    private void say(String receiver, DeliveryFailure failure, RuleConfig rule) {
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put(
                "summary",
                "Receiver " + receiver + (failure.lost() ? " was not told of an alert: " : " cannot be told: ")
                        + failure.reason());
        annotations.put(
                "description",
                "Since " + failure.since() + " receiver " + receiver + " does not take what it is sent: "
                        + failure.reason()
                        + (failure.lost()
                                ? ". At least one notification is lost to it: whoever reads that receiver alone does not know of"
                                        + " all alerts."
                                : ". What it must be told waits, and is tried again until it takes it: whoever reads that receiver"
                                        + " alone knows of no alert since then.")
                        + " The list of alerts has them all.");
        annotations.put("runbook_url", runbooks.get() + RULE.text());
        annotations.put("reported_by", "");
        Severity severity = rule.severity();
        Duration usual = failure.lost() ? RULE.forDuration() : GRACE;
        conditions
                .get()
                .opened(new Condition(
                        RULE.text(),
                        severity == null ? RULE.severity() : severity,
                        subject(receiver),
                        annotations,
                        rule.forDuration() == null ? usual : rule.forDuration(),
                        rule.keepFiringFor(),
                        failure.since(),
                        failure.sinceNanos(),
                        false));
    }
}
