package dev.ribwatch.agent.daemon;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.PolicyDigest;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.exporter.alert.ActiveAlert;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.http.SessionRow;
import dev.ribwatch.exporter.pair.PairAlerts;
import dev.ribwatch.exporter.pair.PairView;
import dev.ribwatch.exporter.pair.PairView.Sight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What this agent sees, as the other of a pair is told. Any thread. */
final class OwnView {
    /** A start is over after this whatever has come; SessionDown lets a router that was never up as much. */
    private static final Duration START = Duration.ofMinutes(5);

    /** Whoever asks within this gets the same view: the other of the pair and we ask at much the same moment. */
    private static final Duration FRESH = Duration.ofSeconds(1);
    /** So long they also wait for one that is being made; after that it is taken to hang. */
    private static final Duration MAKING = Duration.ofSeconds(5);

    private static final int MOST_WAITING = 4;

    private final String instance;
    private final Supplier<CompletionStage<List<SessionRow>>> sessions;
    private final Supplier<CompletionStage<List<ActiveAlert>>> alerts;
    private final Clocks clocks;
    private final long begunNanos;
    private volatile boolean started;
    private volatile Map<String, String> policy;
    private volatile Expected expected;

    /** Makes views: with many alerts that takes longer than those who decide on them may be held up. */
    private final Executor maker;

    private @Nullable CompletableFuture<PairView> latest;
    private long latestNanos;

    /**
     * Whom a start waits for.
     *
     * @param known whether the configuration names each; how many of a range will come, it does not
     */
    private record Expected(Set<String> names, boolean known) {
        static Expected of(Config config) {
            return new Expected(
                    config.routers().stream().map(RouterConfig::name).collect(Collectors.toSet()),
                    config.routers().stream().noneMatch(RouterConfig::isRange));
        }
    }

    /**
     * @param config in force
     * @param instance no other process has it
     */
    OwnView(
            Config config,
            String instance,
            Supplier<CompletionStage<List<SessionRow>>> sessions,
            Supplier<CompletionStage<List<ActiveAlert>>> alerts,
            Clocks clocks) {
        this.policy = PolicyDigest.of(config);
        this.expected = Expected.of(config);
        this.instance = instance;
        this.sessions = sessions;
        this.alerts = alerts;
        this.clocks = clocks;
        this.begunNanos = clocks.nanos();
        this.maker = maker();
    }

    private static Executor maker() {
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), work -> {
                    Thread thread = new Thread(work, "ribwatch-own-view");
                    thread.setDaemon(true);
                    return thread;
                });
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    /** Another configuration is in force. */
    synchronized void apply(Config next) {
        latest = null;
        policy = PolicyDigest.of(next);
        expected = Expected.of(next);
    }

    /**
     * As it is now, or was a second ago. The routes first: what they show may be told by the time that alerts are looked at.
     * It fails where too many views wait to be made.
     */
    synchronized CompletionStage<PairView> look() {
        long now = clocks.nanos();
        CompletableFuture<PairView> before = latest;
        if (before != null && now - latestNanos < kept(before).toNanos()) {
            return before.minimalCompletionStage();
        }
        CompletableFuture<PairView> made = sessions.get()
                .thenCompose(rows -> alerts.get().thenApplyAsync(active -> view(rows, active), maker))
                .toCompletableFuture();
        latest = made;
        latestNanos = now;
        return made.minimalCompletionStage();
    }

    private static Duration kept(CompletableFuture<PairView> look) {
        if (!look.isDone()) {
            return MAKING;
        }
        // The end of a start is told at once; until then a view is small.
        boolean starting = !look.isCompletedExceptionally() && look.join().starting();
        return starting ? Duration.ZERO : FRESH;
    }

    private PairView view(List<SessionRow> rows, List<ActiveAlert> active) {
        if (!started) {
            started = clocks.nanos() - begunNanos >= START.toNanos()
                    || expected.known()
                            && rows.stream()
                                    .filter(OwnView::isHeard)
                                    .map(SessionRow::name)
                                    .collect(Collectors.toSet())
                                    .containsAll(expected.names());
        }
        List<Sight> sights = new ArrayList<>();
        for (SessionRow row : rows) {
            for (SessionRow.FamilyRow family : row.families()) {
                if (sights.size() < PairView.MOST_SIGHTS) {
                    sights.add(new Sight(row.name(), family.family().toString(), isJudged(family), family.routes()));
                }
            }
        }
        return new PairView(instance, BuildInfo.version(), !started, policy, sights, PairAlerts.of(active));
    }

    private static boolean isJudged(SessionRow.FamilyRow family) {
        return family.state().equals("converged");
    }

    /** Whether a router has told all, in the families that it speaks. */
    private static boolean isHeard(SessionRow row) {
        return row.families().stream().anyMatch(OwnView::isJudged)
                && row.families().stream().noneMatch(family -> family.state().equals("syncing"));
    }
}
