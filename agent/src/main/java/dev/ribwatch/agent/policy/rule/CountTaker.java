package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.PolicyCounts;
import dev.ribwatch.agent.policy.PolicyCounts.FindingCount;
import dev.ribwatch.agent.policy.PolicyCounts.NetworkCount;
import dev.ribwatch.agent.policy.PolicyCounts.Reason;
import dev.ribwatch.agent.policy.PolicyCounts.Unjudged;
import dev.ribwatch.agent.policy.PolicyCounts.WatchedCount;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies the counters that rules keep, of routers where something changed. Costs as much as there are networks times
 * routers, whatever the routes. */
public final class CountTaker {
    private final RuleContext context;
    private final RuleSet rules;

    public CountTaker(RuleContext context, RuleSet rules) {
        this.context = context;
        this.rules = rules;
    }

    /** What there is now. */
    public PolicyCounts take() {
        List<NetworkCount> networks = new ArrayList<>();
        List<WatchedCount> watched = new ArrayList<>();
        List<Unjudged> unjudged = new ArrayList<>();
        for (RouterView view : context.views) {
            if (view == null) {
                continue;
            }
            for (int i = 0; i < Family.count(); i++) {
                Sight sight = view.sight(Family.of(i));
                List<NetworkCount> counts = sight.counts;
                if (counts == null) {
                    counts = count(sight);
                    sight.counts = counts;
                }
                networks.addAll(counts);
                Reason reason = sight.configured ? reason(sight) : null;
                if (reason != null) {
                    unjudged.add(new Unjudged(sight.router(), sight.family, reason));
                }
            }
            for (Prefix prefix : context.intent.watched()) {
                watched.add(new WatchedCount(prefix, view.router.name(), isPresent(view, prefix)));
            }
        }
        return new PolicyCounts(
                networks,
                watched,
                findings(),
                unjudged,
                rules.planned.counts(),
                context.attribution.bytes() + rules.bytes());
    }

    private List<NetworkCount> count(Sight sight) {
        List<NetworkCount> into = new ArrayList<>();
        for (Network network : context.intent.networks()) {
            int index = network.index();
            RequiredCoverage coverage = sight.coverage[index];
            int expected = coverage == null ? 0 : coverage.expected();
            boolean isExpected = sight.configured && context.intent.expectedAt(index, sight.vantage());
            if (sight.routes[index] > 0 || expected > 0 || isExpected) {
                into.add(new NetworkCount(
                        network.name(),
                        sight.router(),
                        sight.family,
                        sight.routes[index],
                        expected,
                        coverage == null ? 0 : coverage.visible(),
                        isExpected));
            }
        }
        return into;
    }

    private boolean isPresent(RouterView view, Prefix prefix) {
        int id = context.rib.prefixes(prefix.family()).find(prefix.high(), prefix.low(), prefix.length());
        return id != PrefixTable.NONE && view.router.attributes(prefix.family(), id) != 0;
    }

    private List<FindingCount> findings() {
        record Line(RuleName rule, Severity severity, String network) {}
        Map<Line, Integer> counts = new LinkedHashMap<>();
        for (Finding finding : context.ledger.findings()) {
            String network = finding.key().network();
            counts.merge(
                    new Line(finding.key().rule(), finding.severity(), network == null ? "" : network),
                    1,
                    Integer::sum);
        }
        List<FindingCount> lines = new ArrayList<>();
        counts.forEach((line, count) -> lines.add(new FindingCount(line.rule, line.severity, line.network, count)));
        return lines;
    }

    /** Why findings are frozen here; null if none is. */
    static @Nullable Reason reason(Sight sight) {
        RouterView view = sight.view;
        boolean session = view.isUp() || view.silence() != null;
        if (sight.judged || session && !view.router.isNegotiated(sight.family)) {
            return ViewPartial.reason(sight);
        }
        return switch (view.router.convergence(sight.family)) {
            case NEVER_UP -> Reason.NEVER_UP;
            case DOWN -> Reason.DOWN;
            case STALE -> Reason.STALE;
            case SYNCING -> Reason.SYNCING;
            case CONVERGED -> Reason.CATCHING_UP;
        };
    }
}
