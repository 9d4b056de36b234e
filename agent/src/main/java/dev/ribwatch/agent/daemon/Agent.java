package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.policy.PolicyCounts;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.query.SessionRows;
import dev.ribwatch.agent.report.AlertReport;
import dev.ribwatch.agent.report.ConfigTrouble;
import dev.ribwatch.agent.report.LedgerTrouble;
import dev.ribwatch.agent.report.PolicyMetrics;
import dev.ribwatch.agent.report.RefusalMetrics;
import dev.ribwatch.agent.report.RestartOutlook;
import dev.ribwatch.agent.report.SampledMetrics;
import dev.ribwatch.agent.report.SessionMetrics;
import dev.ribwatch.agent.report.TableMetrics;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Convergence;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.TableLimits;
import dev.ribwatch.agent.transport.BgpListener;
import dev.ribwatch.agent.transport.IoLoops;
import dev.ribwatch.agent.transport.Lane;
import dev.ribwatch.agent.transport.ReadyLanes;
import dev.ribwatch.agent.transport.SessionStatus;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.Ranges;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.exporter.alert.AlertLedger;
import dev.ribwatch.exporter.alert.AlertListener;
import dev.ribwatch.exporter.alert.AlertPipeline;
import dev.ribwatch.exporter.alert.AlertThread;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.alert.Conditions;
import dev.ribwatch.exporter.alert.MemoryLedger;
import dev.ribwatch.exporter.http.Health;
import dev.ribwatch.exporter.http.HttpServer;
import dev.ribwatch.exporter.http.SessionRow;
import dev.ribwatch.exporter.ledger.FileLedger;
import dev.ribwatch.exporter.metrics.Exposition;
import dev.ribwatch.exporter.metrics.LongestStep;
import dev.ribwatch.exporter.metrics.MetricSource;
import dev.ribwatch.exporter.pair.Pair;
import dev.ribwatch.exporter.pair.PairTrouble;
import dev.ribwatch.exporter.pair.PairView;
import dev.ribwatch.exporter.sink.DeliveryTrouble;
import dev.ribwatch.exporter.sink.Receivers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running Ribwatch: every stage, started so that each finds the next one ready, and ended in the order of the data. */
public final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration RELOAD = Duration.ofMinutes(2);
    private static final Duration SAMPLE = Duration.ofSeconds(1);
    private static final int IO_LOOPS = 2;
    private static final int DEAD_LETTERS = 1_000;

    private final Clocks clocks = Clocks.system();
    private final Rib rib;
    private final RefreshAudit audit;
    private final LaneIntake intake;
    private final PolicyStage policy;
    private final TableThread table;
    private final IoLoops loops;
    private final BgpListener bgp;
    private final Receivers receivers;
    private final AlertThread alerts;
    private final AgentQueries queries;
    private final HttpServer http;
    private final ReloadState reloads;
    private final ConfigTrouble trouble;
    private final DeliveryTrouble deliveryTrouble;
    private final PairTrouble pairTrouble;
    private final OwnView view;
    private final Pair pair;
    private final RestartOutlook outlook;
    private final @Nullable FileLedger ledger;
    private final @Nullable LedgerTrouble ledgerTrouble;
    private final SampledMetrics sampled;
    /** What is read only once. */
    private final Config started;

    private final Map<Ranges.Member, Instant> members;
    private volatile boolean listening;

    private volatile Config config;
    private volatile Map<String, RouterConfig> entries;
    private final String host;
    private volatile int httpPort;

    /**
     * Puts the stages together; nothing listens yet.
     *
     * @param listener is told of every alert, beside the receivers of the configuration
     * @param state where is kept what outlasts a restart; null: nothing does
     * @throws IOException if a router asks for what this machine cannot do, TLS cannot be set up, or another process keeps
     *     its state there
     */
    public Agent(Config config, AlertListener listener, @Nullable Path state) throws IOException {
        this.started = config;
        this.config = config;
        entries = entries(config);
        RandomGenerator random = new SplittableRandom(new SecureRandom().nextLong());
        Exposition exposition = new Exposition(clocks.monotonic());
        host = config.http().listen().getAddress().isAnyLocalAddress() ? OwnUrl.hostName() : "";
        deliveryTrouble = new DeliveryTrouble(config, this::conditions, clocks, () -> url() + "/#");
        ledger = state == null ? null : FileLedger.open(state, clocks, DEAD_LETTERS);
        members = ledger == null ? Map.of() : KeptMembers.of(ledger.kept(), config.routers(), clocks.instant());
        receivers = new Receivers(
                config.alerts(),
                ledger == null ? new MemoryLedger(clocks.wall(), DEAD_LETTERS) : ledger,
                exposition.delivery(),
                clocks,
                new SplittableRandom(random.nextLong()),
                deliveryTrouble,
                this::url);
        outlook =
                new RestartOutlook(config, this::policyCounts, this::isMember, receivers::hasTaken, clocks.monotonic());
        alerts = new AlertThread(
                new AlertPipeline(
                        config.alerts(),
                        receivers,
                        listener,
                        clocks,
                        ledger == null ? AlertLedger.NONE : ledger,
                        outlook),
                clocks);
        ledgerTrouble = ledger == null
                ? null
                : new LedgerTrouble(config, ledger::fault, ledger.place(), alerts, clocks, () -> url() + "/#");

        ReadyLanes ready = new ReadyLanes();
        rib = new Rib(
                TableLimits.LARGEST,
                new SplittableRandom(random.nextLong()),
                clocks.wall().millis());
        rib.setStaleTime(config.agent().staleTime().toNanos());
        rib.setLongestStale(config.agent().longestStale().toNanos());
        audit = new RefreshAudit(
                rib,
                new SplittableRandom(random.nextLong()),
                config.agent().refreshAudit().toNanos());
        intake = new LaneIntake(
                rib, ready, clocks.monotonic(), clocks.wall(), new RouterLimits(this::configured), audit);
        Intent intent = Intent.compile(config);
        DetectionClock read = new DetectionClock(intake, exposition.detection(), clocks.monotonic());
        policy = new PolicyStage(
                rib,
                intent,
                of -> read.before(new AlertReport(of, alerts, clocks.wall(), () -> url() + "/#")),
                clocks.monotonic(),
                clocks.wall());
        sampled = new SampledMetrics(List.of(new TableMetrics(rib, this::configured), new IntakeMetrics(intake)));
        LongestStep slices = LongestStep.ofTable();
        table = new TableThread(ready, new TableWork(), clocks.monotonic(), slices);

        loops = IoLoops.open(IO_LOOPS, clocks.monotonic());
        bgp = new BgpListener(
                loops,
                ready,
                config.agent(),
                config.routers(),
                clocks.monotonic(),
                clocks.wall(),
                new SplittableRandom(random.nextLong()));
        reloads = new ReloadState(clocks.wall());
        trouble = new ConfigTrouble(alerts, clocks, () -> url() + "/#");
        queries = new AgentQueries(table::submit, policy, this::config, this::sessionRows, this::look, this::health);
        view = new OwnView(config, Long.toHexString(random.nextLong()), queries::sessions, alerts::active, clocks);
        pairTrouble = new PairTrouble(config, this::conditions, clocks, this::url);
        pair = new Pair(view::look, pairTrouble, clocks);
        LongestStep loopSteps = LongestStep.ofLoops();
        List<MetricSource> sources = List.of(
                new BuildMetrics(),
                new SessionMetrics(bgp::sessions),
                new RefusalMetrics(bgp::refused),
                sampled,
                new PolicyMetrics(policy::counts),
                alerts,
                receivers,
                pair,
                slices,
                sink -> {
                    loopSteps.record(loops.takeLongestStep());
                    loopSteps.write(sink);
                },
                reloads);
        sources.forEach(exposition::register);
        if (ledger != null) {
            exposition.register(ledger);
        }
        http = new HttpServer(config.http(), exposition, queries, alerts::active);
    }

    /**
     * Starts to listen.
     *
     * @throws IOException if an address cannot be bound; what was started is ended again
     */
    public void start() throws IOException {
        http.start();
        httpPort = http.address().getPort(); // before the first alert, which links to it
        receivers.restore(); // before anything new
        alerts.start();
        for (RouterConfig router : config.routers()) {
            if (!router.isRange()) {
                intake.expect(router.name(), router.name());
            }
        }
        members.keySet()
                .forEach(member -> intake.expect(member.name(), member.range().name()));
        policy.start();
        table.start();
        bgp.remember(members);
        bgp.start();
        listening = true;
        reloads.succeeded();
        pair.prepare(config).run();
        queries.ready(true);
    }

    /**
     * Puts another configuration into force: sessions whose router did not change go on, and so do alerts whose rule and
     * what it rests on did not. Returns when the new policy has taken over.
     *
     * @throws IOException if the new configuration cannot be used on this machine, its policy would flag more of the routes
     *     than {@code agent.reload-most-flagged} allows, or it takes away every router, network or receiver; nothing has
     *     changed then
     */
    public void reload(Config next) throws IOException, InterruptedException {
        // First all that may fail; none of it changes anything.
        String emptied = Emptied.objection(config, next);
        if (emptied != null) {
            throw new IOException(emptied);
        }
        Runnable access = http.prepare(next.http());
        Runnable asking = pair.prepare(next);
        Runnable deliveries;
        PolicyStage.Replacement following;
        try {
            deliveries = receivers.prepare(next.alerts());
            following = policy.replace(Intent.compile(next));
        } catch (RuntimeException e) {
            throw new IOException(e.getMessage(), e);
        }
        try {
            await(following.caughtUp(), RELOAD);
            String objection = following.objection(next.agent().reloadMostFlagged());
            if (objection != null) {
                throw new IOException(objection);
            }
            bgp.apply(next.agent(), next.routers()); // all or nothing
        } catch (IOException | InterruptedException | RuntimeException e) {
            following.drop();
            try {
                await(following.released(), ANSWER); // so that a corrected file that comes at once is not refused
            } catch (IOException late) {
                e.addSuppressed(late);
            }
            throw e;
        }
        // From here on nothing is refused.
        if (!next.http().listen().equals(started.http().listen())) {
            LOG.warn("http.listen changed: that, with all else of http, takes effect at the next start");
        }
        if (!next.agent().stateDirectory().equals(started.agent().stateDirectory())) {
            LOG.warn("agent.state-directory changed: that takes effect at the next start");
        }
        config = next;
        entries = entries(next);
        outlook.apply(next); // at once: who lost its place by that was not forgotten for another
        access.run();
        deliveries.run();
        alerts.apply(next.alerts());
        deliveryTrouble.apply(next);
        pairTrouble.apply(next);
        if (ledgerTrouble != null) {
            ledgerTrouble.apply(next);
        }
        CompletableFuture<Void> inForce = following.takeOver(() -> adjustRouters(next));
        try {
            await(inForce, ANSWER);
        } catch (IOException e) {
            if (inForce.isCompletedExceptionally()) {
                throw new IllegalStateException("the policy met a defect while it was replaced", e);
            }
            LOG.warn("The new policy takes over as soon as the table thread gets to it: {}", e.getMessage());
        }
        view.apply(next);
        asking.run();
        reloads.succeeded();
        trouble.accepted();
    }

    /**
     * A file could not be put into force; metrics and an alert say so until one can.
     *
     * @param reason why, safe to print
     */
    public void reloadFailed(String reason) {
        reloads.failed();
        trouble.refused(config, reason);
    }

    /** Whether the last attempt to load a configuration failed. */
    public boolean isReloadFailed() {
        return !reloads.isSuccessful();
    }

    private Conditions conditions() {
        return alerts;
    }

    private PolicyCounts policyCounts() {
        return policy.counts();
    }

    /** What fires before there is a listener is not over for that. */
    private boolean isMember(String router) {
        return !listening || bgp.knows(router);
    }

    private CompletionStage<PairView> look() {
        return view.look();
    }

    /** The configuration in force. */
    public Config config() {
        return config;
    }

    private void adjustRouters(Config next) {
        intake.limitAgain();
        rib.setStaleTime(next.agent().staleTime().toNanos());
        rib.setLongestStale(next.agent().longestStale().toNanos());
        audit.setInterval(next.agent().refreshAudit().toNanos(), intake.routers());
        Map<String, RouterConfig> names = entries(next);
        for (RouterIntake known : List.copyOf(intake.routers())) {
            String name = known.routes.name();
            RouterConfig router = names.get(known.routes.configuredAs());
            if (router == null || router.isRange() == name.equals(router.name())) {
                intake.forget(name);
            }
        }
        for (RouterConfig router : next.routers()) {
            if (!router.isRange()) {
                intake.expect(router.name(), router.name());
            }
        }
    }

    /** The addresses that BGP listens on. */
    public List<InetSocketAddress> bgpAddresses() {
        return bgp.addresses();
    }

    /** Those addresses for people. */
    public String bgpText() {
        return bgpAddresses().stream().map(OwnUrl::text).collect(Collectors.joining(", "));
    }

    /** URL of our own page; to be asked after {@link #start}. */
    public String url() {
        return OwnUrl.of(config.http(), httpPort, host);
    }

    /** The address that HTTP listens on. */
    public InetSocketAddress httpAddress() {
        return http.address();
    }

    /** Waits until every negotiated family of these routers has converged; false if that takes longer than {@code most}. */
    public boolean awaitConverged(Collection<String> names, Duration most) throws IOException, InterruptedException {
        long deadline = clocks.nanos() + most.toNanos();
        while (clocks.nanos() - deadline < 0) {
            boolean all = ask(() -> {
                long converged = rib.routers().stream()
                        .filter(router -> names.contains(router.name()) && isConverged(router))
                        .count();
                return converged == names.size();
            });
            if (all) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return false;
    }

    private static boolean isConverged(AdjRibIn router) {
        boolean any = false;
        for (int i = 0; i < Family.count(); i++) {
            Convergence state = router.convergence(Family.of(i));
            if (state == Convergence.SYNCING) {
                return false;
            }
            any |= state == Convergence.CONVERGED;
        }
        return any;
    }

    /** Routes held of all routers. */
    public long routesHeld() throws IOException, InterruptedException {
        return ask(() -> (long) rib.routes());
    }

    private <T> T ask(Supplier<T> question) throws IOException, InterruptedException {
        return await(queries.ask(question).toCompletableFuture(), ANSWER);
    }

    private static <T> T await(CompletableFuture<T> answer, Duration most) throws IOException, InterruptedException {
        try {
            return answer.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + most.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause() == null ? e : e.getCause());
        }
    }

    private List<SessionRow> sessionRows() {
        Map<String, AdjRibIn> held = new HashMap<>();
        rib.routers().forEach(router -> held.put(router.name(), router));
        List<SessionRow> rows = new ArrayList<>();
        for (SessionStatus session : bgp.sessions()) {
            RouterConfig router = configured(session.configuredAs());
            if (router != null) {
                rows.add(SessionRows.of(session, router, held.get(session.name())));
            }
        }
        return rows;
    }

    private @Nullable RouterConfig configured(String name) {
        return entries.get(name);
    }

    private static Map<String, RouterConfig> entries(Config config) {
        Map<String, RouterConfig> entries = new HashMap<>();
        config.routers().forEach(router -> entries.put(router.name(), router));
        return entries;
    }

    private Health health() {
        Map<String, String> problems = new LinkedHashMap<>();
        stalled(problems, "bgp", loops.stalledNanos());
        stalled(problems, "table", table.stalledNanos());
        stalled(problems, "alerts", clocks.nanos() - alerts.progressNanos());
        stalled(problems, "deliveries", receivers.stalledNanos());
        stalled(problems, "http", http.stalledNanos());
        return new Health(problems);
    }

    private static void stalled(Map<String, String> problems, String stage, long nanos) {
        if (nanos > ANSWER.toNanos()) {
            problems.put(stage, "no progress for " + TimeUnit.NANOSECONDS.toSeconds(nanos) + " s");
        }
    }

    /**
     * Sessions first, with Cease and text; then what waits for receivers gets a last chance. Before them the table stands
     * still: that routers leave now is no end of what was found at them. Safe to call twice.
     */
    @Override
    public void close() {
        queries.ready(false);
        pair.close();
        try {
            table.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        bgp.close();
        loops.close();
        alerts.close();
        receivers.close();
        if (ledger != null) {
            ledger.close();
        }
        http.close();
    }

    /** What the table thread does besides answering questions. */
    private final class TableWork implements TableThread.Work {
        private final QuietCollection collection =
                new QuietCollection(QuietCollection.serial(), rib::bytes, clocks.nanos());
        private long nextSample = clocks.nanos();
        private long nextLook = clocks.nanos();

        @Override
        public void serve(Lane lane) {
            collection.served();
            intake.serve(lane);
        }

        @Override
        public boolean clearSome() {
            return intake.clearSome();
        }

        @Override
        public boolean step() {
            boolean more = policy.step();
            if (!more) {
                intake.judged();
            }
            return more;
        }

        @Override
        public void tick(long nowNanos) {
            intake.tick(nowNanos);
            if (sampled.wasShown() || nowNanos - nextSample >= 0) {
                nextSample = nowNanos + SAMPLE.toNanos();
                sampled.refresh();
            }
            if (nowNanos - nextLook >= 0) {
                nextLook = nowNanos + SAMPLE.toNanos();
                everySecond();
            }
            collection.tick(nowNanos);
        }

        private void everySecond() {
            if (ledgerTrouble != null) {
                ledgerTrouble.look();
            }
            for (SessionStatus session : bgp.sessions()) {
                intake.attempted(session.name(), session.failedAttempt());
            }
        }
    }
}
