package dev.ribwatch.exporter.pair;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.alert.Conditions;
import dev.ribwatch.exporter.alert.OwnRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * SplitView: the two agents of a pair do not see the same. One alert, whatever differs; what does is in its texts, which
 * follow it without a new page. Any thread.
 */
public final class PairTrouble implements PairListener {
    private static final Map<String, String> SUBJECT = Map.of("component", "pair");

    private final OwnRule rule;
    private final Supplier<String> self;
    private @Nullable PairReport report;
    /** The texts that were told last. */
    private List<String> told = List.of();

    /**
     * @param config with the settings of the rule
     * @param conditions where it is reported; asked when there is something to report
     * @param self URL of our own page
     */
    public PairTrouble(Config config, Supplier<Conditions> conditions, Clocks clocks, Supplier<String> self) {
        this.self = self;
        rule = new OwnRule(RuleName.SPLIT_VIEW, conditions, clocks, () -> self.get() + "/#");
        rule.apply(config);
    }

    /** Another configuration is in force. */
    public synchronized void apply(Config next) {
        rule.apply(next);
        told = List.of();
        if (report != null && rule.isOn()) {
            say(report);
        } else if (report != null) {
            rule.close(SUBJECT, "the rule was switched off");
        }
    }

    @Override
    public synchronized void differs(PairReport now) {
        report = now;
        if (rule.isOn()) {
            say(now);
        }
    }

    @Override
    public synchronized void over(String reason) {
        report = null;
        told = List.of();
        rule.close(SUBJECT, reason);
    }

    private void say(PairReport now) {
        String page = self.get();
        PairTexts texts = new PairTexts(now, page);
        List<String> says = List.of(page, texts.summary(), texts.description());
        if (says.equals(told)) {
            return;
        }
        told = says;
        // Each difference has lasted for as long as the rule's "for" already.
        rule.open(SUBJECT, says.get(1), says.get(2), now.since(), now.sinceNanos(), Duration.ZERO);
    }
}
