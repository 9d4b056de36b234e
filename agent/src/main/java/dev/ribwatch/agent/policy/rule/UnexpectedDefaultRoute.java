package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import java.util.List;

/** A default route of a network that is not allowed to send it to that vantage. */
final class UnexpectedDefaultRoute implements Explaining {
    private final RuleContext context;
    private final RuleSettings settings;

    UnexpectedDefaultRoute(RuleContext context) {
        this.context = context;
        settings = context.intent.rule(RuleName.UNEXPECTED_DEFAULT_ROUTE);
    }

    /** Publishes what is true of a network at a judged sight. */
    void judge(Sight sight, int network) {
        if (!sight.judged) {
            return;
        }
        if (!sight.defaults.get(network) && !sight.forbiddenDefaults.get(network)) {
            return; // nearly always
        }
        Network owner = context.intent.network(network);
        Prefix prefix = new Prefix(sight.family, 0, 0, 0);
        boolean holds = sight.defaults.get(network) && isForbidden(sight, owner, prefix);
        sight.forbiddenDefaults.set(network, holds);
        context.publish(
                settings,
                key(sight, owner, prefix),
                holds,
                settings.name().severity(),
                holds ? context.witnesses(sight, owner, prefix) : List.of(),
                Detail.None.NONE,
                "the default route is gone");
    }

    /** Whether a finding of another engine still has a subject here. */
    boolean mayAdopt(Sight sight, Network network) {
        return isForbidden(sight, network, new Prefix(sight.family, 0, 0, 0));
    }

    private boolean isForbidden(Sight sight, Network network, Prefix prefix) {
        return settings.isEnabled()
                && !context.intent.defaultAllowed(network.index(), sight.vantage())
                && !sight.isHeldOwn(network)
                && !settings.excepts(network.name(), null, sight.router(), sight.view.router.configuredAs(), prefix);
    }

    @Override
    public void explain(Inquiry inquiry, Verdicts verdicts) {
        Sight sight = inquiry.sight;
        for (Network owner : inquiry.isDefault() ? inquiry.owners() : List.<Network>of()) {
            Verdicts.Case subject = verdicts.at(settings, owner, inquiry.prefix);
            if (context.intent.defaultAllowed(owner.index(), sight.vantage())) {
                subject.good("policy.default-route allows it from " + owner + " at " + inquiry.vantage());
            } else if (sight.isHeldOwn(owner)) {
                subject.good("own-routes: held: the router's own default is not what it sends on");
            } else if (!subject.isExcepted()) {
                subject.holds("policy.default-route does not allow one from " + owner + " at " + inquiry.vantage());
            }
        }
    }

    private FindingKey key(Sight sight, Network network, Prefix prefix) {
        return FindingKey.at(settings.name(), network.name(), sight.router(), prefix, sight.family);
    }
}
