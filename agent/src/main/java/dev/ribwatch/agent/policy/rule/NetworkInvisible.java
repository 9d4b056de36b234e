package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.config.RuleName;
import java.util.List;

/** Nothing of an expected network is visible at a router, in a family in which it declares prefixes. */
final class NetworkInvisible implements Explaining {
    /** Why it closes while the other leg of a connection still carries the network. */
    static final String LEG_LOST = "explained by RedundancyLost";

    private final RuleContext context;
    private final RuleSettings settings;

    NetworkInvisible(RuleContext context) {
        this.context = context;
        settings = context.intent.rule(RuleName.NETWORK_INVISIBLE);
    }

    /** Publishes what is true of a network at a judged sight. */
    void judge(Sight sight, int network) {
        if (!sight.judged) {
            return;
        }
        Network expected = context.intent.network(network);
        boolean holds = sight.visible[network] == 0 && isExpected(sight, expected) && !sight.isLegLost(network);
        if (!holds && !sight.invisible.get(network)) {
            return; // nearly always
        }
        FindingKey key = FindingKey.at(settings.name(), expected.name(), sight.router(), null, sight.family);
        if (holds && sight.isPartial()) {
            context.doubt(key);
            return;
        }
        if (sight.invisible.get(network) != holds) {
            sight.invisible.set(network, holds);
            sight.recount = true; // it explains a count, or no more
        }
        context.publish(
                settings,
                key,
                holds,
                settings.name().severity(),
                List.of(),
                Detail.None.NONE,
                sight.visible[network] == 0 ? LEG_LOST : "the network is visible");
    }

    @Override
    public void explain(Inquiry inquiry, Verdicts verdicts) {
        Sight sight = inquiry.sight;
        for (Network network : inquiry.concerned()) {
            if (network.isUnknown() || network.index() == sight.vantage()) {
                continue;
            }
            Verdicts.Case subject = verdicts.at(settings, network, null);
            int visible = sight.visible[network.index()];
            if (!context.intent.expectedAt(network.index(), sight.vantage())) {
                subject.good("no connection leads from " + inquiry.vantage() + " to " + network);
            } else if (!sight.configured || !network.declares(sight.family)) {
                subject.good(
                        !sight.configured
                                ? "the family is not configured at this router"
                                : network + " declares no prefixes of this family");
            } else if (!subject.isExcepted()) {
                explain(sight, network, visible, subject);
            }
        }
    }

    private static void explain(Sight sight, Network network, int visible, Verdicts.Case subject) {
        if (visible > 0) {
            subject.good(visible + (visible == 1 ? " route" : " routes") + " of " + network + " visible here");
        } else if (sight.isLegLost(network.index())) {
            subject.explained(LEG_LOST);
        } else if (sight.isPartial()) {
            subject.frozen("routes were dropped here: what is absent may be there");
        } else {
            subject.holds("nothing of " + network + " is visible here");
        }
    }

    /** Whether something of this network must be visible here. */
    boolean isExpected(Sight sight, Network network) {
        return settings.isEnabled()
                && sight.configured
                && network.declares(sight.family)
                && context.intent.expectedAt(network.index(), sight.vantage())
                && !settings.excepts(network.name(), sight.router(), sight.view.router.configuredAs(), sight.family);
    }
}
