package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.config.RuleName;
import java.util.List;

/** A default route that a network must send to a vantage, and that is not there. */
final class DefaultRouteMissing implements Explaining {
    private final RuleContext context;
    private final RuleSettings settings;

    DefaultRouteMissing(RuleContext context) {
        this.context = context;
        settings = context.intent.rule(RuleName.DEFAULT_ROUTE_MISSING);
    }

    /** Publishes what is true of a network at a judged sight. */
    void judge(Sight sight, int network) {
        if (!sight.judged) {
            return;
        }
        Network sender = context.intent.network(network);
        boolean missing = isRequired(sight, sender) && !sight.visibleDefaults.get(network);
        boolean holds = missing && !sight.invisible.get(network);
        if (!holds && !sight.missingDefaults.get(network)) {
            return; // nearly always
        }
        FindingKey key = FindingKey.at(settings.name(), sender.name(), sight.router(), null, sight.family);
        if (holds && sight.isPartial()) {
            context.doubt(key);
            return;
        }
        sight.missingDefaults.set(network, holds);
        context.publish(
                settings,
                key,
                holds,
                settings.name().severity(),
                List.of(),
                Detail.None.NONE,
                missing ? "explained by NetworkInvisible" : "the default route is there");
    }

    @Override
    public void explain(Inquiry inquiry, Verdicts verdicts) {
        Sight sight = inquiry.sight;
        for (Network sender : inquiry.isDefault() ? context.intent.networks() : List.<Network>of()) {
            int network = sender.index();
            if (!context.intent.defaultRequired(network, sight.vantage(), sight.family)) {
                continue;
            }
            Verdicts.Case subject = verdicts.at(settings, sender, null);
            if (!sight.configured) {
                subject.good("the family is not configured at this router");
            } else if (sight.isHeldOwn(sender)) {
                subject.good("own-routes: held: the router's own default is not judged");
            } else if (!subject.isExcepted()) {
                explain(sight, sender, subject);
            }
        }
    }

    private static void explain(Sight sight, Network sender, Verdicts.Case subject) {
        if (sight.visibleDefaults.get(sender.index())) {
            subject.good("the default that " + sender + " must send is there");
        } else if (sight.invisible.get(sender.index())) {
            subject.explained("explained by NetworkInvisible");
        } else if (sight.isPartial()) {
            subject.frozen("routes were dropped here: what is absent may be there");
        } else {
            subject.holds("policy.default-route requires one from " + sender + ", and there is none");
        }
    }

    /** Whether the default of this network is required here. */
    boolean isRequired(Sight sight, Network network) {
        return settings.isEnabled()
                && sight.configured
                && context.intent.defaultRequired(network.index(), sight.vantage(), sight.family)
                && !sight.isHeldOwn(network)
                && !settings.excepts(network.name(), sight.router(), sight.view.router.configuredAs(), sight.family);
    }
}
