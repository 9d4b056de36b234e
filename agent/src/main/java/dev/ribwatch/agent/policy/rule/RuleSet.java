package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Convergence;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.config.value.Family;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of rules and the order in which they hear what happened.
 *
 * <p>A finding that explains another is judged first when it opens and last when it closes, so that the other neither
 * flashes up nor is missed:
 *
 * <pre>
 * EffectiveDefaultRoute ──────────────┬──> OverlappingPrefix ──> UnexpectedPrefix
 * (the route is a default) ───────────┤                              ^
 *                                     └──> Bogon                     │
 * UnexpectedVisibility ──────────────────────────────────────────────┘
 *                                     OverlappingPrefix ──> UnexpectedOrigin
 * NetworkInvisible ──────────────────────> MissingPrefix, DefaultRouteMissing, PrefixCountChange
 * RedundancyLost ──> RedundancyMismatch ─> MissingPrefix
 *        └───────────────────────────────> NetworkInvisible, MissingPrefix, PrefixCountChange
 * </pre>
 */
public final class RuleSet {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final RuleContext context;
    final EffectiveDefaultRoute effectiveDefault;
    final UnexpectedDefaultRoute unexpectedDefault;
    final DefaultRouteMissing defaultMissing;
    final OverlappingPrefix overlaps;
    final UnexpectedPrefix unexpectedPrefix;
    final Bogon bogon;
    final RouteRules routes;
    final MissingPrefix missingPrefix;
    final NetworkInvisible invisible;
    final UnexpectedVisibility surplus;
    final Redundancy redundancy;
    final PlannedChangeMissed planned;
    final PrefixFlapping flapping;
    final SessionDown sessionDown;
    final SessionFlapping sessionFlapping;
    final PrefixLimit prefixLimit;
    final PrefixCountChange countChange;
    final ViewPartial viewPartial;
    final MalformedUpdates malformed;
    final Settlement settlement;
    final RouteChanges changes;
    private final Attachment attachment;
    private final Uncovered uncovered;
    private boolean live;
    private long nextSecond;

    public RuleSet(RuleContext context) {
        this.context = context;
        effectiveDefault = new EffectiveDefaultRoute(context, this::judgeShortRoutes);
        overlaps = new OverlappingPrefix(context, effectiveDefault, this::judgeUnexpected);
        unexpectedPrefix = new UnexpectedPrefix(context, effectiveDefault, overlaps);
        bogon = new Bogon(context, effectiveDefault);
        routes = new RouteRules(context, overlaps, this::waitForOverlaps);
        unexpectedDefault = new UnexpectedDefaultRoute(context);
        defaultMissing = new DefaultRouteMissing(context);
        missingPrefix = new MissingPrefix(context);
        invisible = new NetworkInvisible(context);
        surplus = new UnexpectedVisibility(context);
        redundancy = new Redundancy(context, this::judgeInvisible);
        planned = new PlannedChangeMissed(context);
        flapping = new PrefixFlapping(context);
        sessionDown = new SessionDown(context);
        sessionFlapping = new SessionFlapping(context);
        prefixLimit = new PrefixLimit(context);
        countChange = new PrefixCountChange(context);
        viewPartial = new ViewPartial(context);
        malformed = new MalformedUpdates(context);
        settlement = new Settlement(context, this);
        changes = new RouteChanges(this);
        attachment = new Attachment(context, this);
        uncovered = new Uncovered(context, unexpectedPrefix, this::judgeExplained);
        nextSecond = context.nanos.getAsLong() + SECOND_NANOS;
    }

    /** A router is known; null if the intent does not know it: then nothing is judged there. */
    public @Nullable RouterView routerAdded(AdjRibIn router) {
        RouterView view = attachment.add(router);
        if (view != null && live) {
            sessionDown.judgeVantage(view.intent.vantage());
        }
        return view;
    }

    /** A router and all its routes are gone. */
    public void routerRemoved(RouterView view) {
        attachment.remove(view);
        if (live) {
            sessionDown.judgeVantage(view.intent.vantage());
        }
    }

    /** The view of a router by its index; null if the intent does not know it. */
    public @Nullable RouterView view(int router) {
        return router < context.views.size() ? context.views.get(router) : null;
    }

    /** A path has these attributes now, {@code ABSENT} for none; whatever else changed has been judged. */
    void attributesSeen(Sight sight, int attributes) {
        if (routes.communitiesChanged(sight, attributes) && live) {
            viewPartial.judge(sight.view);
        }
    }

