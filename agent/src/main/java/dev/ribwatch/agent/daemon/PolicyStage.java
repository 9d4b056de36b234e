package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.policy.FindingListener;
import dev.ribwatch.agent.policy.PolicyCounts;
import dev.ribwatch.agent.policy.PolicyEngine;
import dev.ribwatch.agent.policy.intent.Attribution;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.policy.intent.RouterIntent;
import dev.ribwatch.agent.policy.rule.Flagged;
import dev.ribwatch.agent.query.ExplainWalk;
import dev.ribwatch.agent.query.Learning;
import dev.ribwatch.agent.query.NetworkRows;
import dev.ribwatch.agent.query.RouteWalk;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.http.NetworkRow;
import dev.ribwatch.exporter.http.QueryRefused;
import dev.ribwatch.exporter.http.RouteQuery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The policy in force, and on reload the one that follows it: it is attached to the same table, catches up in slices
 * while the first goes on, then takes over what still holds. When a planned change comes into force or is over,
 * or the clock is set back before that, the same intent of that time follows likewise. Table thread only, but for {@link #counts},
 * {@link #replace} and what that gives.
 */
final class PolicyStage {
    private static final int ROWS_A_STEP = 4_096;
    /** Longer than that is not told in nanoseconds. */
    private static final Duration FAR = Duration.ofNanos(Long.MAX_VALUE);
    /** As many findings are no flood: they stand alone or share a few. */
    private static final int FEW_FLAGGED = 20;

    private final Rib rib;
    private final Function<Intent, FindingListener> listeners;
    private final LongSupplier nanos;
    private final InstantSource wall;
    private volatile PolicyEngine engine;
    private @Nullable PolicyEngine successor;
    /** The intent in force has come to another time: a planned change begins, or must be undone. */
    private @Nullable Replacement turn;
    /** One met a defect: the next is tried with another policy. */
    private boolean turnFailed;

    private final AtomicReference<@Nullable Replacement> replacement = new AtomicReference<>();

    /** A policy that is to follow the one in force. Its methods are for any thread. */
    static final class Replacement {
        private final Intent intent;
        private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
        private final CompletableFuture<Void> inForce = new CompletableFuture<>();
        private final CompletableFuture<Void> released = new CompletableFuture<>();
        private volatile Flagged flagged = new Flagged(0, 0);
        private volatile Flagged flaggedNow = new Flagged(0, 0);
        private volatile boolean dropped;
        private volatile @Nullable Runnable takeOver;

        private Replacement(Intent intent) {
            this.intent = intent;
        }

        /** Completes when it has looked at every route, or fails. It then waits to take over. */
        CompletableFuture<Void> caughtUp() {
            return caughtUp;
        }

        /**
         * Why it should not take over, once it has caught up: it objects to a larger share of the routes than this, and to a
         * flood more than the one in force does; with a share of 1 it never should not. Null: it may.
         */
        @Nullable
        String objection(double mostFlagged) {
            Flagged next = flagged;
            Flagged now = flaggedNow;
            if (mostFlagged >= 1
                    || next.flagged() <= mostFlagged * next.routes()
                    || next.flagged() <= now.flagged() + FEW_FLAGGED) {
                return null;
            }
            return String.format(
                    Locale.ROOT,
                    "its policy would flag %d of %d routes, more than agent.reload-most-flagged (%.0f%%) allows; that in force"
                            + " flags %d. If it is meant, set agent.reload-most-flagged: 100%% in the changed file",
                    next.flagged(),
                    next.routes(),
                    100 * mostFlagged,
                    now.flagged());
        }

        /**
         * Lets it take over in a moment; it must have caught up.
         *
         * @param before runs just before that, on the table thread
         * @return completes when it is in force
         */
        CompletableFuture<Void> takeOver(Runnable before) {
            takeOver = before;
            return inForce;
        }

        /** Gives it up; the policy before stays in force. */
        void drop() {
            dropped = true;
        }

        /** Completes when it is given up in full, and another may be tried. */
        CompletableFuture<Void> released() {
            return released;
        }
    }

    PolicyStage(
            Rib rib,
            Intent intent,
            Function<Intent, FindingListener> listeners,
            LongSupplier nanos,
            InstantSource wall) {
        this.rib = rib;
        this.listeners = listeners;
        this.nanos = nanos;
        this.wall = wall;
        this.engine = engine(intent);
    }

    private PolicyEngine engine(Intent intent) {
        Intent now = intent.at(wall.instant());
        return new PolicyEngine(now, rib, listeners.apply(now), nanos, wall);
    }

    /** Attaches to the table as it is. */
    void start() {
        engine.attach();
        engine.goLive();
    }

    /**
     * Begins to replace the policy. The one before stays in force until the new one is told to take over. Any thread.
     *
     * @throws IOException if a replacement is under way
     */
    Replacement replace(Intent intent) throws IOException {
        Replacement next = new Replacement(intent);
        if (!replacement.compareAndSet(null, next)) {
            throw new IOException("the policy is being replaced already");
        }
        return next;
    }

    /** Does a slice; true if there is more. */
    boolean step() {
        boolean more = engine.step(ROWS_A_STEP);
        Replacement next = replacement.get();
        if (next == null) {
            next = turn();
        } else if (turn != null) { // that of the new intent comes to the same
            turn.dropped = true;
            follow(turn);
        }
        return next == null ? more : follow(next) || more;
    }

    private @Nullable Replacement turn() {
        Intent intent = engine.intent();
        if (turn == null && !turnFailed && !intent.isValid(wall.instant())) {
            turn = new Replacement(intent);
            turn.takeOver = () -> {};
        }
        return turn;
    }

    /** How long until the policy has to do something because of the time, nanoseconds; {@link Long#MAX_VALUE}: nothing. */
    long due() {
        Instant now = wall.instant();
        Instant next = engine.intent().nextPhase(now);
        if (next.equals(Instant.MAX)) { // the usual case; so far off that to count it is an exception thrown and caught
            return Long.MAX_VALUE;
        }
        Duration wait = Duration.between(now, next);
        return wait.compareTo(FAR) > 0 ? Long.MAX_VALUE : Math.max(0, wait.toNanos());
    }

    private boolean follow(Replacement next) {
        try {
            return !next.dropped && advance(next);
        } catch (RuntimeException e) {
            next.dropped = true;
            next.caughtUp.completeExceptionally(e);
            next.inForce.completeExceptionally(e);
            if (next.equals(turn)) {
                turnFailed = true;
                throw e; // nobody else would hear of it
            }
            return false;
        } finally {
            if (next.dropped) {
                if (successor != null) {
                    successor.detach();
                    successor = null;
                }
                finished(next);
                next.released.complete(null);
            }
        }
    }

    private void finished(Replacement next) {
        if (next.equals(turn)) {
            turn = null;
        } else {
            replacement.set(null);
        }
    }

    private boolean advance(Replacement next) {
        PolicyEngine following = successor;
        if (following == null) {
            following = engine(next.intent);
            successor = following;
            following.attach();
        }
        boolean more = following.step(ROWS_A_STEP);
        if (following.isCaughtUp()) {
            if (!next.caughtUp.isDone()) {
                if (!next.equals(turn)) { // nobody asks about that
                    next.flagged = following.flagged();
                    next.flaggedNow = engine.flagged();
                }
                next.caughtUp.complete(null);
            }
            Runnable before = next.takeOver;
            if (before != null) {
                before.run();
                PolicyEngine previous = engine;
                engine = following;
                successor = null;
                turnFailed = false;
                finished(next);
                following.adopt(previous);
                next.inForce.complete(null);
            }
        }
        return more;
    }

    /** What metrics say of the policy in force. Any thread. */
    PolicyCounts counts() {
        return engine.counts();
    }

    /** The intent in force. */
    Intent intent() {
        return engine.intent();
    }

    List<NetworkRow> networkRows() {
        return NetworkRows.of(engine, rib.routers());
    }

    /** @throws QueryRefused if the query names what is not there */
    RouteWalk walk(RouteQuery query) {
        String network = query.network();
        if (network != null
                && engine.intent().networks().stream()
                        .noneMatch(one -> one.name().equals(network))) {
            throw QueryRefused.wrong("network: there is none of this name; unknown is that of routes that nobody owns");
        }
        return new RouteWalk(rib, this::ownerOf, query, nanos);
    }

    ExplainWalk explain(Prefix prefix, @Nullable String router) {
        return new ExplainWalk(rib, () -> engine, prefix, router, nanos);
    }

    /** What learns an intent from the table; for a thread of its own. */
    Learning learning(Config inForce, Learning.Table table) {
        return new Learning(rib, () -> engine, inForce, nanos, wall, table);
    }

    private @Nullable String ownerOf(AdjRibIn router, Family family, int prefixId, int attributeId) {
        Intent intent = engine.intent();
        RouterIntent configured = intent.router(router.configuredAs());
        if (configured == null) {
            return null;
        }
        PrefixTable table = rib.prefixes(family);
        Attribution attribution = engine.attribution();
        int owner = attribution.owner(
                configured,
                family,
                prefixId,
                table.high(prefixId),
                table.low(prefixId),
                table.length(prefixId),
                attributeId);
        return intent.network(owner).name();
    }
}
