package dev.ribwatch.agent.policy;

import dev.ribwatch.agent.policy.intent.Attribution;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.policy.rule.CountTaker;
import dev.ribwatch.agent.policy.rule.Explanations;
import dev.ribwatch.agent.policy.rule.Flagged;
import dev.ribwatch.agent.policy.rule.RouterView;
import dev.ribwatch.agent.policy.rule.RowReader;
import dev.ribwatch.agent.policy.rule.RuleContext;
import dev.ribwatch.agent.policy.rule.RuleSet;
import dev.ribwatch.agent.policy.rule.Slice;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Convergence;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.agent.rib.RouteListener;
import dev.ribwatch.config.value.Family;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An intent attached to a table: follows its changes and publishes findings. Table thread only, but for {@link #counts}.
 *
 * <pre>
 * new ──attach──> catching up ──every row looked at──> caught up ──goLive or adopt──> live ──detach──> gone
 * </pre>
 *
 * <p>While it catches up it follows the changes of rows that it has passed, and publishes nothing. {@link #goLive} and
 * {@link #adopt} may come before it has caught up; publishing begins when it has.
 */
public final class PolicyEngine implements RouteListener {
    private static final long COUNTS_NANOS = 1_000_000_000L;
    /** Rows' worth of findings that are taken over at once; further ones wait for a slice. */
    private static final int AT_ONCE = 4096;
    /** What taking over a finding costs, in rows. */
    private static final int FINDING_COST = 8;
    /** What it costs to make a router known to the rules. */
    private static final int ROUTER_COST = 32;
    /** How long news waits for what may explain it. */
    private static final long LONGEST_UNTOLD_NANOS = 100_000_000L;

    private final Intent intent;
    private final Rib rib;
    private final FindingLedger ledger;
    private final LongSupplier nanos;
    private final Attribution attribution;
    private final RuleSet rules;
    private final RowReader rows;
    private final CountTaker counter;
    private final Explanations explanations;
    private final Slice slice;
    /** Routers that were there before and are not known to the rules yet, the first one's rows not yet all looked at. */
    private final ArrayDeque<AdjRibIn> behind = new ArrayDeque<>();

    private @Nullable RouterView catchingUp;
    private boolean mayPublish;
    private boolean live;
    /** What is to be taken over, and from whom. */
    private final ArrayDeque<Finding> inherited = new ArrayDeque<>();

    private @Nullable RuleSet predecessor;
    /** There is news that waits, and since when. */
    private boolean untold;

    private long untoldSince;
    private long nextCounts;
    private final BlindRouters blind;
    private volatile PolicyCounts counts = PolicyCounts.NONE;

    /**
     * An engine that is not attached yet.
     *
     * @param nanos monotonic clock
     * @param wall wall clock, for {@link Finding#since} alone
     */
    public PolicyEngine(Intent intent, Rib rib, FindingListener listener, LongSupplier nanos, InstantSource wall) {
        this.intent = intent;
        this.rib = rib;
        this.nanos = nanos;
        ledger = new FindingLedger(listener);
        attribution = new Attribution(intent, rib.attributes());
        RuleContext context = new RuleContext(intent, rib, attribution, ledger, nanos, wall);
        rules = new RuleSet(context);
        rows = new RowReader(context, rules);
        counter = new CountTaker(context, rules);
        explanations = new Explanations(context, rules);
        slice = new Slice(nanos);
        blind = new BlindRouters(rib, intent, ledger, listener);
        nextCounts = nanos.getAsLong();
    }

    /** Follows the table from now on, and begins to catch up with what is in it. */
    public void attach() {
        rib.addListener(this);
        behind.addAll(rib.routers());
    }

    /** Follows the table no more; nothing is closed. */
    public void detach() {
        rib.removeListener(this);
        ledger.flush();
    }

    /** Whether every row has been looked at. */
    public boolean isCaughtUp() {
        return behind.isEmpty() && catchingUp == null;
    }

    /** Whether findings are published. */
    public boolean isLive() {
        return live;
    }

    /** Publishes from now on, or as soon as it has caught up. */
    public void goLive() {
        mayPublish = true;
        if (isCaughtUp()) {
            slice.begin(AT_ONCE);
            takeOver();
            ledger.flush();
        }
    }

    /**
     * Takes the place of another engine on the same table, now or as soon as it has caught up: what both find stays open as
     * it was, the rest of the other's findings is closed with a reason, what is new opens. Detaches the other at once, so
     * call it when {@link #isCaughtUp}.
     */
    public void adopt(PolicyEngine previous) {
        try {
            previous.detach();
        } finally { // whoever it tells may fail; there must be a policy in force all the same
            inherited.addAll(previous.ledger.findings());
            inherited.addAll(previous.inherited);
            predecessor = previous.rules;
            rules.inherit(previous.rules);
            counts = previous.counts;
            blind.inherit(previous.blind);
            goLive();
        }
    }

    /**
     * Does what waits: catching up, judging a router that has converged, counting unions. Call it after every batch of
     * changes, and at least once a second.
     *
     * @param budget how many rows to look at, each well under a microsecond on the average
     * @return whether there is more to do at once
     */
    public boolean step(int budget) {
        slice.begin(budget);
        try {
            return step() || blind.hasWork();
        } finally {
            tell();
        }
    }

    /**
     * Tells what is new, if it cannot be that what is looked at just now explains it: findings close while others open that
     * stand for them.
     */
    private void tell() {
        rules.settleEmptied();
        if (!ledger.hasNews()) {
            untold = false;
            blind.step(slice);
            return;
        }
        long now = nanos.getAsLong();
        if (!untold) {
            untold = true;
            untoldSince = now;
        }
        if (!live || !rules.isDeciding(now) || now - untoldSince >= LONGEST_UNTOLD_NANOS) {
            untold = false;
            ledger.flush();
        }
    }

    private boolean step() {
        if (!isCaughtUp()) {
            catchUp();
            return true;
        }
        if (!live) {
            if (mayPublish) {
                takeOver();
            }
            return mayPublish;
        }
        boolean more = rules.step(slice);
        if (nanos.getAsLong() - nextCounts >= 0) {
            takeCounts();
            blind.look();
        }
        return more;
    }

    private void catchUp() {
        while (!slice.isOver() && !isCaughtUp()) {
            RouterView view = catchingUp;
            if (view == null) {
                catchingUp = rules.routerAdded(behind.remove());
                slice.spend(ROUTER_COST);
            } else {
                rows.catchUp(view, slice);
                catchingUp = view.isCaughtUp() ? null : view;
            }
        }
    }

    /** Takes over findings of the engine before; after the last one it is live. */
    private void takeOver() {
        while (!slice.isOver() && !inherited.isEmpty()) {
            Finding finding = inherited.remove();
            String reason = adopt(finding);
            if (reason != null) {
                ledger.end(finding, reason);
            }
            slice.spend(FINDING_COST);
        }
        if (inherited.isEmpty()) {
            predecessor = null;
            live = true;
            blind.begin();
            rules.goLive();
        }
    }

    /** Why a finding ends with this engine, or null. One that meets a defect ends too: else nothing ever would end it. */
    private @Nullable String adopt(Finding finding) {
        try {
            return rules.adopt(finding, predecessor);
        } catch (RuntimeException e) {
            ledger.end(finding, "it could not be taken over by the changed policy");
            throw e;
        }
    }

    /** What holds. */
    public FindingLedger ledger() {
        return ledger;
    }

    public Intent intent() {
        return intent;
    }

    /** Whose route is what, as this engine sees it. */
    public Attribution attribution() {
        return attribution;
    }

    /** How much of the table the intent objects to, as far as {@link #isCaughtUp}. */
    public Flagged flagged() {
        return rules.flagged();
    }

    /** What the rules make of a prefix, to be asked within one slice. */
    public Explanations explanations() {
        return explanations;
    }

    /** What metrics say, not much more than a second old while {@link #step} is called. For any thread. */
    public PolicyCounts counts() {
        return counts;
    }

    /** Counts now, for {@link #counts}. */
    public void takeCounts() {
        nextCounts = nanos.getAsLong() + COUNTS_NANOS;
        counts = counter.take();
    }

    @Override
    public void routerAdded(AdjRibIn router) {
        RouterView view = rules.routerAdded(router);
        if (view != null) {
            view.setCaughtUp();
        }
    }

    @Override
    public void routerRemoved(AdjRibIn router) {
        behind.remove(router);
        RouterView view = rules.view(router.index());
        if (view != null) {
            catchingUp = catchingUp == view ? null : catchingUp;
            rules.routerRemoved(view);
        }
    }

    @Override
    public void routeChanged(RouteChange change) {
        RouterView view = rules.view(change.router().index());
        if (view != null && view.follows(change.family(), change.prefixId())) {
            rows.changed(view, change);
        }
    }

    @Override
    public void updateTaken() {
        tell();
    }

    @Override
    public void ahead(int[] attributeIds, int count) {
        attribution.ahead(attributeIds, count);
    }

    @Override
    public void prefixFreed(Family family, int prefixId) {
        attribution.prefixFreed(family, prefixId);
    }

    @Override
    public void attributesFreed(int attributeId) {
        attribution.attributesFreed(attributeId);
    }

    @Override
    public void convergenceChanged(AdjRibIn router, Family family, Convergence before, Convergence after) {
        RouterView view = rules.view(router.index());
        if (view != null) {
            rules.convergenceChanged(view, family, before, after);
        }
    }

    @Override
    public void sessionChanged(AdjRibIn router) {
        RouterView view = rules.view(router.index());
        if (view != null) {
            rules.sessionChanged(view);
        }
    }

    @Override
    public void auditEnded(AdjRibIn router, Family family) {
        RouterView view = rules.view(router.index());
        if (view != null) {
            rules.auditEnded(view);
        }
    }

    @Override
    public void viewBecamePartial(AdjRibIn router, Family family) {
        RouterView view = rules.view(router.index());
        if (view != null) {
            rules.viewBecamePartial(view, family);
        }
    }
}
