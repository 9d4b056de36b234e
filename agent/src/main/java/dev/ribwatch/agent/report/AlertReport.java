package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.FindingListener;
import dev.ribwatch.agent.policy.Witness;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.exporter.alert.Condition;
import dev.ribwatch.exporter.alert.Conditions;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Hands findings on as conditions, each with its texts. Table thread only; returns at once. */
public final class AlertReport implements FindingListener {
    private final AlertTexts texts;
    private final Conditions conditions;
    private final InstantSource wall;
    private final Supplier<String> runbooks;
    private final Map<Family, List<String>> blind = new EnumMap<>(Family.class);

    /**
     * @param intent what the findings are held against
     * @param conditions who wants to know
     * @param wall says when a finding closed
     * @param runbooks the address of the runbooks, asked for each text; a rule's name is appended
     */
    public AlertReport(Intent intent, Conditions conditions, InstantSource wall, Supplier<String> runbooks) {
        texts = new AlertTexts(intent);
        this.conditions = conditions;
        this.wall = wall;
        this.runbooks = runbooks;
    }

    @Override
    public void opened(Finding finding) {
        conditions.opened(condition(finding));
    }

    @Override
    public void changed(Finding finding) {
        conditions.changed(condition(finding));
    }

    @Override
    public void closed(Finding finding, String reason) {
        FindingKey key = finding.key();
        conditions.closed(key.rule().text(), key.labels(), wall.instant(), reason);
    }

    @Override
    public void blind(Family family, List<String> routers) {
        blind.put(family, routers);
    }

    /** The condition that stands for a finding. */
    Condition condition(Finding finding) {
        FindingKey key = finding.key();
        List<String> reporters = reporters(finding);
        AlertText text = texts.of(withBlind(finding));
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put("summary", text.summary());
        annotations.put("description", text.description());
        annotations.put("runbook_url", runbooks.get() + key.rule().text());
        annotations.put("reported_by", String.join(", ", reporters));
        if (finding.detail() instanceof Detail.Folded folded) {
            annotations.put("count", String.valueOf(folded.count()));
        }
        return new Condition(
                key.rule().text(),
                finding.severity(),
                key.labels(),
                annotations,
                finding.forDuration(),
                finding.keepFiringFor(),
                finding.since(),
                finding.detectedNanos(),
                finding.unknown(),
                beside(finding, reporters));
    }

    /** What one router shows of a network, with the names of those that could not be asked whether they show it too. */
    private Finding withBlind(Finding finding) {
        FindingKey key = finding.key();
        Family family = key.family();
        if (key.router() == null
                || key.network() == null
                || family == null
                || !finding.blind().isEmpty()) {
            return finding; // it names them itself, or rests on nobody else
        }
        return finding.with(
                finding.severity(),
                finding.forDuration(),
                finding.keepFiringFor(),
                finding.witnesses(),
                blind.getOrDefault(family, List.of()),
                finding.unknown(),
                finding.detail());
    }

    /** For maintenance: either leg, or the only witness. */
    private static List<Map<String, String>> beside(Finding finding, List<String> reporters) {
        if (finding.detail() instanceof Detail.Legs || finding.key().router() == null && reporters.size() == 1) {
            return reporters.stream().map(router -> Map.of("router", router)).toList();
        }
        return List.of();
    }

    /** The routers that the finding rests on, by name; there are at most as many as witnesses, and the subject's own. */
    private static List<String> reporters(Finding finding) {
        TreeSet<String> routers = new TreeSet<>();
        String subject = finding.key().router();
        if (subject != null) {
            routers.add(subject);
        }
        for (Witness witness : finding.witnesses()) {
            routers.add(witness.router());
        }
        if (finding.detail() instanceof Detail.Legs legs) {
            routers.add(legs.primary().router());
            routers.add(legs.secondary().router());
        }
        if (finding.detail() instanceof Detail.Limit limit) {
            routers.add(limit.router());
        }
        return List.copyOf(routers);
    }
}
