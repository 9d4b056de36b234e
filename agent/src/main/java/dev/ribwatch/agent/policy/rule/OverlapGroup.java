package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.Witness;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Overlaps of one network's routes with another's space, in one family. A single knows the routers that showed it: one that
 * cannot be asked keeps it open, one that can and denies is forgotten.
 */
final class OverlapGroup extends FindingGroup {
    final Network offender;
    final Network victim;
    final Family family;
    private final RuleSettings settings;
    private final OverlapEvidence evidence;
    /** By router: the members that it shows, while it can be asked. */
    private IdSet[] shown = new IdSet[0];
    /** Routers that cannot be asked and showed a member when they last could. */
    private final BitSet blindContributors = new BitSet();

    /** An overlap that stands alone. */
    static final class Overlap extends Single {
        /** What is hit of the victim when that is declared space; null: a live route is. */
        final @Nullable Prefix declared;
        /** Routers whose route it is, those that cannot be asked included. */
        final BitSet offenders = new BitSet();
        /** The victim's live route that was seen last. */
        @Nullable
        Prefix live;
        /** There may be one that was not looked at yet. */
        boolean undecided;
        /** Routers that show the victim's live route, those that cannot be asked included. */
        final BitSet victims = new BitSet();

        Overlap(Prefix prefix, Finding finding, @Nullable Prefix declared) {
            super(prefix, finding);
            this.declared = declared;
        }
    }

    OverlapGroup(
            RuleContext context,
            RuleSettings settings,
            OverlapEvidence evidence,
            Network offender,
            Network victim,
            Family family) {
        super(context);
        this.settings = settings;
        this.evidence = evidence;
        this.offender = offender;
        this.victim = victim;
        this.family = family;
    }

    @Override
    Prefix prefix(int id) {
        return context.prefix(family, id);
    }

    @Override
    int find(Prefix prefix) {
        int id = context.rib.prefixes(family).find(prefix.high(), prefix.low(), prefix.length());
        return id == PrefixTable.NONE ? IdSet.NONE : id;
    }

    @Override
    boolean mayOpen() {
        return true;
    }

    @Override
    boolean mayClose(Single single) {
        Overlap overlap = (Overlap) single;
        look(overlap);
        return overlap.offenders.isEmpty()
                || overlap.declared == null && overlap.victims.isEmpty() && !overlap.undecided;
    }

    @Override
    boolean mayCloseFolded() {
        return context.settled && blindContributors.isEmpty();
    }

