package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.agent.rib.PathCursor;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A route of one network that equals, lies within or covers the space of another.
 *
 * <p>Against declared space the route and the intent decide. Against live routes only those of both networks count that
 * their owners did not declare, since a declared one is the declared space's business; they stand in an index of their own.
 * One finding a route's prefix and victim, whatever the routers.
 */
final class OverlappingPrefix {
    static final String GONE = "the overlap is gone";

    private static final BitSet NOBODY = new BitSet();

    /** Live neighbours that are judged at once; further ones wait for a slice. */
    private static final int AT_ONCE = 256;
    /** Past so many waiting neighbourhoods of a family all of it is judged instead. */
    private static final int MOST_WAITING = 1024;

    private final RuleContext context;
    private final RuleSettings settings;
    private final OverlapEvidence evidence;
    private final Overlapped overlapped;
    private final List<OverlapGroup> groups = new ArrayList<>();
    private final Map<Integer, OverlapGroup> byPair = new HashMap<>();
    private final boolean[] compared;
    private final ArrayDeque<Neighbours> waiting = new ArrayDeque<>();
    private final ArrayDeque<Recount> recounts = new ArrayDeque<>();
    private final int[] waitingOf = new int[Family.count()];
    private final PathCursor paths = new PathCursor();

    /** Hears when OverlappingPrefix begins or ceases to explain a prefix. */
    interface Overlapped {
        void changed(Family family, int prefixId, long high, long low, int length);
    }

    /** Live routes at, above and below a prefix that are to be judged because somebody's route there changed. */
    private static final class Neighbours {
        final Family family;
        final Prefix around;
        /** Whose route changed; {@link RuleContext#NOBODY}: judge all for themselves. */
        final int network;

        long high;
        long low;
        int length;

        Neighbours(Family family, Prefix around, int network) {
            this.family = family;
            this.around = around;
            this.network = network;
            high = around.high();
            low = around.low();
            length = around.length();
        }
    }

    /** Members of a group that are to be judged because a router can be asked again. */
    private static final class Recount {
        final OverlapGroup group;
        int position;

        Recount(OverlapGroup group) {
            this.group = group;
        }
    }

    OverlappingPrefix(RuleContext context, EffectiveDefaultRoute effective, Overlapped overlapped) {
        this.context = context;
        this.overlapped = overlapped;
        settings = context.intent.rule(RuleName.OVERLAPPING_PREFIX);
        evidence = new OverlapEvidence(context, effective);
        int networks = context.intent.networks().size();
        compared = new boolean[networks];
        for (int a = 0; a < networks; a++) {
            for (int b = 0; b < networks; b++) {
                compared[a] |= a != b && context.intent.overlapCompared(a, b);
            }
        }
    }

    /** A network has this prefix at a sight from now on. */
    void gained(Sight sight, int id, long high, long low, int length, int network) {
        if (!settings.isEnabled() || length == 0 || !compared[network]) {
            return;
        }
        boolean declared = evidence.isDeclared(network, sight.family, high, low, length);
        if (declared && !evidence.hitsDeclared(sight.family, high, low, length, network)) {
            return;
        }
        sight.suspects.add(id);
        if (!declared) {
            evidence.live(sight.family).acquire(high, low, length, network);
        }
        judge(sight.family, new Prefix(sight.family, high, low, length), network);
    }

    /** A network has this prefix at a sight no more. */
    void lost(Sight sight, int id, long high, long low, int length, int network) {
        if (!sight.suspects.contains(id)) {
            return;
        }
        if (sight.view.router.attributes(sight.family, id) == RouteChange.ABSENT) {
            sight.suspects.remove(id);
        }
        if (!compared[network]) {
            return;
        }
        if (!evidence.isDeclared(network, sight.family, high, low, length)) {
            evidence.live(sight.family).release(high, low, length, network);
        }
        judge(sight.family, new Prefix(sight.family, high, low, length), network);
    }

    /** The same network's route has other attributes. */
    void refresh(Sight sight, int id, long high, long low, int length, int network) {
        if (!sight.suspects.contains(id)) {
            return;
        }
        for (OverlapGroup group : groups) {
            if (group.offender.index() == network && group.family == sight.family) {
                FindingGroup.Single single = group.single(high, low, length);
                if (single != null) {
                    group.refresh(single);
                }
            }
        }
    }

