package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.ReservedSpace;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.agent.rib.PathCursor;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;

/**
 * A route in reserved space that its network may not use: an open network none of it, any other one only what is reserved
 * for a purpose of which it declares a prefix or has a block, where an overlap is allowed, or in a block of a link between it
 * and the vantage. Where in such space its routes lie is not this rule's question.
 */
final class Bogon implements Explaining {
    private static final String GONE = "the route is gone, or explained by another finding";

    private final RuleContext context;
    private final RuleSettings settings;
    private final EffectiveDefaultRoute effective;
    private final PathCursor paths = new PathCursor();

    Bogon(RuleContext context, EffectiveDefaultRoute effective) {
        this.context = context;
        this.effective = effective;
        settings = context.intent.rule(RuleName.BOGON);
    }

    /** Whether a prefix lies in reserved space, so that somebody may not use it. */
    boolean concerns(Family family, long high, long low, int length) {
        return settings.isEnabled() && ReservedSpace.around(family, high, low, length) != null;
    }

    /** A network has this prefix at a sight, or has it no more. */
    void judge(Sight sight, int id, long high, long low, int length, int network, boolean present) {
        SightGroup group = sight.bogons[network];
        if (present && effective.mayExplain(sight, network, high, length)) {
            return; // stays as it is until that is known
        }
        if (present && isTrue(sight, high, low, length, network)) {
            if (group == null) {
                group = group(sight, network);
            }
            if (!group.members.contains(id)) {
                group.enter(id, high, low, length);
            }
        } else if (group != null && group.holds(id, high, low, length)) {
            group.leave(id, high, low, length, GONE);
        }
    }

    /** The same network's route has other attributes. */
    void refresh(Sight sight, long high, long low, int length, int network) {
        SightGroup group = sight.bogons[network];
        FindingGroup.Single single = group == null ? null : group.single(high, low, length);
        if (group != null && single != null) {
            group.refresh(single);
        }
    }

    /** Whether EffectiveDefaultRoute explains this prefix at a sight may have changed. */
    void reconsider(Sight sight, int id, long high, long low, int length) {
        if (!concerns(sight.family, high, low, length)) {
            return;
        }
        paths.reset(sight.view.router, sight.family, id);
        while (paths.next()) {
            int owner = context.owner(sight, id, high, low, length, paths.attributeId());
            judge(sight, id, high, low, length, owner, true);
        }
    }

    /** Whether a finding of another engine still has a subject here. */
    boolean mayAdopt(Sight sight, Network network, Finding finding) {
        Prefix prefix = finding.key().prefix();
        return settings.isEnabled() && (prefix == null || isForbidden(sight, network, prefix));
    }

    /** Where a network's findings at a sight are kept. */
    SightGroup group(Sight sight, int network) {
        SightGroup group = sight.bogons[network];
        if (group == null) {
            group = new OwnedGroup(context, settings, sight, context.intent.network(network));
            sight.bogons[network] = group;
        }
        return group;
    }

    private boolean isTrue(Sight sight, long high, long low, int length, int network) {
        return concerns(sight.family, high, low, length)
                && !effective.explains(sight, network, high, length)
                && isForbidden(sight, context.intent.network(network), new Prefix(sight.family, high, low, length));
    }

    private boolean isForbidden(Sight sight, Network network, Prefix prefix) {
        ReservedSpace.Block block = ReservedSpace.around(prefix);
        return block != null
                && !network.mayUse(block)
                && !context.intent.exemptByOverlap(network.index(), prefix)
                && !context.attribution.isOfLink(network.index(), sight.vantage(), prefix)
                && !settings.excepts(network.name(), null, sight.router(), sight.view.router.configuredAs(), prefix);
    }

    @Override
    public void explain(Inquiry inquiry, Verdicts verdicts) {
        for (Network owner : inquiry.owners()) {
            explain(inquiry, owner, verdicts.at(settings, owner, inquiry.prefix));
        }
    }

    private void explain(Inquiry inquiry, Network owner, Verdicts.Case subject) {
        Sight sight = inquiry.sight;
        int length = inquiry.prefix.length();
        ReservedSpace.Block block = ReservedSpace.around(inquiry.prefix);
        String link = inquiry.linkAround();
        if (block == null) {
            subject.good("it lies in no reserved block");
            return;
        }
        String reserved = block.prefix() + " is reserved for " + block.purpose().text();
        if (owner.mayUse(block)) {
            subject.good(reserved + ", of which " + owner + " declares some");
        } else if (context.intent.exemptByOverlap(owner.index(), inquiry.prefix)) {
            subject.excepted("policy.overlap.allow lets " + owner + " use it");
        } else if (link != null && context.attribution.isOfLink(owner.index(), sight.vantage(), inquiry.prefix)) {
            subject.good(link);
        } else if (!subject.isExcepted()) {
            if (effective.mayExplain(sight, owner.index(), inquiry.prefix.high(), length)) {
                subject.frozen("it cannot be told yet whether EffectiveDefaultRoute explains it");
            } else if (effective.explains(sight, owner.index(), inquiry.prefix.high(), length)) {
                subject.explained("explained by EffectiveDefaultRoute");
            } else {
                subject.holds(reserved + ", of which " + owner + " declares nothing");
            }
        }
    }
}
