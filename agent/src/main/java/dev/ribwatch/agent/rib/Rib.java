package dev.ribwatch.agent.rib;

import dev.ribwatch.agent.session.RestartTerms;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.message.NlriField;
import dev.ribwatch.agent.wire.message.RouteRefresh;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.nlri.NlriCursor;
import dev.ribwatch.config.value.Family;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The table of all routers. Table thread only; a listener must not change it during a call.
 *
 * <p>A session's life here: {@link #mayComeUp}, {@link #sessionUp}, {@link #apply} for each UPDATE, {@link #sessionDown}, and
 * {@link #clearSome} until it gives true, before the next session or {@link #remove}. Routes of a router that may be
 * restarting stay meanwhile, see {@link StaleRoutes}.
 */
public final class Rib {
    /** Numbers looked at in one {@link #tick} for routes that are to change form, in units of 64. */
    private static final int TIDIED = 256;

    /** A tick so long after the one before, in nanoseconds, says that the process stood still. */
    private static final long LATE_TICK = 3_000_000_000L;

    /** So long, in nanoseconds, a page that was given back may be spare: what comes after a withdrawal often asks for it again. */
    private static final long SPARE = 3_000_000_000L;

    private final TableLimits limits;
    private final RouteClock clock;
    private final PagePool pool = new PagePool();
    private final HashSeed seed;
    private final Listeners listeners = new Listeners();
    private final PrefixTable[] prefixes = new PrefixTable[Family.count()];
    private final AttributeStore attributes;
    private final RouteIngest ingest;
    private final StaleRoutes stale;
    private final Lookahead lookahead;
    private final NlriCursor nlri = new NlriCursor();

    private final List<AdjRibIn> routers = new ArrayList<>();
    private final List<AdjRibIn> routersView = Collections.unmodifiableList(routers);
    private final BitSet indexes = new BitSet();
    private long tickedAt;
    private long trimmedAt;

    /**
     * An empty table.
     *
     * @param limits hard bounds
     * @param random seeds the hashes, so that no peer can choose what collides
     * @param nowEpochMillis wall clock; route times are kept from here on
     */
    public Rib(TableLimits limits, RandomGenerator random, long nowEpochMillis) {
        this.limits = limits;
        this.clock = new RouteClock(nowEpochMillis);
        this.seed = HashSeed.draw(random);
        for (int i = 0; i < prefixes.length; i++) {
            prefixes[i] = new PrefixTable(Family.of(i), limits.prefixes(), pool, seed, listeners);
        }
        this.attributes = new AttributeStore(limits, pool, seed, listeners);
        this.lookahead = new Lookahead(attributes, listeners);
        this.ingest = new RouteIngest(attributes, listeners, lookahead);
        this.stale = new StaleRoutes(ingest, attributes, listeners);
    }

    /** Adds a listener; it hears changes from now on and looks up itself what is there. */
    public void addListener(RouteListener listener) {
        listeners.add(listener);
    }

    /** Removes a listener; nothing happens if it is not there. */
    public void removeListener(RouteListener listener) {
        listeners.remove(listener);
    }

    /** Makes a router known, with no routes and no session. */
    public AdjRibIn add(String name, String configuredAs) {
        RouterFamily[] families = new RouterFamily[Family.count()];
        for (int i = 0; i < families.length; i++) {
            FamilyRoutes routes = new FamilyRoutes(prefixes[i], limits.paths(), pool, seed);
            families[i] = new RouterFamily(Family.of(i), prefixes[i], routes);
        }
        int index = indexes.nextClearBit(0);
        indexes.set(index);
        AdjRibIn router = new AdjRibIn(index, name, configuredAs, clock, families, attributes.accounts());
        routers.add(router);
        listeners.routerAdded(router);
        return router;
    }

    /**
     * Forgets a router; nothing happens if it is not known.
     *
     * @throws IllegalStateException if its session is up or it still holds routes, see {@link #clearSome}
     */
    public void remove(AdjRibIn router) {
        requireIdle(router);
        if (routers.remove(router)) {
            indexes.clear(router.index());
            attributes.accounts().close(router.account());
            listeners.routerRemoved(router);
        }
    }

    /** Bounds the paths of a router's family from now on, each counted; what is held already stays. 1 or more. */
    public void limitPaths(AdjRibIn router, Family family, int most) {
        router.of(family).routes.limit(most);
    }

    /**
     * Bounds what a router may cost from now on, see {@link AdjRibIn#memory}; what is held already stays.
     *
     * @param bytes new paths are dropped from here on; new attributes of paths that are held, an eighth later
     */
    public void limitMemory(AdjRibIn router, long bytes) {
        router.setBudget(bytes);
    }

    /** The routers in the order they were added; a read-only view. */
    public List<AdjRibIn> routers() {
        return routersView;
    }

    /** The prefixes of a family. */
    public PrefixTable prefixes(Family family) {
        return prefixes[family.ordinal()];
    }

    /** The attribute sets. */
    public AttributeStore attributes() {
        return attributes;
    }

    /** Routes of all routers and families. */
    public int routes() {
        return ingest.routes();
    }

    /**
     * The session is established.
     *
     * @param families bit {@link Family#ordinal()}: negotiated
     * @param addPath bit {@link Family#ordinal()}: with ADD-PATH
     * @param terms what the OPENs say about restarts
     * @throws IllegalStateException if the session before is not down, or left routes, see {@link #mayComeUp}
     */
    public void sessionUp(AdjRibIn router, int families, int addPath, RestartTerms terms, long nowNanos) {
        if (!mayComeUp(router, families, addPath, terms, nowNanos)) {
            throw new IllegalStateException("router " + router.name() + " still has routes of the session before");
        }
        router.setEstablished(true);
        router.setFailedAttempt(null);
        for (RouterFamily family : router.families()) {
            int bit = 1 << family.family.ordinal();
            family.start((families & bit) != 0, (addPath & bit) != 0);
            stale.up(family, terms, nowNanos);
            if (family.negotiated) {
                Convergence before = family.gate.state();
                family.gate.up(nowNanos);
                listeners.convergenceChanged(router, family, before);
            }
        }
        listeners.sessionChanged(router);
    }

    /** The session of a peer that keeps no routes over a restart is established. */
    public void sessionUp(AdjRibIn router, int families, int addPath, boolean expectEndOfRib, long nowNanos) {
        sessionUp(router, families, addPath, expectEndOfRib ? RestartTerms.END_OF_RIB : RestartTerms.NONE, nowNanos);
    }

    /**
     * Begins a family of an established session anew, without routes: for recordings, which name the families of a session by
     * their messages alone. Until it has converged again, nothing is judged by it.
     *
     * @param addPath with ADD-PATH from now on
     */
    public void startFamily(AdjRibIn router, Family which, boolean addPath, long nowNanos) {
        RouterFamily family = router.of(which);
        Convergence before = family.gate.state();
        family.gate.up(nowNanos);
        if (before != Convergence.SYNCING) {
            listeners.convergenceChanged(router, family, before);
        }
        ingest.clear(router, family, Integer.MAX_VALUE);
        family.start(true, addPath);
        stale.up(family, RestartTerms.NONE, nowNanos);
    }

    private static void requireIdle(AdjRibIn router) {
        for (RouterFamily family : router.families()) {
            if (family.gate.isUp() || family.routes.size() != 0) {
                throw new IllegalStateException(
                        "router " + router.name() + " still has a session or routes of " + family.family);
            }
        }
    }

    /** How long a router that is back may take to tell its routes again, nanoseconds; for sessions from now on. */
    public void setStaleTime(long nanos) {
        stale.setStaleTime(nanos);
    }

    /** How long routes are kept at most when their router stays away for long, nanoseconds; 0: they are not. From now on. */
    public void setLongestStale(long nanos) {
        stale.setLongestStale(nanos);
    }

    /**
     * Lets routes go that may not outlive the session before, now that the next one is agreed; true if none is left of
     * those, so {@link #sessionUp} may follow. Else {@link #clearSome} comes first.
     */
    public boolean mayComeUp(AdjRibIn router, int families, int addPath, RestartTerms terms, long nowNanos) {
        for (RouterFamily family : router.families()) {
            if (family.gate.isUp()) {
                throw new IllegalStateException("router " + router.name() + " still has a session");
            }
            int bit = 1 << family.family.ordinal();
            if (family.retention.work == Retention.Work.NONE
                    && family.gate.state() == Convergence.STALE
                    && !StaleRoutes.outlive(family, (families & bit) != 0, (addPath & bit) != 0, terms)) {
                stale.giveUp(router, family, nowNanos);
            }
        }
        return !hasWork(router);
    }

    /** The session is lost for good, or was before: convergence falls to DOWN, no route is kept. */
    public void sessionDown(AdjRibIn router, long nowNanos) {
        sessionDown(router, false, nowNanos);
        for (RouterFamily family : router.families()) {
            stale.giveUp(router, family, nowNanos);
        }
    }

    /**
     * The session is lost. Routes that are not kept stay until {@link #clearSome} took them.
     *
     * @param graceful the router may be restarting: what its terms allow is kept, and convergence falls to STALE
     */
    public void sessionDown(AdjRibIn router, boolean graceful, long nowNanos) {
        boolean ends = router.isEstablished();
        router.setEstablished(false);
        Convergence[] before = new Convergence[Family.count()];
        for (RouterFamily family : router.families()) {
            if (family.gate.isUp()) {
                before[family.family.ordinal()] = family.gate.state();
                family.gate.down(stale.lost(family, graceful, nowNanos), nowNanos);
            }
        }
        for (RouterFamily family : router.families()) {
            Convergence was = before[family.family.ordinal()];
            if (was != null) {
                listeners.convergenceChanged(router, family, was);
            }
        }
        if (ends) {
            listeners.sessionChanged(router);
        }
    }

    /**
     * What became of attempts at a session since the last one.
     *
     * @param why the latest that failed did so, one line that is safe to print; null: none has failed
     */
    public void sessionAttempted(AdjRibIn router, @Nullable String why) {
        if (!Objects.equals(why, router.failedAttempt())) {
            router.setFailedAttempt(why);
            listeners.sessionChanged(router);
        }
    }

    /**
     * Drops a family from an established session: its convergence falls to DOWN, what comes of it counts for nothing, and
     * {@link #clearSome} takes its routes.
     */
    public void disable(AdjRibIn router, Family which, long nowNanos) {
        RouterFamily family = router.of(which);
        if (family.gate.isUp()) {
            Convergence before = family.gate.state();
            family.negotiated = false;
            family.disabled = true;
            family.gate.down(Convergence.DOWN, nowNanos);
            stale.drop(family);
            listeners.convergenceChanged(router, family, before);
        }
    }

    /** Whether {@link #clearSome} has something to do. */
    public boolean hasWork(AdjRibIn router) {
        for (RouterFamily family : router.families()) {
            if (family.retention.work != Retention.Work.NONE) {
                return true;
            }
        }
        return false;
    }

    /**
     * Withdraws up to {@code budget} routes of those that must go: all of a session that is over, or those that did not come
     * again. True when none is left. 1,000 take well under 1 ms.
     */
    public boolean clearSome(AdjRibIn router, int budget) {
        int left = budget;
        for (RouterFamily family : router.families()) {
            left -= stale.work(router, family, left);
        }
        return !hasWork(router);
    }

    /** A mark of a refresh came (RFC 7313); others are ignored. To be called only where both sides know them. */
    public void refresh(AdjRibIn router, Family which, int subtype, long nowNanos) {
        RouterFamily family = router.of(which);
        if (subtype == RouteRefresh.BEGIN) {
            stale.refreshBegins(family, nowNanos);
        } else if (subtype == RouteRefresh.END) {
            stale.refreshEnds(router, family);
        }
    }

    /** The router is asked to tell a family again: what it does not tell is counted as {@link AdjRibIn#phantoms}. */
    public void beginAudit(AdjRibIn router, Family family) {
        stale.ask(router.of(family));
    }

    /** There are no audits from now on: those under way and what all found counts no more. */
    public void forgetAudits(AdjRibIn router) {
        for (RouterFamily family : router.families()) {
            stale.forgetAudits(router, family);
        }
    }

    /** An audit whose answer has not begun is given up, and counted as not answered; one that has begun goes on. */
    public void giveUpAudit(AdjRibIn router, Family family) {
        stale.waitNoLonger(router.of(family));
    }

    /**
     * Lets time pass: families whose End-of-RIB did not come converge when they have been quiet, routes that were kept for
     * long enough go. Call it about once a second or more often: after a longer break nobody is quiet, for what came
     * meanwhile waits somewhere.
     *
     * @param waits whether something that this router sent was not applied yet, so that it is not quiet
     */
    public void tick(long nowNanos, Predicate<AdjRibIn> waits) {
        boolean late = nowNanos - tickedAt > LATE_TICK;
        tickedAt = nowNanos;
        ingest.setNanos(nowNanos);
        if (nowNanos - trimmedAt > SPARE) {
            trimmedAt = nowNanos;
            pool.trim();
        }
        for (AdjRibIn router : routers) {
            boolean deaf = late || waits.test(router);
            for (RouterFamily family : router.families()) {
                if (deaf && family.gate.isUp()) {
                    family.gate.deaf(nowNanos);
                }
                stale.tick(router, family, nowNanos);
                if (family.gate.isUp()) {
                    family.routes.tidy(TIDIED);
                    // While there are stale routes End-of-RIB is waited for, or the stale timer.
                    if (family.retention.phase != Retention.Phase.RESYNCING && family.gate.tick(nowNanos)) {
                        listeners.convergenceChanged(router, family, Convergence.SYNCING);
                    }
                }
            }
        }
    }

    /**
     * Reads what the messages that begin within a range will need, so that taking them in waits less for memory. Changes
     * nothing; the messages may be malformed in any way.
     *
     * @param buffer messages back to back, all whole, marker, length and type checked
     * @param limit no message that begins from here on is looked at
     * @return the beginning of the first message that was not looked at: there were enough before it
     */
    public int lookAhead(AdjRibIn router, DecodeContext context, byte[] buffer, int offset, int limit) {
        return lookahead.look(router, context, buffer, offset, limit);
    }

    /**
     * Takes one UPDATE into the table: first what it withdraws, then what it announces, then End-of-RIB. Prefixes of a
     * family without a session are ignored, as is a whole message that resets the session.
     *
     * @param nowNanos monotonic clock
     * @param nowEpochMillis wall clock, for {@link AdjRibIn#since}
     */
    public void apply(AdjRibIn router, Update update, long nowNanos, long nowEpochMillis) {
        Verdict verdict = update.verdict();
        if (verdict == Verdict.SESSION_RESET) {
            return;
        }
        if (verdict != Verdict.ACCEPT) {
            router.countFaults(update, nowNanos);
        }
        boolean stands = update.stands();
        ingest.setNanos(nowNanos);
        if (update.has(NlriField.WITHDRAWN)) {
            withdraw(router, update, NlriField.WITHDRAWN, nowNanos);
        }
        if (update.has(NlriField.UNREACHABLE)) {
            withdraw(router, update, NlriField.UNREACHABLE, nowNanos);
        }
        if (update.has(NlriField.ANNOUNCED)) {
            take(router, update, NlriField.ANNOUNCED, stands, nowNanos, nowEpochMillis);
        }
        if (update.has(NlriField.REACHABLE)) {
            take(router, update, NlriField.REACHABLE, stands, nowNanos, nowEpochMillis);
        }
        Family ended = update.endOfRib();
        if (ended != null) {
            endOfRib(router, ended, nowNanos);
        }
        listeners.updateTaken();
    }

    private void take(
            AdjRibIn router, Update update, NlriField field, boolean stands, long nowNanos, long nowEpochMillis) {
        if (!stands) {
            withdraw(router, update, field, nowNanos);
            return;
        }
        RouterFamily family = router.of(update.family(field));
        if (family.gate.isUp()) {
            walk(family, update, field, nowNanos);
            int time = family.gate.state() == Convergence.CONVERGED ? clock.time(nowEpochMillis) : 0;
            ingest.announce(
                    router,
                    family,
                    nlri,
                    update.block(field),
                    update.blockOffset(field),
                    update.blockLength(field),
                    time);
        }
    }

    private void withdraw(AdjRibIn router, Update update, NlriField field, long nowNanos) {
        RouterFamily family = router.of(update.family(field));
        if (family.gate.isUp()) {
            walk(family, update, field, nowNanos);
            ingest.withdraw(router, family, nlri);
        }
    }

    private void walk(RouterFamily family, Update update, NlriField field, long nowNanos) {
        family.gate.update(nowNanos);
        nlri.reset(update.source(), update.offset(field), update.limit(field), family.family, update.addPath(field));
    }

    private void endOfRib(AdjRibIn router, Family ended, long nowNanos) {
        RouterFamily family = router.of(ended);
        if (family.gate.isUp()) {
            stale.endOfRib(router, family, nowNanos);
        }
    }

    /** Bytes of the table's arrays by part. */
    public long bytes(TablePart part) {
        return switch (part) {
            case PREFIX_INDEX -> prefixes[0].indexBytes() + prefixes[1].indexBytes();
            case PREFIX_KEYS -> prefixes[0].keyBytes() + prefixes[1].keyBytes();
            case ROUTES -> routeBytes(false);
            case ROUTE_TIMES -> routeBytes(true);
            case ATTRIBUTE_BLOCKS -> attributes.blockBytes();
            case ATTRIBUTE_INDEX -> attributes.indexBytes();
            case SPARE -> pool.bytes();
        };
    }

    /** Bytes of the table's arrays. */
    public long bytes() {
        long bytes = 0;
        for (TablePart part : TablePart.values()) {
            bytes += bytes(part);
        }
        return bytes;
    }

    private long routeBytes(boolean times) {
        long bytes = 0;
        for (AdjRibIn router : routers) {
            for (RouterFamily family : router.families()) {
                bytes += times ? family.routes.timeBytes() : family.routes.bytes();
            }
        }
        return bytes;
    }
}
