package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.PolicyCounts;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.config.value.Family;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One router's family as the rules see it: what is true of its routes, by network, and what of that is judged.
 *
 * <p>Counters and sets follow every change. Findings follow them only while {@link #judged}.
 */
public final class Sight {
    final RouterView view;
    final Family family;
    /** The operator wants this family from this router; only then can anything be missing. */
    final boolean configured;
    /** The table says that the view is whole, and it is not too late to have looked at all of it. */
    boolean converged;
    /** Converged, and everything that was true at convergence has been published. */
    boolean judged;
    /** Routes by network, a prefix once. */
    final int[] routes;
    /** Those of them that make something visible. */
    final int[] visible;
    /** Sum of the sizes of all prefixes but the default by network that may amount to one, in units of {@link AddressSpace}. */
    final long[] sums;
    /** Networks that own a default route here. */
    final BitSet defaults = new BitSet();
    /** Networks that own one that makes something visible. */
    final BitSet visibleDefaults = new BitSet();
    /** Prefixes here that overlap somebody's declared space, or lie outside their owner's. */
    final IdSet suspects = new IdSet();
    /** Prefixes here, the default left out, that a finding of EffectiveDefaultRoute explains. */
    final IdSet shortRoutes = new IdSet();
    /** Networks for which UnexpectedDefaultRoute is open. */
    final BitSet forbiddenDefaults = new BitSet();
    /** Networks for which DefaultRouteMissing is open. */
    final BitSet missingDefaults = new BitSet();
    /** Networks for which NetworkInvisible holds. */
    final BitSet invisible = new BitSet();
    /** Networks for which UnexpectedVisibility holds. */
    final BitSet surplus = new BitSet();

    /** By network: whether EffectiveDefaultRoute judges it here. */
    final boolean[] mayAmountToDefault;
    /** By network: no rule cares for a single route, the default and short ones left out, but for the first and the last. */
    final boolean[] carefree;
    /** What was counted last for metrics; null if something has changed since. */
    @Nullable
    List<PolicyCounts.NetworkCount> counts;

    final EffectiveDefaultRoute.@Nullable Subject[] effective;
    /** By network: the legs of connections that this router's routes count for. */
    final Leg[][] legs;
    /** Whether there is any. */
    boolean hasLegs;

    /** What planned changes do here. */
    PlannedRoutes[] planned = {};
    /** What is told of it: two groups a network that changes here. */
    List<PlannedGroup> plannedGroups = List.of();

    final @Nullable SightGroup[] unexpected;
    final @Nullable SightGroup[] bogons;
    final @Nullable RequiredCoverage[] coverage;
    /** Kinds of communities that the router sent with this family, as far as {@link CommunityWatch} asks, a bit each. */
    int sentCommunities;
    /** A network has its first route here, or its last one no more, since it was asked whether one lacks communities. */
    boolean cameOrWent;
    /** ViewPartial was told that there is one that it did not send, and should have. */
    boolean lackingCommunities;
    /** Of ViewPartial: what the router always announces. */
    final Canaries canaries;
    /** ViewPartial says that nothing of this family has come. */
    boolean silenceTold;
    /** Of {@link RouteRules}, by rule and network. */
    @Nullable
    SightGroup[] routeGroups = {};

    /** Of PrefixCountChange: what is usual; null until it was learned. */
    @Nullable
    CountLevels levels;

    /** Counts may have changed since they were last looked at. */
    boolean recount = true;

    /** Networks for which PrefixCountChange holds, and those of which the level was learned under another intent. */
    final BitSet unusual = new BitSet();

    final BitSet learnedBefore = new BitSet();

    /** Of a limit on announcements, by network: how often a path was told anew; null if nobody asks. */
    int @Nullable [] retold;

    @Nullable
    SightGroup flapping;

    /** Of PrefixFlapping: changes are seen before it is judged, since another engine, that had judged it, saw them. */
    boolean changesSeen;

    Sight(RuleContext context, RouterView view, Family family) {
        this.view = view;
        this.family = family;
        configured = view.intent.families().contains(family);
        canaries = new Canaries(view.intent.canaries(), family);
        int networks = context.intent.networks().size();
        routes = new int[networks];
        visible = new int[networks];
        sums = new long[networks];
        mayAmountToDefault = new boolean[networks];
        carefree = new boolean[networks];
        effective = new EffectiveDefaultRoute.Subject[networks];
        legs = new Leg[networks][];
        Arrays.fill(legs, Leg.NONE);
        unexpected = new SightGroup[networks];
        bogons = new SightGroup[networks];
        coverage = new RequiredCoverage[networks];
    }

    String router() {
        return view.router.name();
    }

    int vantage() {
        return view.intent.vantage();
    }

    /** A network has a prefix more or less, {@link RuleContext#NOBODY} for none. */
    void count(int lost, int gained, int unseen, int seen) {
        counts = null;
        recount = true;
        if (lost >= 0) {
            cameOrWent |= --routes[lost] == 0;
        }
        if (gained >= 0) {
            cameOrWent |= routes[gained]++ == 0;
        }
        if (unseen >= 0) {
            visible[unseen]--;
        }
        if (seen >= 0) {
            visible[seen]++;
        }
    }

    /** Whether no rule can have more to say than before, what most routes of a full table are. */
    boolean isCarefree(int id, long high, int length, int lost, int gained, int unseen, int seen) {
        return !AddressSpace.isShort(family, high, length)
                && length > 0
                && (lost < 0 || carefree[lost] && !suspects.contains(id))
                && (gained < 0 || carefree[gained])
                && (unseen < 0 || carefree[unseen] && visible[unseen] > 0)
                && (seen < 0 || carefree[seen] && visible[seen] > 1);
    }

    /** A short prefix is here, or no more. */
    void noteShortRoute(int id, int gained) {
        if (gained >= 0) {
            shortRoutes.add(id);
        } else if (view.router.attributes(family, id) == 0) {
            shortRoutes.remove(id);
        }
    }

    /** Whether something was dropped here, so that what is absent may be there all the same. */
    boolean isPartial() {
        return view.router.isPartial(family);
    }

    /** Whether the default and Unexpected… rules leave this network out here: the router shows more than it sends on. */
    boolean isHeldOwn(Network network) {
        return view.intent.ownRoutesHeld() && network.index() == vantage();
    }

    /** Whether RedundancyLost says that the leg here has lost this network; where both are here, the other one should show it. */
    boolean isLegLost(int network) {
        for (Leg leg : legs[network]) {
            if (leg.pair.lost == leg && !isHere(leg.other(), network)) {
                return true;
            }
        }
        return false;
    }

    private boolean isHere(Leg wanted, int network) {
        for (Leg leg : legs[network]) {
            if (leg == wanted) {
                return true;
            }
        }
        return false;
    }

    /** What is remembered of the routes here, bytes. */
    long bytes() {
        long bytes = suspects.bytes() + shortRoutes.bytes() + (levels == null ? 0 : levels.bytes());
        for (int network = 0; network < routes.length; network++) {
            RequiredCoverage required = coverage[network];
            bytes += required == null ? 0 : required.bytes();
            bytes += bytes(unexpected[network]) + bytes(bogons[network]);
        }
        for (SightGroup group : routeGroups) {
            bytes += group == null ? 0 : group.members.bytes();
        }
        return bytes;
    }

    private static long bytes(@Nullable SightGroup group) {
        return group == null ? 0 : group.members.bytes();
    }
}