    /** A router's family is whole now, or not any more. */
    public void convergenceChanged(RouterView view, Family family, Convergence before, Convergence after) {
        sessionFlapping.changed(view, before, live);
        flapping.changed(view.sight(family), after);
        if (!live) {
            return;
        }
        if (after == Convergence.STALE || after == Convergence.DOWN && before != Convergence.STALE) {
            view.routesLost = 0;
            for (int i = 0; i < Family.count(); i++) {
                view.routesLost += view.router.routes(Family.of(i));
            }
        }
        Sight sight = view.sight(family);
        if (after.isJudged() && sight.configured) {
            overlaps.changed(sight);
            settlement.begin(List.of(sight));
        } else if (sight.converged) {
            settlement.freeze(sight);
        }
        sessionDown.judgeVantage(view.intent.vantage());
        viewPartial.judge(view);
        malformed.judge(view, context.nanos.getAsLong());
    }

    /** A router's session is up or lost, or more is known of why there is none. */
    public void sessionChanged(RouterView view) {
        if (live) {
            sessionDown.judge(view);
        }
    }

    /** A router was asked for all again, and the answer shows whether we held what it did not. */
    public void auditEnded(RouterView view) {
        prefixLimit.refreshed(view);
        if (live) {
            viewPartial.judge(view);
        }
    }

    /** Announcements were dropped: what is not there is uncertain from now on, what is there is not. */
    public void viewBecamePartial(RouterView view, Family family) {
        if (!live) {
            return;
        }
        Sight sight = view.sight(family);
        sight.recount = true;
        if (sight.judged) {
            for (int network = 0; network < sight.routes.length; network++) {
                judgeInvisible(sight, network);
                reconcile(MissingPrefix.group(sight, network));
                planned.reconcile(sight, network);
            }
            redundancy.doubt(sight);
        }
        viewPartial.judge(view);
    }

    /** Every route has been looked at: publishes what is true, and follows what happens from now on. */
    public void goLive() {
        live = true;
        List<Sight> converged = new ArrayList<>();
        BitSet vantages = new BitSet();
        for (RouterView view : context.views) {
            if (view == null) {
                continue;
            }
            for (int i = 0; i < Family.count(); i++) {
                Sight sight = view.sight(Family.of(i));
                if (sight.configured && view.router.convergence(sight.family).isJudged()) {
                    converged.add(sight);
                }
            }
            vantages.set(view.intent.vantage());
        }
        settlement.begin(converged);
        vantages.stream().forEach(sessionDown::judgeVantage);
        for (RouterView view : context.views) {
            if (view != null) {
                viewPartial.judge(view);
            }
        }
        sessionFlapping.expire(context.nanos.getAsLong());
        malformed.judgeAll(context.nanos.getAsLong());
    }

    /** Takes over what another engine on the same table knows beside its findings; it must be detached. */
    public void inherit(RuleSet previous) {
        planned.inherit(previous.planned);
        flapping.inherit(previous.flapping, previous.context.views);
        sessionFlapping.inherit(previous.context.views);
        prefixLimit.inherit(previous.prefixLimit);
        countChange.inherit(previous.countChange);
        routes.inherit(previous.context.views);
    }

    /**
     * Takes over a finding of another engine on the same table; gives a reason if there is no such subject any more.
     *
     * @param previous its rules
     */
    public @Nullable String adopt(Finding finding, @Nullable RuleSet previous) {
        if (!context.intent.rule(finding.key().rule()).isEnabled()) {
            return "rule removed";
        }
        return new Adoption(context, this, previous).take(finding) ? null : "intent changed";
    }

    /** How much of what is there the intent objects to. */
    public Flagged flagged() {
        return new FlaggedCount(context, surplus, routes, overlaps, effectiveDefault).count();
    }

    /** Whether it is being looked at now if EffectiveDefaultRoute explains what other rules have found. */
    public boolean isDeciding(long now) {
        return effectiveDefault.hasWork(now);
    }

    /** Ends what is shared and came to stand for nothing; before anything of the batch is told. */
    public void settleEmptied() {
        for (FindingGroup group = context.emptiedFolds.poll(); group != null; group = context.emptiedFolds.poll()) {
            group.settleEmptied();
        }
    }

