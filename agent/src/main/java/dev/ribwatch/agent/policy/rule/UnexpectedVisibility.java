package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.config.RuleName;
import java.util.List;

/** A network is visible at a vantage that no connection leads to. */
final class UnexpectedVisibility implements Explaining {
    private final RuleContext context;
    private final RuleSettings settings;

    UnexpectedVisibility(RuleContext context) {
        this.context = context;
        settings = context.intent.rule(RuleName.UNEXPECTED_VISIBILITY);
    }

    /** Publishes what is true of a network at a judged sight. */
    void judge(Sight sight, int network) {
        if (!sight.judged) {
            return;
        }
        Network seen = context.intent.network(network);
        boolean holds = sight.visible[network] > 0 && isSurprising(sight, seen);
        if (!holds && !sight.surplus.get(network)) {
            return; // nearly always
        }
        sight.surplus.set(network, holds);
        context.publish(
                settings,
                FindingKey.at(settings.name(), seen.name(), sight.router(), null, sight.family),
                holds,
                settings.name().severity(),
                holds ? context.exampleOf(sight, seen) : List.of(),
                Detail.None.NONE,
                "the network is not visible any more");
    }

    @Override
    public void explain(Inquiry inquiry, Verdicts verdicts) {
        Sight sight = inquiry.sight;
        for (Network network : inquiry.concerned()) {
            int visible = sight.visible[network.index()];
            if (visible == 0) {
                continue;
            }
            Verdicts.Case subject = verdicts.at(settings, network, null);
            if (network.index() == sight.vantage()) {
                subject.good("the router stands in " + network);
            } else if (context.intent.expectedAt(network.index(), sight.vantage())) {
                subject.good("a connection leads from " + inquiry.vantage() + " to " + network);
            } else if (!subject.isExcepted()) {
                subject.holds(visible + (visible == 1 ? " route" : " routes") + " of " + network
                        + " visible here, and no connection leads to it from " + inquiry.vantage());
            }
        }
    }

    /** Whether nothing of this network should be visible here. A router stands in its own network. */
    boolean isSurprising(Sight sight, Network network) {
        return settings.isEnabled()
                && network.index() != sight.vantage()
                && !context.intent.expectedAt(network.index(), sight.vantage())
                && !settings.excepts(network.name(), null, sight.router(), sight.view.router.configuredAs(), null);
    }
}
