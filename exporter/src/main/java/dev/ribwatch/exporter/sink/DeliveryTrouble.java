package dev.ribwatch.exporter.sink;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.alert.Conditions;
import dev.ribwatch.exporter.alert.OwnRule;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * DeliveryFailing: a receiver that cannot be told, which the others are told of. Its own alert goes to it as well where it
 * is routed there: when that is taken, the receiver works. Any thread.
 */
public final class DeliveryTrouble implements DeliveryWatch {
    /** A receiver that is restarted is no trouble. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final OwnRule rule;
    private final Map<String, DeliveryFailure> failing = new TreeMap<>();

    /**
     * @param config with the settings of the rule
     * @param conditions where it is reported; asked when there is something to report
     * @param runbooks the address of the runbooks; a rule's name is appended
     */
    public DeliveryTrouble(Config config, Supplier<Conditions> conditions, Clocks clocks, Supplier<String> runbooks) {
        rule = new OwnRule(RuleName.DELIVERY_FAILING, conditions, clocks, runbooks);
        rule.apply(config);
    }

    /** Another configuration is in force. */
    public synchronized void apply(Config next) {
        rule.apply(next);
        failing.forEach((receiver, failure) -> {
            if (rule.isOn()) {
                say(receiver, failure);
            } else {
                rule.close(subject(receiver), "the rule was switched off");
            }
        });
    }

    @Override
    public synchronized void failing(String receiver, DeliveryFailure failure) {
        failing.put(receiver, failure);
        say(receiver, failure);
    }

    @Override
    public synchronized void over(String receiver, String reason) {
        if (failing.remove(receiver) != null) {
            rule.close(subject(receiver), reason);
        }
    }

    private static Map<String, String> subject(String receiver) {
        return Map.of("component", "receiver " + receiver);
    }

    private void say(String receiver, DeliveryFailure failure) {
        rule.open(
                subject(receiver),
                "Receiver " + receiver + (failure.lost() ? " was not told of an alert: " : " cannot be told: ")
                        + failure.reason(),
                "Since " + failure.since() + " receiver " + receiver + " does not take what it is sent: "
                        + failure.reason()
                        + (failure.lost()
                                ? ". At least one notification is lost to it: whoever reads that receiver alone does not know of"
                                        + " all alerts."
                                : ". What it must be told waits, and is tried again until it takes it: whoever reads that receiver"
                                        + " alone knows of no alert since then.")
                        + " The list of alerts has them all.",
                failure.since(),
                failure.sinceNanos(),
                rule.forDurationOr(failure.lost() ? Duration.ZERO : GRACE));
    }
}