    /** Does what waits; whether there is more to do at once. */
    public boolean step(Slice slice) {
        long now = context.nanos.getAsLong();
        planned.step();
        effectiveDefault.step(slice, now);
        settlement.step(slice);
        if (uncovered.isOverdue(now) && !settlement.hasWork() && !overlaps.isBuilding()) {
            uncovered.step(slice); // first, or those that come all the time leave nothing of the slice
        }
        overlaps.step(slice);
        if (!isJudgingOverlaps()) {
            uncovered.step(slice);
        }
        prefixLimit.step(slice);
        if (now - nextSecond >= 0) {
            nextSecond = now + SECOND_NANOS;
            for (int i = context.staleFolds.size(); i > 0; i--) {
                context.staleFolds.remove().settleStale();
            }
            planned.turn();
            redundancy.refresh();
            flapping.expire(now);
            sessionFlapping.expire(now);
            prefixLimit.judgeAll(now);
            countChange.judgeAll(now);
            malformed.judgeAll(now);
            viewPartial.watch(now);
        }
        return isJudgingOverlaps() || !uncovered.isEmpty() || effectiveDefault.hasWork(now) || prefixLimit.hasWork();
    }

    /** Judges what explains other things at a sight that has just converged. */
    void judgeWinners(Sight sight) {
        for (int network = 0; network < sight.routes.length; network++) {
            judgeInvisible(sight, network);
            judgeSurplus(sight, network);
            unexpectedDefault.judge(sight, network);
        }
    }

    /** Publishes what is left of a network at a sight, as far as it can be told. */
    void judgeRest(Sight sight, int network) {
        reconcile(MissingPrefix.group(sight, network));
        reconcile(sight.unexpected[network]);
        reconcile(sight.bogons[network]);
        routes.reconcile(sight, network);
        planned.reconcile(sight, network);
    }

    private static void reconcile(@Nullable SightGroup group) {
        if (group != null) {
            group.reconcile();
        }
    }

    /** What the rules remember of the table, bytes. */
    long bytes() {
        long bytes = overlaps.bytes() + flapping.bytes() + redundancy.bytes() + planned.bytes();
        for (RouterView view : context.views) {
            for (int family = 0; view != null && family < Family.count(); family++) {
                bytes += view.sight(Family.of(family)).bytes();
            }
        }
        return bytes;
    }

    void judgeInvisible(Sight sight, int network) {
        invisible.judge(sight, network);
        if (sight.judged) {
            missingPrefix.supersede(sight, network);
            defaultMissing.judge(sight, network);
        }
    }

    void judgeSurplus(Sight sight, int network) {
        surplus.judge(sight, network);
        if (!sight.judged || sight.unexpected[network] == null) {
            return; // nearly always: there is nothing to explain
        }
        if (!sight.surplus.get(network) && isJudgingOverlaps()) {
            uncovered.add(sight, network);
        } else {
            unexpectedPrefix.supersede(sight, network);
        }
    }

    /** EffectiveDefaultRoute begins or ceases to explain the short routes of a network. */
    private void judgeShortRoutes(Sight sight, int network) {
        overlaps.changed(sight.family, network);
        PrefixTable table = context.rib.prefixes(sight.family);
        for (int id = sight.shortRoutes.next(0); id != IdSet.NONE; id = sight.shortRoutes.next(id + 1)) {
            overlaps.judgeRow(sight, id);
            if (sight.judged) {
                uncovered.add(sight.family, id); // the change that did it may bring an overlap, too
            } else {
                unexpectedPrefix.reconsider(sight, id, table.high(id), table.low(id), table.length(id));
            }
            bogon.reconsider(sight, id, table.high(id), table.low(id), table.length(id));
        }
    }

    /** One overlap of a prefix may close before the next one opens, so what none explains waits. */
    private void judgeUnexpected(Family family, int id, long high, long low, int length) {
        if (overlaps.holds(family, id, high, low, length)) {
            judgeExplained(family, id, high, low, length);
        } else {
            uncovered.add(family, id);
        }
    }

    /** Judges what a finding of OverlappingPrefix explains, or did. */
    private void judgeExplained(Family family, int id, long high, long low, int length) {
        unexpectedPrefix.reconsider(family, id, high, low, length);
        routes.reconsider(family, id, high, low, length);
    }

    /** Has what an overlap may explain judged when overlaps have been. */
    private boolean waitForOverlaps(Family family, int id) {
        if (uncovered.isJudging() || !isJudgingOverlaps()) {
            return false;
        }
        uncovered.add(family, id);
        return true;
    }

    private boolean isJudgingOverlaps() {
        return settlement.hasWork() || overlaps.hasWork();
    }
}
