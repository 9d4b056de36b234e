package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.intent.AttributeCheck;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RouteFacts;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.agent.rib.PathCursor;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;

/**
 * A rule that judges each route for itself, by its attributes and its owner: one finding a network, router and prefix.
 *
 * <p>{@link #objects} decides by the attributes, once for each distinct set of them; {@link #concerns} by the prefix, and is
 * asked only of routes whose attributes it objects to. A prefix breaks the rule if one of its paths does.
 */
abstract class RouteRule implements AttributeCheck, Explaining {
    final RuleContext context;
    final RuleSettings settings;
    /** Position in the catalogue. */
    private int position;

    private final PathCursor paths = new PathCursor();

    RouteRule(RuleContext context, RuleName name) {
        this.context = context;
        settings = context.intent.rule(name);
    }

    /** Whether the rule judges routes of this network; never while it is disabled. */
    @Override
    public final boolean uses(Network network) {
        return settings.isEnabled() && judges(network);
    }

    /** Whether the configuration asks for it. */
    abstract boolean judges(Network network);

    /** Why a route of the network does not break it, for people. */
    abstract String keeps(Network network);

    /** In which way a route with such attributes breaks it, for people. */
    abstract String breaks(RouteFacts facts, Network network);

    /** What there is to say of such attributes. */
    abstract Detail detail(RouteFacts facts, Network network);

    /** Whether the rule has anything to say of this prefix of the network at this router, by the intent alone. */
    boolean concerns(Sight sight, long high, long low, int length, Network network) {
        return true;
    }

    /** Whether a finding of OverlappingPrefix explains it now; the catalogue has such prefixes judged again. */
    boolean isExplained(Sight sight, int id, long high, long low, int length, Network network) {
        return false;
    }

    /** Whether this prefix is judged once more when what may explain it has been judged, and not told before. */
    boolean waits(Sight sight, int id) {
        return false;
    }

    /** Whether the rule leaves out all routes of a network at a sight. */
    boolean isLeftOut(Sight sight, int owner) {
        return false;
    }

    /** Whether the rule can say anything of the network's routes from what this router sent. */
    boolean isCertain(Sight sight, Network network) {
        return true;
    }

    /** A network has this prefix at a sight, has it no more, or has it with other attributes. */
    void judge(Sight sight, int id, long high, long low, int length, int owner) {
        judgeAs(sight, id, high, low, length, context.intent.network(owner));
    }

    /** The same of the network that the finding names. */
    final void judgeAs(Sight sight, int id, long high, long low, int length, Network network) {
        boolean broken = broken(sight, id, high, low, length, network) != RouteChange.ABSENT;
        SightGroup group = sight.routeGroups[place(network)];
        if (broken && isTrue(sight, id, high, low, length, network)) {
            if (group == null) {
                group = group(sight, network);
            }
            if (group.isTold(high, low, length) || !waits(sight, id)) {
                group.enter(id, high, low, length);
            }
        } else if (group != null && group.holds(id, high, low, length)) {
            group.leave(id, high, low, length, "the route is gone, or as it must be, or explained by another finding");
        }
    }

    private boolean isTrue(Sight sight, int id, long high, long low, int length, Network network) {
        return uses(network)
                && concerns(sight, high, low, length, network)
                && !isExplained(sight, id, high, low, length, network)
                && !(settings.hasExceptions()
                        && isExcepted(sight, network, new Prefix(sight.family, high, low, length)));
    }

    private boolean isExcepted(Sight sight, Network network, Prefix prefix) {
        return settings.excepts(network.name(), null, sight.router(), sight.view.router.configuredAs(), prefix);
    }

    /** The attributes of a path that breaks the rule, or {@link RouteChange#ABSENT}. */
    final int broken(Sight sight, int id, long high, long low, int length, Network network) {
        paths.reset(sight.view.router, sight.family, id);
        while (paths.next()) {
            int attributes = paths.attributeId();
            int owner = context.owner(sight, id, high, low, length, attributes);
            if (!isLeftOut(sight, owner)
                    && (owner == network.index()
                            || judgesStrangers()
                                    && owner == context.intent.unknown().index())
                    && (context.attribution.objections(sight.view.intent, attributes, network.index()) & bit()) != 0) {
                return attributes;
            }
        }
        return RouteChange.ABSENT;
    }

    @Override
    public final void explain(Inquiry inquiry, Verdicts verdicts) {
        boolean stranger =
                judgesStrangers() && inquiry.owners.get(context.intent.unknown().index());
        for (Network network : context.intent.networks()) {
            if (uses(network) && (stranger || inquiry.owners.get(network.index()))) {
                explain(inquiry, network, verdicts);
            }
        }
    }

    private void explain(Inquiry inquiry, Network network, Verdicts verdicts) {
        Sight sight = inquiry.sight;
        Prefix prefix = inquiry.prefix;
        Verdicts.Case subject = verdicts.at(settings, network, prefix);
        int broken = broken(sight, inquiry.id, prefix.high(), prefix.low(), prefix.length(), network);
        if (!concerns(sight, prefix.high(), prefix.low(), prefix.length(), network)) {
            if (inquiry.owners.get(network.index())) {
                subject.good("not within what " + network + " declares, or a default route");
            }
        } else if (broken == RouteChange.ABSENT) {
            subject.good(
                    isLeftOut(sight, network.index())
                            ? "own-routes: held: the router's own routes are not judged"
                            : keeps(network));
        } else if (!subject.isExcepted()) {
            if (isExplained(sight, inquiry.id, prefix.high(), prefix.low(), prefix.length(), network)) {
                subject.explained(verdicts.explainedBy(RuleName.OVERLAPPING_PREFIX));
            } else if (!isCertain(sight, network)) {
                subject.frozen("the router never sent a community of a kind that is asked for");
            } else {
                subject.holds(breaks(context.attribution.facts(sight.view.intent, broken), network));
            }
        }
    }

    /** Whether a finding of another engine still has a subject here. */
    final boolean mayAdopt(Sight sight, Network network, Finding finding) {
        Prefix prefix = finding.key().prefix();
        return uses(network)
                && (prefix == null
                        || concerns(sight, prefix.high(), prefix.low(), prefix.length(), network)
                                && !isExcepted(sight, network, prefix));
    }

    /** Where a network's findings at a sight are kept. */
    final SightGroup group(Sight sight, Network network) {
        SightGroup group = sight.routeGroups[place(network)];
        if (group == null) {
            group = new RouteGroup(context, this, sight, network);
            sight.routeGroups[place(network)] = group;
        }
        return group;
    }

    final int place(Network network) {
        return position * context.intent.networks().size() + network.index();
    }

    final void setPosition(int position) {
        this.position = position;
    }

    final int bit() {
        return 1 << position;
    }
}
