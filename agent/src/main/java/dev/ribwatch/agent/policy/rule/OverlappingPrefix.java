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
import java.util.ArrayList;
import java.util.Arrays;
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
final class OverlappingPrefix implements OverlapQueue.Judge {
    static final String GONE = "the overlap is gone";

    private static final BitSet NOBODY = new BitSet();

    private final RuleContext context;
    private final RuleSettings settings;
    private final OverlapEvidence evidence;
    private final Overlapped overlapped;
    private final List<OverlapGroup> groups = new ArrayList<>();
    private final Map<Integer, OverlapGroup> byPair = new HashMap<>();
    private final boolean[] compared;
    final OverlapQueue queue;
    /** By family: networks whose live routes changed while the engine was going live: some had been judged. */
    private final BitSet[] late = new BitSet[Family.count()];

    private final BitSet victims = new BitSet();
    private int[] owners = new int[4];
    private final PathCursor paths = new PathCursor();

    /** Hears when OverlappingPrefix begins or ceases to explain a prefix. */
    interface Overlapped {
        void changed(Family family, int prefixId, long high, long low, int length);
    }

    OverlappingPrefix(RuleContext context, EffectiveDefaultRoute effective, Overlapped overlapped) {
        this.context = context;
        this.overlapped = overlapped;
        settings = context.intent.rule(RuleName.OVERLAPPING_PREFIX);
        evidence = new OverlapEvidence(context, effective);
        queue = new OverlapQueue(context, evidence, this);
        Arrays.setAll(late, family -> new BitSet());
        int networks = context.intent.networks().size();
        compared = new boolean[networks];
        for (int a = 0; a < networks; a++) {
            for (int b = 0; b < networks; b++) {
                compared[a] |= settings.isEnabled() && a != b && context.intent.overlapCompared(a, b);
            }
        }
    }

    /** Whether overlaps of this network with any other are looked for. */
    boolean isCompared(int network) {
        return compared[network];
    }

    /** A network has this prefix at a sight from now on. */
    void gained(Sight sight, int id, long high, long low, int length, int network) {
        if (length == 0 || !compared[network]) {
            return;
        }
        boolean declared = evidence.isDeclared(network, sight.family, high, low, length);
        if (declared && !evidence.hitsDeclared(sight.family, high, low, length, network)) {
            return;
        }
        sight.suspects.add(id);
        if (!declared) {
            evidence.routes().acquire(sight, id, high, low, length, network);
        }
        if (sight.converged) { // else it speaks for nothing yet
            changed(sight.family, network);
            judge(sight.family, high, low, length, network);
        }
    }

    /** A network has this prefix at a sight no more: what it is replaced by must not meet it. */
    void release(Sight sight, int id, long high, long low, int length, int network) {
        if (compared[network]
                && sight.suspects.contains(id)
                && !evidence.isDeclared(network, sight.family, high, low, length)) {
            evidence.routes().release(sight, id, high, low, length, network);
        }
    }

