package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.PolicyCounts;
import dev.ribwatch.exporter.metrics.Metric;
import dev.ribwatch.exporter.metrics.MetricSink;
import dev.ribwatch.exporter.metrics.MetricSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What policy counts: routes and visibility of networks, findings, what is not judged. */
public final class PolicyMetrics implements MetricSource {
    private final Supplier<PolicyCounts> counts;

    /** Findings that were shown once: a line must go to 0, not vanish. At most rules x severities x networks. */
    private final Map<List<String>, Integer> findings = new LinkedHashMap<>();

    /**
     * @param counts of the policy in force; asked once a scrape, on the scrape's thread
     */
    public PolicyMetrics(Supplier<PolicyCounts> counts) {
        this.counts = counts;
    }

    @Override
    public void write(MetricSink sink) {
        PolicyCounts now = counts.get();
        sink.sample(Metric.TABLE_MEMORY, now.memoryBytes(), "policy");
        for (PolicyCounts.NetworkCount count : now.networks()) {
            String family = count.family().text();
            sink.sample(Metric.NETWORK_ROUTES, count.routes(), count.network(), count.router(), family);
            sink.sample(Metric.NETWORK_EXPECTED, count.expected(), count.network(), count.router(), family);
            sink.sample(Metric.NETWORK_VISIBLE, count.visible(), count.network(), count.router(), family);
        }
        for (PolicyCounts.WatchedCount count : now.watched()) {
            sink.sample(
                    Metric.WATCHED_PREFIX_PRESENT,
                    count.present() ? 1 : 0,
                    count.prefix().toString(),
                    count.router());
        }
        for (PolicyCounts.ChangeCount count : now.changes()) {
            sink.sample(Metric.PLANNED_CHANGE, count.count(), count.change(), count.outcome());
        }
        findings.replaceAll((labels, count) -> 0);
        for (PolicyCounts.FindingCount count : now.findings()) {
            findings.put(List.of(count.rule().text(), count.severity().text(), count.network()), count.count());
        }
        findings.forEach((labels, count) -> sink.sample(Metric.FINDINGS, count, labels.toArray(String[]::new)));
        for (PolicyCounts.Unjudged unjudged : now.unjudged()) {
            sink.sample(
                    Metric.UNJUDGED,
                    1,
                    unjudged.router(),
                    unjudged.family().text(),
                    unjudged.reason().text());
        }
    }
}
