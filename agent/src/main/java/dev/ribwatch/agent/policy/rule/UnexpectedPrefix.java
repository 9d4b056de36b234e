package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.agent.rib.PathCursor;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;

/**
 * A route outside its network's prefixes, or of a length that they do not allow. Blocks that a connection declares are space
 * of the network that the provider uses them for; addresses of links are expected at the ends of these links alone.
 */
final class UnexpectedPrefix implements Explaining {
    /** Why the findings of a network at a router closed, if that is why. */
    static final String NOT_CONNECTED = "explained by UnexpectedVisibility";

    private static final String GONE = "the route is gone, or expected, or explained by another finding";

    private final RuleContext context;
    private final RuleSettings settings;
    private final EffectiveDefaultRoute effective;
    private final OverlappingPrefix overlaps;
    private final PathCursor paths = new PathCursor();

    UnexpectedPrefix(RuleContext context, EffectiveDefaultRoute effective, OverlappingPrefix overlaps) {
        this.context = context;
        this.effective = effective;
        this.overlaps = overlaps;
        settings = context.intent.rule(RuleName.UNEXPECTED_PREFIX);
    }

    /** A network has this prefix at a sight, or has it no more. */
    void judge(Sight sight, int id, long high, long low, int length, int network, boolean present) {
        SightGroup group = sight.unexpected[network];
        if (present && effective.mayExplain(sight, network, high, length)) {
            return; // stays as it is until that is known
        }
        if (present && isTrue(sight, id, high, low, length, network)) {
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
        SightGroup group = sight.unexpected[network];
        if (group != null) {
            FindingGroup.Single single = group.single(high, low, length);
            if (single != null) {
                group.refresh(single);
            }
        }
    }

    /** Whether another finding explains this prefix may have changed. */
    void reconsider(Family family, int id, long high, long low, int length) {
        for (RouterView view : context.views) {
            if (view != null) {
                reconsider(view.sight(family), id, high, low, length);
            }
        }
    }

    /** The same at one sight. */
    void reconsider(Sight sight, int id, long high, long low, int length) {
        paths.reset(sight.view.router, sight.family, id);
        while (paths.next()) {
            int owner = context.owner(sight, id, high, low, length, paths.attributeId());
            judge(sight, id, high, low, length, owner, true);
        }
    }

    /** Publishes whether UnexpectedVisibility explains all that a network has at a sight. */
    void supersede(Sight sight, int network) {
        SightGroup group = sight.unexpected[network];
        if (group != null) {
            group.supersede(sight.surplus.get(network), NOT_CONNECTED);
        }
    }

    /** Whether a finding of another engine still has a subject here. */
    boolean mayAdopt(Sight sight, Network network, Finding finding) {
        Prefix prefix = finding.key().prefix();
        return settings.isEnabled()
                && !network.isOpen()
                && !sight.isHeldOwn(network)
                && (prefix == null
                        || !context.attribution.isPermitted(network.index(), sight.vantage(), prefix)
                                && !context.intent.exemptByOverlap(network.index(), prefix)
                                && !settings.excepts(
                                        network.name(),
                                        null,
                                        sight.router(),
                                        sight.view.router.configuredAs(),
                                        prefix));
    }

    /** Where a network's findings at a sight are kept. */
    SightGroup group(Sight sight, int network) {
        SightGroup group = sight.unexpected[network];
        if (group == null) {
            group = new OwnedGroup(context, settings, sight, context.intent.network(network));
            sight.unexpected[network] = group;
            supersede(sight, network);
        }
        return group;
    }

    private boolean isTrue(Sight sight, int id, long high, long low, int length, int network) {
        if (!settings.isEnabled()
                || length == 0
                || context.attribution.isPermitted(network, sight.vantage(), sight.family, id, high, low, length)) {
            return false;
        }
        Network owner = context.intent.network(network);
        if (sight.isHeldOwn(owner)
                || effective.explains(sight, network, high, length)
                || overlaps.holds(sight.family, id, high, low, length)) {
            return false;
        }
        Prefix prefix = new Prefix(sight.family, high, low, length);
        return !context.intent.exemptByOverlap(network, prefix)
                && !settings.excepts(owner.name(), null, sight.router(), sight.view.router.configuredAs(), prefix);
    }

    @Override
    public void explain(Inquiry inquiry, Verdicts verdicts) {
        for (Network owner : inquiry.owners()) {
            explain(inquiry, owner, verdicts.at(settings, owner, inquiry.prefix), verdicts);
        }
    }

    private void explain(Inquiry inquiry, Network owner, Verdicts.Case subject, Verdicts verdicts) {
        Sight sight = inquiry.sight;
        Prefix prefix = inquiry.prefix;
        int network = owner.index();
        String link = inquiry.linkAround();
        String declared = inquiry.placeIn(owner);
        if (inquiry.isDefault()) {
            subject.explained("a default route is the business of UnexpectedDefaultRoute");
        } else if (owner.isOpen()) {
            subject.good(owner + " is open: there are no prefixes to hold it to");
        } else if (link != null && context.attribution.isOfLink(network, sight.vantage(), prefix)) {
            subject.good(link);
        } else if (context.attribution.isPermitted(network, sight.vantage(), prefix)) {
            subject.good(declared);
        } else if (sight.isHeldOwn(owner)) {
            subject.good("own-routes: held: the router's own routes are not judged");
        } else if (context.intent.exemptByOverlap(network, prefix)) {
            subject.excepted("policy.overlap.allow lets " + owner + " use it");
        } else if (!subject.isExcepted()) {
            String objection = link == null ? declared : declared + "; " + link + ", expected at their own ends alone";
            explainDeviation(inquiry, network, objection, subject, verdicts);
        }
    }

    /** Whether another finding stands for it. */
    private void explainDeviation(
            Inquiry inquiry, int network, String declared, Verdicts.Case subject, Verdicts verdicts) {
        Sight sight = inquiry.sight;
        Prefix prefix = inquiry.prefix;
        if (effective.mayExplain(sight, network, prefix.high(), prefix.length())) {
            subject.frozen("it cannot be told yet whether EffectiveDefaultRoute explains it");
        } else if (effective.explains(sight, network, prefix.high(), prefix.length())) {
            subject.explained("explained by EffectiveDefaultRoute");
        } else if (overlaps.holds(sight.family, inquiry.id, prefix.high(), prefix.low(), prefix.length())) {
            subject.explained(verdicts.explainedBy(RuleName.OVERLAPPING_PREFIX));
        } else if (sight.surplus.get(network)) {
            subject.explained(NOT_CONNECTED);
        } else {
            subject.holds(declared);
        }
    }
}