    /** Judges what stands in one row of a sight: it can be asked now, or its short routes are explained otherwise. */
    void judgeRow(Sight sight, int id) {
        if (!settings.isEnabled()) {
            return;
        }
        Prefix prefix = context.prefix(sight.family, id);
        paths.reset(sight.view.router, sight.family, id);
        int[] owners = new int[1];
        int count = 0;
        while (paths.next()) {
            int owner = context.owner(sight, id, prefix.high(), prefix.low(), prefix.length(), paths.attributeId());
            if (count == owners.length) {
                owners = java.util.Arrays.copyOf(owners, 2 * count);
            }
            owners[count++] = owner;
        }
        for (int i = 0; i < count; i++) {
            if (compared[owners[i]]) {
                judge(sight.family, prefix, owners[i]);
            }
        }
    }

    /** A router's family is judged from now on, or no more. */
    void convergenceChanged(Sight sight) {
        for (OverlapGroup group : groups) {
            if (group.family == sight.family) {
                List<Prefix> before = prefixes(group);
                group.convergenceChanged(sight.view.router.index());
                tellClosed(group, before);
                if (group.folded() != null) {
                    recount(group);
                }
            }
        }
    }

    /** A router is not there any more. */
    void forget(int router) {
        for (OverlapGroup group : groups) {
            List<Prefix> before = prefixes(group);
            group.forget(router);
            tellClosed(group, before);
            if (group.folded() != null) {
                recount(group);
            }
        }
    }

    /** Whether a finding stands for this prefix, whoever owns the route. */
    boolean holds(Family family, int id, long high, long low, int length) {
        for (int i = 0; i < groups.size(); i++) {
            OverlapGroup group = groups.get(i);
            if (group.family == family && group.isPublished() && group.holds(id, high, low, length)) {
                return true;
            }
        }
        return false;
    }

    /** Judges what waits; gives what is left of the budget. */
    int step(int budget) {
        int left = budget;
        while (left > 0 && !recounts.isEmpty()) {
            Recount first = recounts.element();
            OverlapGroup group = first.group;
            int id = group.members.next(first.position);
            if (id == IdSet.NONE) {
                recounts.remove();
                group.staleFold();
                continue;
            }
            first.position = id + 1;
            judge(group.family, group.prefix(id), group.offender.index(), group.victim.index());
            left--;
        }
        while (left > 0 && !waiting.isEmpty()) {
            Neighbours first = waiting.element();
            left = judgeNeighbours(first, left);
            if (left > 0) {
                waiting.remove();
                waitingOf[first.family.ordinal()]--;
            }
        }
        return left;
    }

    boolean hasWork() {
        return !waiting.isEmpty() || !recounts.isEmpty();
    }

    private void recount(OverlapGroup group) {
        recounts.removeIf(recount -> recount.group == group);
        recounts.add(new Recount(group));
    }

    /** Takes over a finding of another engine, and who showed it there; false if it has no subject here. */
    boolean adopt(
            Finding finding, Network offender, Network victim, Family family, @Nullable OverlappingPrefix previous) {
        Prefix prefix = finding.key().prefix();
        if (!settings.isEnabled() || !context.intent.overlapCompared(offender.index(), victim.index())) {
            return false;
        }
        Prefix declared = null;
        if (prefix != null) {
            declared = declaredHit(family, prefix, offender.index(), victim.index());
            boolean live = !isExcepted(prefix, offender.index(), victim.index())
                    && evidence.offends(offender.index(), victim.index())
                    && !evidence.isDeclared(offender.index(), family, prefix.high(), prefix.low(), prefix.length());
            boolean same =
                    declared == null ? live : declared.equals(finding.key().otherPrefix());
            if (!same || wasDeclared(finding) != (declared != null)) {
                return false;
            }
        }
        OverlapGroup before = previous == null ? null : previous.group(finding.key());
        group(family, offender.index(), victim.index()).adopt(finding, declared, before);
        int id = prefix == null
                ? PrefixTable.NONE
                : context.rib.prefixes(family).find(prefix.high(), prefix.low(), prefix.length());
        if (prefix != null && id != PrefixTable.NONE) {
            overlapped.changed(family, id, prefix.high(), prefix.low(), prefix.length());
        }
        return true;
    }

