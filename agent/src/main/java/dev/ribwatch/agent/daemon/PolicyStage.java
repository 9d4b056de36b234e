package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.policy.FindingListener;
import dev.ribwatch.agent.policy.PolicyCounts;
import dev.ribwatch.agent.policy.PolicyEngine;
import dev.ribwatch.agent.policy.intent.Attribution;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.policy.intent.RouterIntent;
import dev.ribwatch.agent.query.NetworkRows;
import dev.ribwatch.agent.query.RouteWalk;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.exporter.http.NetworkRow;
import dev.ribwatch.exporter.http.RouteQuery;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The policy in force, and on reload the one that follows it: it is attached to the same table, catches up in slices
 * while the first goes on, then takes over what still holds. Table thread only, but for {@link #counts}.
 */
final class PolicyStage {
    private static final int ROWS_A_STEP = 4_096;

    private final Rib rib;
    private final Function<Intent, FindingListener> listeners;
    private final LongSupplier nanos;
    private final InstantSource wall;
    private volatile PolicyEngine engine;
    private @Nullable PolicyEngine successor;
    private Runnable whenReplaced = () -> {};

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
        this.engine = new PolicyEngine(intent, rib, listeners.apply(intent), nanos, wall);
    }

    /** Attaches to the table as it is. */
    void start() {
        engine.attach();
        engine.goLive();
    }

    /**
     * Begins to replace the policy. The one before stays in force until the new one has looked at every route.
     *
     * @param done runs when the new policy is in force
     * @throws IllegalStateException if a replacement is under way
     */
    void replace(Intent intent, Runnable done) {
        if (successor != null) {
            throw new IllegalStateException("a policy is being replaced");
        }
        PolicyEngine next = new PolicyEngine(intent, rib, listeners.apply(intent), nanos, wall);
        next.attach();
        successor = next;
        whenReplaced = done;
    }

    /** Does a slice; true if there is more. */
    boolean step() {
        boolean more = engine.step(ROWS_A_STEP);
        PolicyEngine next = successor;
        if (next != null) {
            more |= next.step(ROWS_A_STEP);
            if (next.isCaughtUp()) {
                next.adopt(engine);
                engine = next;
                successor = null;
                whenReplaced.run();
            }
        }
        return more;
    }

    /** What metrics say of the policy in force. Any thread. */
    PolicyCounts counts() {
        return engine.counts();
    }

    List<NetworkRow> networkRows() {
        return NetworkRows.of(engine, rib.routers());
    }

    RouteWalk walk(RouteQuery query) {
        return new RouteWalk(rib, this::ownerOf, query);
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
