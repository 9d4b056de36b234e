package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.intent.ConnectionLimit;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Direction;
import org.jspecify.annotations.Nullable;

/** What PrefixLimit says of a prefix at a router: of every limit that a route there counts against. */
final class LimitExplanation implements Explaining {
    private final RuleContext context;
    private final RuleSettings settings;
    private final PrefixLimit limits;

    LimitExplanation(RuleContext context, PrefixLimit limits) {
        this.context = context;
        settings = context.intent.rule(RuleName.PREFIX_LIMIT);
        this.limits = limits;
    }

    @Override
    public void explain(Inquiry inquiry, Verdicts verdicts) {
        Sight sight = inquiry.sight;
        String entry = sight.view.intent.configuredAs();
        FindingKey received = FindingKey.ofCount(settings.name(), sight.router(), Direction.RECEIVED, sight.family);
        Integer most = context.intent.maxPrefixes(entry, sight.family);
        boolean any = most != null;
        if (most != null) {
            Verdicts.Case subject = verdicts.of(settings, received);
            if (!subject.isExcepted()) {
                explain(subject, limits.gauge(received, sight), most, "paths are sent by " + sight.router(), sight);
            }
        }
        for (ConnectionLimit limit : context.intent.limits()) {
            if (limit.family() == sight.family
                    && limit.routers().contains(entry)
                    && inquiry.concerned().stream().map(Network::index).anyMatch(limit.networks()::get)) {
                any = true;
                explain(verdicts, limit, sight);
            }
        }
        if (!any) {
            verdicts.of(settings, received).good("no limit of a router or a connection counts it here");
        }
    }

    private void explain(Verdicts verdicts, ConnectionLimit limit, Sight sight) {
        FindingKey key =
                FindingKey.ofConnection(settings.name(), limit.connection(), limit.direction(), limit.family());
        Verdicts.Case subject = verdicts.of(settings, key);
        if (settings.excepts(limit.connection(), "", null)
                || settings.excepts(null, null, sight.router(), sight.view.router.configuredAs(), null)) {
            subject.excepted("policy.rules." + settings.name() + " excepts it");
        } else if (limit.direction() == Direction.TO_PROVIDER && sight.view.intent.ownRoutesHeld()) {
            subject.good(sight.router() + " shows more than it sends on (own-routes: held): nothing is counted here");
        } else {
            String what = "prefixes go " + limit.direction() + " over " + limit.connection();
            explain(subject, limits.gauge(key, sight), limit.limit(), what, sight);
        }
    }

    private static void explain(
            Verdicts.Case subject, @Nullable LimitGauge gauge, int limit, String what, Sight sight) {
        String unjudged = Verdicts.unjudged(sight);
        if (gauge == null || !gauge.hasCounted()) {
            String reason = unjudged == null ? "nothing was counted here yet" : unjudged;
            subject.frozen(reason);
            return;
        }
        String counted =
                gauge.count + " " + what + ", the limit is " + limit + ": warning from 80 %, critical from 90 %";
        if (unjudged != null) {
            subject.frozen(unjudged + "; last counted: " + counted);
        } else if (gauge.kept) {
            subject.frozen("routes were dropped here: what is absent may be there; " + counted);
        } else if (gauge.level > LimitGauge.ROOM) {
            subject.holds(counted + ", until 5 points below");
        } else {
            subject.good(counted);
        }
    }
}