    private static boolean wasDeclared(Finding finding) {
        return finding.detail() instanceof Detail.Overlap overlap && overlap.declared();
    }

    /** The group of a finding, or null. */
    private @Nullable OverlapGroup group(FindingKey key) {
        for (OverlapGroup group : groups) {
            if (group.family == key.family()
                    && group.offender.name().equals(key.network())
                    && group.victim.name().equals(key.otherNetwork())) {
                return group;
            }
        }
        return null;
    }

    /** All that was taken over has been judged: closes what nobody shows who could be asked again. */
    void settled() {
        for (OverlapGroup group : groups) {
            List<Prefix> before = prefixes(group);
            group.closeUnfounded();
            tellClosed(group, before);
            if (group.folded() != null) {
                recount(group);
            }
        }
    }

    /** Judges a route of a network against everybody, and everybody's live routes against it. */
    private void judge(Family family, Prefix prefix, int network) {
        BitSet victims = new BitSet();
        evidence.declaredVictims(family, prefix.high(), prefix.low(), prefix.length(), network, victims);
        boolean undeclared = !evidence.isDeclared(network, family, prefix.high(), prefix.low(), prefix.length());
        if (undeclared) {
            liveVictims(family, network, victims);
        }
        for (int i = 0; i < groups.size(); i++) {
            OverlapGroup group = groups.get(i);
            if (group.family == family && group.offender.index() == network) {
                victims.set(group.victim.index());
            }
        }
        for (int victim = victims.nextSetBit(0); victim >= 0; victim = victims.nextSetBit(victim + 1)) {
            judge(family, prefix, network, victim);
        }
        if (undeclared) {
            judgeSingles(family, prefix, network);
            Neighbours neighbours = new Neighbours(family, prefix, network);
            if (judgeNeighbours(neighbours, AT_ONCE) <= 0) {
                await(neighbours);
            }
        }
    }

    private void judge(Family family, Prefix prefix, int offender, int victim) {
        Prefix declared = declaredHit(family, prefix, offender, victim);
        boolean live = false;
        if (declared == null
                && evidence.offends(offender, victim)
                && !isExcepted(prefix, offender, victim)
                && !evidence.isDeclared(offender, family, prefix.high(), prefix.low(), prefix.length())) {
            evidence.lookForVictim(family, prefix, offender, victim);
            live = evidence.lowestLive() != null;
        }
        BitSet showing = evidence.showing(family, prefix, offender);
        boolean holds = (declared != null || live) && !showing.isEmpty();
        OverlapGroup group = byPair.get(pair(family, offender, victim));
        if (group == null && !holds) {
            return;
        }
        if (group == null) {
            group = group(family, offender, victim);
        }
        int id = group.find(prefix);
        boolean before = holds(family, id, prefix.high(), prefix.low(), prefix.length());
        if (holds) {
            if (live) {
                showing.or(evidence.victimRouters());
            }
            group.shownBy(id, showing);
            group.enter(id, prefix.high(), prefix.low(), prefix.length());
        } else if (group.single(prefix.high(), prefix.low(), prefix.length()) != null
                || !evidence.isHeld(family, prefix, offender)
                || group.mayCloseFolded()) {
            group.shownBy(id, NOBODY);
            group.leave(id, prefix.high(), prefix.low(), prefix.length(), GONE);
        }
        if (before != holds(family, id, prefix.high(), prefix.low(), prefix.length()) && id != IdSet.NONE) {
            overlapped.changed(family, id, prefix.high(), prefix.low(), prefix.length());
        }
    }

    /** Judges what stands open against a network around a prefix: its routes may be out of sight, and so not in the index. */
    private void judgeSingles(Family family, Prefix prefix, int victim) {
        for (int i = 0; i < groups.size(); i++) {
            OverlapGroup group = groups.get(i);
            if (group.family == family && group.victim.index() == victim) {
                for (Prefix single : prefixes(group)) {
                    if (single.overlaps(prefix)) {
                        judge(family, single, group.offender.index(), victim);
                    }
                }
            }
        }
    }