    /** The same, after {@link #release} and {@link #gained}: judges what that changes. */
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
        if (sight.converged) {
            changed(sight.family, network);
            judge(sight.family, high, low, length, network);
            return;
        }
        for (int i = 0; i < groups.size(); i++) {
            OverlapGroup group = groups.get(i);
            if (group.family == sight.family && group.offender.index() == network && group.members.contains(id)) {
                judge(sight.family, new Prefix(sight.family, high, low, length), network, group.victim.index());
            }
        }
    }

    /** Live routes of a network speak for more or less than they did, and the engine may be going live meanwhile. */
    void changed(Family family, int network) {
        if (!context.settled) {
            late[family.ordinal()].set(network);
        }
    }

    /** The same of all that a sight shows, which can be asked now. */
    void changed(Sight sight) {
        evidence.routes().owners(sight.family).stream().forEach(network -> changed(sight.family, network));
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
        PrefixTable table = context.rib.prefixes(sight.family);
        long high = table.high(id);
        long low = table.low(id);
        int length = table.length(id);
        paths.reset(sight.view.router, sight.family, id);
        int count = 0;
        while (paths.next()) {
            int owner = context.owner(sight, id, high, low, length, paths.attributeId());
            if (count == owners.length) {
                owners = Arrays.copyOf(owners, 2 * count);
            }
            owners[count++] = owner;
        }
        for (int i = 0; i < count; i++) {
            if (compared[owners[i]]) {
                judge(sight.family, high, low, length, owners[i]);
            }
        }
    }

    /** Whether a route of this prefix here overlaps declared space of others; this says nothing of what explains it. */
    boolean offendsDeclared(Sight sight, int id) {
        Prefix prefix = context.prefix(sight.family, id);
        paths.reset(sight.view.router, sight.family, id);
        while (paths.next()) {
            int owner = context.owner(sight, id, prefix.high(), prefix.low(), prefix.length(), paths.attributeId());
            if (compared[owner]) {
                BitSet hit = new BitSet();
                evidence.declaredVictims(sight.family, prefix.high(), prefix.low(), prefix.length(), owner, hit);
                if (hit.stream().anyMatch(victim -> declaredHit(sight.family, prefix, owner, victim) != null)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A router's family is judged from now on, or no more. */
    void convergenceChanged(Sight sight) {
        for (OverlapGroup group : groups) {
            if (group.family == sight.family) {
                List<Prefix> before = prefixes(group);
                group.convergenceChanged(sight.view.router.index());
                tellClosed(group, before);
                if (group.folded() != null) {
                    queue.addRecount(group);
                }
            }
        }
    }

    /**
     * A router is not there any more.
     *
     * @param end what became of it, to be said after "the router was"
     */
    void forget(int router, String end) {
        for (OverlapGroup group : groups) {
            List<Prefix> before = prefixes(group);
            group.forget(router, end);
            tellClosed(group, before);
            if (group.folded() != null) {
                queue.addRecount(group);
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

    /** Prefixes that a finding stands for, of each pair of networks that has one. */
    List<IdSet> overlapping(Family family) {
        List<IdSet> overlapping = new ArrayList<>();
        for (OverlapGroup group : groups) {
            if (group.family == family && group.isPublished()) {
                overlapping.add(group.members);
            }
        }
        return overlapping;
    }

    /** Whether a prefix is one of those that this shared finding stands for. */
    boolean shares(FindingKey key, Prefix prefix) {
        OverlapGroup group = key.prefix() == null ? group(key) : null;
        return group != null
                && group.holds(group.find(prefix), prefix.high(), prefix.low(), prefix.length())
                && group.single(prefix.high(), prefix.low(), prefix.length()) == null;
    }

    /** Judges what waits. */
    void step(Slice slice) {
        evidence.routes().step(slice, this::built);
        if (!isBuilding()) {
            queue.step(slice);
        }
    }

    boolean hasWork() {
        return isBuilding() || queue.hasWork();
    }

    /** Whether it cannot be told yet what live routes there are. */
    boolean isBuilding() {
        return evidence.routes().hasWork();
    }

    /** All live routes of a network can be found now: judges what could not be told. */
    private void built(Family family, int network) {
        if (!context.settled) {
            return; // all of it will be
        }
        queue.addAll(family, network);
        BitSet owners = evidence.routes().owners(family);
        for (int victim = owners.nextSetBit(0); victim >= 0; victim = owners.nextSetBit(victim + 1)) {
            if (evidence.mayOffend(network, victim)) {
                queue.addAll(family, victim);
            }
        }
        for (OverlapGroup group : groups) {
            if (group.family == family && group.victim.index() == network && group.folded() != null) {
                queue.addRecount(group);
            }
        }
    }

    private void keep(Family family, int offender, int victim) {
        evidence.routes().keep(family, offender);
        evidence.routes().keep(family, victim);
    }

    long bytes() {
        return evidence.routes().bytes();
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
        if (declared == null) {
            keep(family, offender.index(), victim.index());
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

    /** All that was there has been judged: closes what nobody shows who could be asked; goes on with what came late. */
    void settled() {
        for (OverlapGroup group : groups) {
            List<Prefix> before = prefixes(group);
            group.closeUnfounded();
            tellClosed(group, before);
            if (group.folded() != null) {
                queue.addRecount(group);
            }
        }
        for (Family family : Family.values()) {
            late[family.ordinal()].stream().forEach(victim -> queue.addAll(family, victim));
            late[family.ordinal()].clear();
        }
    }

    /** Judges a route of a network against everybody; has everybody's live routes judged against it. */
    private void judge(Family family, long high, long low, int length, int network) {
        victims.clear();
        evidence.declaredVictims(family, high, low, length, network, victims);
        boolean undeclared = !evidence.isDeclared(network, family, high, low, length);
        if (undeclared) {
            evidence.liveVictims(family, network, victims);
        }
        // While the engine is going live all routes are judged for themselves, and what comes late once more.
        boolean offended = undeclared && context.settled && evidence.hasOffenders(family, network);
        for (int i = 0; i < groups.size(); i++) {
            OverlapGroup group = groups.get(i);
            if (group.family == family && group.offender.index() == network) {
                victims.set(group.victim.index());
            }
            offended |= undeclared
                    && context.settled
                    && group.family == family
                    && group.victim.index() == network
                    && !group.singles.isEmpty();
        }
        if (victims.isEmpty() && !offended) {
            return; // as most of a leak
        }
        Prefix prefix = new Prefix(family, high, low, length);
        for (int victim = victims.nextSetBit(0); victim >= 0; victim = victims.nextSetBit(victim + 1)) {
            judge(family, prefix, network, victim);
        }
        if (offended) {
            judgeEqual(family, prefix, network);
            queue.addNeighbours(prefix, network);
        }
    }

    /** Judges others' live routes of the same prefix at once: what explains them explains this one. */
    private void judgeEqual(Family family, Prefix prefix, int victim) {
        evidence.hint(prefix);
        for (int owner = 0; owner < compared.length; owner++) {
            LiveIndex index = owner == victim ? null : evidence.routes().of(family, owner);
            if (index != null
                    && index.contains(prefix.high(), prefix.low(), prefix.length())
                    && evidence.offends(owner, victim)
                    && context.intent.overlapCompared(owner, victim)) {
                judge(family, prefix, owner, victim);
            }
        }
        evidence.hint(null);
    }

    @Override
    public void judge(Family family, Prefix prefix, int offender, int victim) {
        Prefix declared = declaredHit(family, prefix, offender, victim);
        boolean live = false;
        if (declared == null
                && evidence.offends(offender, victim)
                && !isExcepted(prefix, offender, victim)
                && !evidence.isDeclared(offender, family, prefix.high(), prefix.low(), prefix.length())) {
            OverlapGroup.Overlap single = single(family, prefix, offender, victim);
            evidence.lookForVictim(family, prefix, offender, victim, single == null ? null : single.live);
            live = evidence.firstLive() != null;
            if (evidence.isUndecided()) {
                if (evidence.routes().isPartial(family, victim)) {
                    changed(family, victim); // it is judged when all of them can be found
                } else {
                    queue.addSearch(prefix, offender, victim);
                }
                return;
            }
            if (live) {
                keep(family, offender, victim);
            }
        }
        OverlapGroup group = byPair.get(pair(family, offender, victim));
        BitSet showing = declared != null || live ? evidence.showing(family, prefix, offender) : NOBODY;
        boolean holds = !showing.isEmpty();
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

    private OverlapGroup.@Nullable Overlap single(Family family, Prefix prefix, int offender, int victim) {
        OverlapGroup group = byPair.get(pair(family, offender, victim));
        FindingGroup.Single single = group == null ? null : group.single(prefix.high(), prefix.low(), prefix.length());
        return single instanceof OverlapGroup.Overlap overlap ? overlap : null;
    }

    @Override
    public void judgeSingles(Family family, Prefix around, int victim) {
        for (int i = 0; i < groups.size(); i++) {
            OverlapGroup group = groups.get(i);
            if (group.family == family && group.victim.index() == victim) {
                for (Prefix single : prefixes(group)) {
                    if (single.overlaps(around)) {
                        judge(family, single, group.offender.index(), victim);
                    }
                }
            }
        }
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

    private List<Prefix> prefixes(OverlapGroup group) {
        return group.singles.stream().map(single -> single.prefix).toList();
    }

    /** Tells what closed while a group was looked at; searches on where that did not come to an end. */
    private void tellClosed(OverlapGroup group, List<Prefix> before) {
        for (FindingGroup.Single single : group.singles) {
            if (single instanceof OverlapGroup.Overlap overlap
                    && overlap.undecided
                    && !evidence.routes().isPartial(group.family, group.victim.index())) {
                queue.addSearch(overlap.prefix, group.offender.index(), group.victim.index());
            }
        }
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