    @Override
    boolean isFoldedUnknown() {
        Finding folded = folded();
        if (!context.settled && folded != null) {
            return folded.unknown();
        }
        if (blindContributors.isEmpty()) {
            return false;
        }
        for (IdSet members : shown) {
            if (!members.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Notes all routers that can be asked and show a member, on either side. */
    void shownBy(int id, BitSet routers) {
        int from = shown.length;
        if (routers.length() > from) {
            shown = Arrays.copyOf(shown, routers.length());
            Arrays.setAll(shown, router -> router < from ? shown[router] : new IdSet());
        }
        for (int router = 0; id != IdSet.NONE && router < shown.length; router++) {
            if (routers.get(router)) {
                shown[router].add(id);
            } else {
                shown[router].remove(id);
            }
        }
    }

    private void noteBlind(int router) {
        boolean contributed = router < shown.length && !shown[router].isEmpty();
        if (isConverged(router)) {
            blindContributors.clear(router);
        } else if (contributed) {
            blindContributors.set(router);
            shown[router] = new IdSet();
        }
    }

    /** A router's family is judged from now on, or no more. */
    void convergenceChanged(int router) {
        for (Single single : List.copyOf(singles)) {
            if (mayClose(single)) {
                closeDenied(single, OverlappingPrefix.GONE);
            } else {
                refresh(single); // it also says who cannot be asked
            }
        }
        noteBlind(router);
        if (folded() != null) {
            staleFold();
        }
    }

    /** Closes singles that no router shows any more, and none that cannot be asked did. */
    void closeUnfounded() {
        for (Single single : List.copyOf(singles)) {
            if (mayClose(single)) {
                closeDenied(single, OverlappingPrefix.GONE);
            }
        }
    }

    private void closeDenied(Single single, String reason) {
        int id = find(single.prefix);
        if (id != IdSet.NONE) {
            members.remove(id);
            shownBy(id, new BitSet());
        }
        close(single, reason);
    }

    /** A router is not there any more: it was removed, or what {@code end} says. */
    void forget(int router, String end) {
        noteBlind(router);
        blindContributors.clear(router);
        for (Single single : List.copyOf(singles)) {
            Overlap overlap = (Overlap) single;
            overlap.offenders.clear(router);
            overlap.victims.clear(router);
            if (mayClose(overlap)) {
                closeDenied(overlap, "the router that showed it was " + end);
            }
        }
        if (folded() != null) {
            staleFold();
        }
    }

    /** Takes over a finding, with the routers that showed it: as another engine's group knows them, or as the finding says. */
    void adopt(Finding finding, @Nullable Prefix declared, @Nullable OverlapGroup previous) {
        Prefix prefix = finding.key().prefix();
        if (prefix == null) {
            if (previous != null) {
                blindContributors.or(previous.blindContributors);
                forgetUnaskable(blindContributors);
            }
            adopt(finding);
            return;
        }
        Overlap overlap = new Overlap(prefix, finding, declared);
        Single before = previous == null ? null : previous.single(prefix.high(), prefix.low(), prefix.length());
        if (before instanceof Overlap known) {
            overlap.offenders.or(known.offenders);
            overlap.victims.or(known.victims);
        } else {
            for (Witness witness : finding.witnesses()) {
                RouterView view = context.view(witness.router());
                if (view != null) {
                    BitSet side = witness.network().equals(offender.name()) ? overlap.offenders : overlap.victims;
                    side.set(view.router.index());
                }
            }
        }
        forgetUnaskable(overlap.offenders);
        forgetUnaskable(overlap.victims);
        addSingle(overlap);
        context.ledger.adopt(finding);
    }

    /** A router that is gone, or has this family no more, will never be asked. */
    private void forgetUnaskable(BitSet routers) {
        for (int router = routers.nextSetBit(0); router >= 0; router = routers.nextSetBit(router + 1)) {
            RouterView view = router < context.views.size() ? context.views.get(router) : null;
            if (view == null || !view.sight(family).configured) {
                routers.clear(router);
            }
        }
    }

    @Override
    Single open(int id, Prefix prefix) {
        Prefix declared = evidence.declaredHit(family, prefix, offender.index(), victim.index());
        Prefix hit = declared;
        if (declared == null) {
            evidence.lookForVictim(family, prefix, offender.index(), victim.index(), null);
            hit = evidence.firstLive();
        }
        FindingKey key = FindingKey.between(settings.name(), offender.name(), victim.name(), prefix, hit, family);
        Finding begun = context.finding(settings, key, Severity.WARNING, List.of(), Detail.None.NONE);
        Overlap overlap = new Overlap(prefix, begun, declared);
        look(overlap);
        overlap.finding = describe(overlap);
        return overlap;
    }

    @Override
    Finding describe(Single single) {
        Overlap overlap = (Overlap) single;
        look(overlap);
        Finding before = overlap.finding;
        boolean unknown = overlap.undecided
                ? before.unknown()
                : noneConverged(overlap.offenders) || overlap.declared == null && noneConverged(overlap.victims);
        // What rests on routers that cannot be asked stays as it was.
        Detail detail = unknown ? before.detail() : detail(overlap, before);
        Severity severity = detail instanceof Detail.Overlap now && now.relation() == Detail.Relation.COVERS
                ? Severity.WARNING
                : Severity.CRITICAL;
        boolean shown = !noneTells(overlap) && (overlap.declared != null || evidence.firstLive() != null);
        return before.with(
                unknown || !shown ? before.severity() : settings.severityOr(severity),
                settings.forDurationOr(settings.name().forDuration()),
                settings.keepFiringFor(),
                witnesses(overlap, before),
                evidence.blind(family),
                unknown,
                detail);
    }

    @Override
    Finding describeFolded(@Nullable Finding before, Detail.Folded detail, boolean unknown) {
        if (before == null) {
            FindingKey key = FindingKey.between(settings.name(), offender.name(), victim.name(), null, null, family);
            return context.finding(settings, key, settings.name().severity(), List.of(), detail);
        }
        return before.with(
                settings.severityOr(settings.name().severity()),
                settings.forDurationOr(settings.name().forDuration()),
                settings.keepFiringFor(),
                List.of(),
                evidence.blind(family),
                unknown,
                detail);
    }

    /** Asks every router that can be asked; keeps those that cannot. */
    private void look(Overlap overlap) {
        keepBlind(overlap.offenders, offender, overlap.prefix);
        forgetGone(overlap.offenders, overlap.prefix);
        overlap.offenders.or(evidence.showing(family, overlap.prefix, offender.index()));
        if (overlap.declared == null) {
            evidence.lookForVictim(family, overlap.prefix, offender.index(), victim.index(), overlap.live);
            overlap.undecided = evidence.isUndecided();
            if (!overlap.undecided) {
                keepBlind(overlap.victims, victim, overlap.prefix);
                overlap.victims.or(evidence.victimRouters());
                overlap.live = evidence.firstLive();
            }
        }
    }

    private Detail detail(Overlap overlap, Finding before) {
        if (overlap.declared != null) {
            return new Detail.Overlap(relation(overlap.prefix, overlap.declared), true);
        }
        Prefix live = evidence.firstLive();
        return live == null ? before.detail() : new Detail.Overlap(relation(overlap.prefix, live), false);
    }

    private List<Witness> witnesses(Overlap overlap, Finding before) {
        List<Witness> witnesses = new ArrayList<>();
        addWitnesses(witnesses, overlap.offenders, offender, overlap.prefix, before);
        Prefix live = overlap.declared == null ? evidence.firstLive() : null;
        if (overlap.declared == null) {
            addWitnesses(witnesses, overlap.victims, victim, live, before);
        }
        return witnesses.subList(0, Math.min(witnesses.size(), Finding.WITNESSES));
    }

    private void addWitnesses(
            List<Witness> into, BitSet routers, Network network, @Nullable Prefix prefix, Finding before) {
        for (int router = routers.nextSetBit(0); router >= 0; router = routers.nextSetBit(router + 1)) {
            RouterView view = context.views.get(router);
            if (view == null) {
                continue;
            }
            if (isConverged(router)) {
                if (prefix != null) {
                    into.addAll(context.witnesses(view.sight(family), network, prefix));
                }
                continue;
            }
            for (Witness witness : before.witnesses()) {
                if (witness.router().equals(view.router.name())
                        && witness.network().equals(network.name())) {
                    into.add(witness.withJudged(false));
                }
            }
        }
    }

    private void keepBlind(BitSet routers, Network network, Prefix prefix) {
        for (int router = routers.nextSetBit(0); router >= 0; router = routers.nextSetBit(router + 1)) {
            RouterView view = context.views.get(router);
            if (view == null || evidence.canTell(view.sight(family), network.index(), prefix.high(), prefix.length())) {
                routers.clear(router);
            }
        }
    }

    private void forgetGone(BitSet routers, Prefix prefix) {
        for (int router = routers.nextSetBit(0); router >= 0; router = routers.nextSetBit(router + 1)) {
            RouterView view = context.views.get(router);
            if (view != null && evidence.isGone(view.sight(family), offender.index(), prefix)) {
                routers.clear(router);
            }
        }
    }

    /** Whether none of the routers whose route it is can tell yet if EffectiveDefaultRoute explains it. */
    private boolean noneTells(Overlap overlap) {
        return overlap.offenders.stream()
                .mapToObj(context.views::get)
                .noneMatch(view -> view != null
                        && evidence.canTell(
                                view.sight(family), offender.index(), overlap.prefix.high(), overlap.prefix.length()));
    }

    private boolean noneConverged(BitSet routers) {
        return routers.stream().noneMatch(this::isConverged);
    }

    private boolean isConverged(int router) {
        RouterView view = router < context.views.size() ? context.views.get(router) : null;
        return view != null && view.sight(family).converged;
    }

    private static Detail.Relation relation(Prefix route, Prefix hit) {
        if (route.equals(hit)) {
            return Detail.Relation.EQUAL;
        }
        return hit.contains(route) ? Detail.Relation.WITHIN : Detail.Relation.COVERS;
    }
}