    /** Judges live routes around a place that may offend against it; at or below 0 if the budget did not last. */
    private int judgeNeighbours(Neighbours job, int budget) {
        LiveIndex index = evidence.live(job.family);
        Prefix around = job.around;
        int left = budget;
        List<Prefix> found = new ArrayList<>();
        BitSet owners = new BitSet();
        if (job.high == around.high() && job.low == around.low() && job.length == around.length()) {
            for (int node = index.firstContaining(around.high(), around.low(), around.length());
                    node != LiveIndex.NIL;
                    node = index.nextContaining(node, around.high(), around.low(), around.length())) {
                found.add(new Prefix(job.family, index.high(node), index.low(node), index.length(node)));
            }
            for (Prefix prefix : found) {
                judgeOwners(job, prefix, owners);
                left--;
            }
        }
        while (left > 0) {
            int node = index.nextWithin(around.high(), around.low(), around.length(), job.high, job.low, job.length);
            if (node == LiveIndex.NIL) {
                return left;
            }
            job.high = index.high(node);
            job.low = index.low(node);
            job.length = index.length(node);
            judgeOwners(job, new Prefix(job.family, job.high, job.low, job.length), owners);
            left--;
        }
        return left;
    }

    private void judgeOwners(Neighbours job, Prefix prefix, BitSet owners) {
        LiveIndex index = evidence.live(job.family);
        owners.clear();
        index.addOwners(prefix.high(), prefix.low(), prefix.length(), owners);
        for (int owner = owners.nextSetBit(0); owner >= 0; owner = owners.nextSetBit(owner + 1)) {
            if (job.network == RuleContext.NOBODY) {
                for (int victim = 0; victim < compared.length; victim++) {
                    if (victim != owner && context.intent.overlapCompared(owner, victim)) {
                        judge(job.family, prefix, owner, victim);
                    }
                }
            } else if (owner != job.network
                    && context.intent.overlapCompared(owner, job.network)
                    && evidence.offends(owner, job.network)) {
                judge(job.family, prefix, owner, job.network);
            }
        }
    }

    private void await(Neighbours job) {
        int family = job.family.ordinal();
        if (waitingOf[family] < MOST_WAITING) {
            waitingOf[family]++;
            waiting.add(job);
            return;
        }
        waiting.removeIf(other -> other.family == job.family);
        waiting.add(new Neighbours(job.family, new Prefix(job.family, 0, 0, 0), RuleContext.NOBODY));
        waitingOf[family] = 1;
    }

    private @Nullable Prefix declaredHit(Family family, Prefix prefix, int offender, int victim) {
        return isExcepted(prefix, offender, victim) ? null : evidence.declaredHit(family, prefix, offender, victim);
    }

    private boolean isExcepted(Prefix prefix, int offender, int victim) {
        return settings.excepts(
                context.intent.network(offender).name(),
                context.intent.network(victim).name(),
                null,
                null,
                prefix);
    }

    private void liveVictims(Family family, int offender, BitSet into) {
        for (int victim = 0; victim < compared.length; victim++) {
            if (victim != offender
                    && evidence.offends(offender, victim)
                    && evidence.live(family).has(victim)
                    && context.intent.overlapCompared(offender, victim)) {
                into.set(victim);
            }
        }
    }

    private List<Prefix> prefixes(OverlapGroup group) {
        return group.singles.stream().map(single -> single.prefix).toList();
    }

    private void tellClosed(OverlapGroup group, List<Prefix> before) {
        for (Prefix prefix : before) {
            int id = group.find(prefix);
            if (id != PrefixTable.NONE && !holds(group.family, id, prefix.high(), prefix.low(), prefix.length())) {
                overlapped.changed(group.family, id, prefix.high(), prefix.low(), prefix.length());
            }
        }
    }

    private OverlapGroup group(Family family, int offender, int victim) {
        int pair = pair(family, offender, victim);
        OverlapGroup group = byPair.get(pair);
        if (group == null) {
            group = new OverlapGroup(
                    context,
                    settings,
                    evidence,
                    context.intent.network(offender),
                    context.intent.network(victim),
                    family);
            byPair.put(pair, group);
            groups.add(group);
        }
        return group;
    }

    private int pair(Family family, int offender, int victim) {
        return (offender * compared.length + victim) * Family.count() + family.ordinal();
    }
}
