package dev.ribwatch.exporter.pair;

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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * SplitView: the two agents of a pair do not see the same. One alert, whatever differs; what does is in its texts, which
 * follow it without a new page. Any thread.
 */
public final class PairTrouble implements PairListener {
    private static final RuleName RULE = RuleName.SPLIT_VIEW;
    private static final Map<String, String> SUBJECT = Map.of("component", "pair");

    private final Supplier<Conditions> conditions;
    private final Clocks clocks;
    private final Supplier<String> self;
    /** Null: off. */
    private @Nullable RuleConfig settings;

    private @Nullable PairReport report;
    private Map<String, String> told = Map.of();

    /**
     * @param config with the settings of the rule
     * @param conditions where it is reported; asked when there is something to report
     * @param self URL of our own page
     */
    public PairTrouble(Config config, Supplier<Conditions> conditions, Clocks clocks, Supplier<String> self) {
        this.settings = settings(config);
        this.conditions = conditions;
        this.clocks = clocks;
        this.self = self;
    }

    private static @Nullable RuleConfig settings(Config config) {
        RuleConfig rule = config.policy().rules().get(RULE);
        return rule != null && rule.enabled() ? rule : null;
    }

    /** Another configuration is in force. */
    public synchronized void apply(Config next) {
        settings = settings(next);
        told = Map.of();
        if (report != null && settings != null) {
            say(report, settings);
        } else if (report != null) {
            close("the rule was switched off");
        }
    }

    @Override
    public synchronized void differs(PairReport now) {
        report = now;
        if (settings != null) {
            say(now, settings);
        }
    }

    @Override
    public synchronized void over(String reason) {
        report = null;
        told = Map.of();
        close(reason);
    }

    private void close(String reason) {
        conditions.get().closed(RULE.text(), SUBJECT, clocks.instant(), reason);
    }

    private void say(PairReport now, RuleConfig rule) {
        String page = self.get();
        PairTexts texts = new PairTexts(now, page);
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put("summary", texts.summary());
        annotations.put("description", texts.description());
        annotations.put("runbook_url", page + "/#" + RULE.text());
        annotations.put("reported_by", "");
        if (annotations.equals(told)) {
            return;
        }
        told = annotations;
        Severity severity = rule.severity();
        // Each difference has lasted for as long as the rule's "for" already.
        conditions
                .get()
                .opened(new Condition(
                        RULE.text(),
                        severity == null ? RULE.severity() : severity,
                        SUBJECT,
                        annotations,
                        Duration.ZERO,
                        rule.keepFiringFor(),
                        now.since(),
                        now.sinceNanos(),
                        false));
    }
}
