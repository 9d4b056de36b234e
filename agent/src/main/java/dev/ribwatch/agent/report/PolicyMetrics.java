package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.PolicyCounts;
import dev.ribwatch.exporter.metrics.Metric;
import dev.ribwatch.exporter.metrics.MetricSink;
import dev.ribwatch.exporter.metrics.MetricSource;
import java.util.function.Supplier;

/** What policy counts: routes and visibility of networks, findings, what is not judged. */
public final class PolicyMetrics implements MetricSource {
    private final Supplier<PolicyCounts> counts;

    /**
     * @param counts of the policy in force; asked once a scrape, on the scrape's thread
     */
    public PolicyMetrics(Supplier<PolicyCounts> counts) {
        this.counts = counts;
    }

    @Override
    public void write(MetricSink sink) {
        PolicyCounts now = counts.get();
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
        for (PolicyCounts.FindingCount count : now.findings()) {
            sink.sample(
                    Metric.FINDINGS,
                    count.count(),
                    count.rule().text(),
                    count.severity().text(),
                    count.network());
        }
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
