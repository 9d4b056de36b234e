package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.conformance.Outcome;
import dev.ribwatch.agent.conformance.Terms;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Convergence;
import dev.ribwatch.agent.rib.PathCursor;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.agent.rib.SilentListener;
import dev.ribwatch.agent.rib.TableLimits;
import dev.ribwatch.agent.transport.BgpListener;
import dev.ribwatch.agent.transport.IoLoops;
import dev.ribwatch.agent.transport.Lane;
import dev.ribwatch.agent.transport.ReadyLanes;
import dev.ribwatch.agent.transport.SessionStatus;
import dev.ribwatch.agent.wire.UpdateFacts;
import dev.ribwatch.agent.wire.message.Oddity;
import dev.ribwatch.config.AgentConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.SessionConfig;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.RequiredCapability;
import dev.ribwatch.config.value.Role;
import dev.ribwatch.exporter.metrics.LongestStep;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The stages from the socket to the table as the agent puts them together, with a range of routers for each
 * {@link Kind}: in AS 65001 or in ours, configured in the ordinary way or in another.
 */
final class ConformanceTable implements AutoCloseable {
    private static final Prefix SENTINEL = Prefix.parse(Outcome.SENTINEL);
    private static final Prefix SENTINEL6 = Prefix.parse(Outcome.SENTINEL6);

    /** What the table holds of a router at one moment. */
    record Snapshot(
            SortedMap<String, List<String>> routes,
            Set<String> converged,
            long discarded,
            long withdrawn,
            long disabled,
            long resets,
            long unnegotiated,
            Set<String> oddities,
            boolean clearing) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("external", 1, Terms.THEIR_AS, SessionConfig.ORDINARY),
            new Kind("internal", 2, Terms.OUR_AS, SessionConfig.ORDINARY),
            new Kind(
                    "external-strict",
                    3,
                    Terms.THEIR_AS,
                    new SessionConfig(null, Set.of(), 3, true, true, false, false)),
            new Kind(
                    "internal-strict", 4, Terms.OUR_AS, new SessionConfig(null, Set.of(), 3, true, true, false, false)),
            new Kind(
                    "external-disable",
                    5,
                    Terms.THEIR_AS,
                    new SessionConfig(null, Set.of(), 3, false, false, true, false)),
            new Kind(
                    "internal-disable",
                    6,
                    Terms.OUR_AS,
                    new SessionConfig(null, Set.of(), 3, false, false, true, false)),
            new Kind("external-customer", 7, Terms.THEIR_AS, session(Role.CUSTOMER, 3, Set.of())),
            new Kind(
                    "external-customer-only",
                    8,
                    Terms.THEIR_AS,
                    session(Role.CUSTOMER, 3, Set.of(RequiredCapability.ROLE))),
            new Kind(
                    "external-demanding",
                    9,
                    Terms.THEIR_AS,
                    session(null, 30, EnumSet.complementOf(EnumSet.of(RequiredCapability.ROLE)))),
            new Kind("external-any-hold", 10, Terms.THEIR_AS, session(null, 0, Set.of())),
            new Kind(
                    "external-graceful-notification",
                    11,
                    Terms.THEIR_AS,
                    new SessionConfig(null, Set.of(), 0, false, false, false, true)));

    /**
     * Routers that are configured alike.
     *
     * @param name of the range
     * @param octet the second one of their addresses
     */
    private record Kind(String name, int octet, long as, SessionConfig session) {
        static Kind of(Terms terms) {
            String configured = terms.configured();
            String name = (terms.external() ? "external" : "internal") + (configured.isEmpty() ? "" : "-") + configured;
            return KINDS.stream()
                    .filter(kind -> kind.name.equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        RouterConfig range() {
            return new RouterConfig(
                    name,
                    Prefix.parse("127." + octet + ".0.0/16"),
                    Set.of(new Asn(as)),
                    "on-prem",
                    RouterConfig.OwnRoutes.EXPORTED,
                    null,
                    false,
                    true,
                    Map.of(),
                    512L << 20,
                    Set.of(Family.IPV4_UNICAST, Family.IPV6_UNICAST),
                    Duration.ofSeconds(30),
                    8_192,
                    session);
        }
    }

    private static SessionConfig session(@Nullable Role role, int minHoldTime, Set<RequiredCapability> required) {
        return new SessionConfig(role, required, minHoldTime, false, false, false, false);
    }

    private final ReadyLanes ready = new ReadyLanes();
    private final Rib rib = new Rib(TableLimits.LARGEST, new SplittableRandom(1), System.currentTimeMillis());
    private final LongSupplier nanos;
    private final LaneIntake intake;
    private final TableThread thread;
    private final IoLoops loops;
    private final BgpListener listener;
    private final Map<String, CompletableFuture<Snapshot>> sentinels = new ConcurrentHashMap<>();
    private final Reading reading;

    /** How attributes are told in a snapshot. */
    interface Reading {
        List<String> of(byte[] block, int offset, int length);
    }

    ConformanceTable() throws IOException {
        this(ConformanceTable::ordinary);
    }

    ConformanceTable(Reading reading) throws IOException {
        this(reading, System::nanoTime, 0);
    }

    /**
     * @param nanos the clock of table and sessions; the table's timers are looked at by {@link #tick} alone
     * @param audit nanoseconds from one refresh that we ask for to the next; 0: none
     */
    ConformanceTable(LongSupplier nanos, long audit) throws IOException {
        this(ConformanceTable::ordinary, nanos, audit);
    }

    private ConformanceTable(Reading reading, LongSupplier nanos, long audit) throws IOException {
        this.reading = reading;
        this.nanos = nanos;
        intake = new LaneIntake(
                rib,
                ready,
                nanos,
                InstantSource.system(),
                new RouterLimits(name -> null),
                new RefreshAudit(rib, new SplittableRandom(4), audit));
        thread = new TableThread(ready, new NoPolicy(), nanos, LongestStep.ofTable());
        loops = IoLoops.open(2, nanos);
        rib.addListener(new SentinelWatch());
        AgentConfig agent = new AgentConfig(
                new Asn(Terms.OUR_AS),
                Prefix.parse("192.0.2.10"),
                List.of(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0)),
                Duration.ofSeconds(90),
                AgentConfig.STALE_TIME,
                AgentConfig.LONGEST_STALE,
                AgentConfig.REFRESH_AUDIT,
                Path.of("unused"));
        listener = new BgpListener(
                loops,
                ready,
                agent,
                KINDS.stream().map(Kind::range).toList(),
                nanos,
                InstantSource.system(),
                new SplittableRandom(2));
        thread.start();
        listener.start();
    }

    private static List<String> ordinary(byte[] block, int offset, int length) {
        List<String> facts = new ArrayList<>(UpdateFacts.attributes(block, offset, length));
        facts.sort(null);
        return facts;
    }

    InetSocketAddress address() {
        return listener.addresses().get(0);
    }

    /** An address of a router of its own, for each number below 65,000. */
    static String source(Terms terms, int number) {
        return "127." + Kind.of(terms).octet() + "." + (number + 1 >> 8) + "." + (number + 1 & 0xff);
    }

    static String name(Terms terms, String source) {
        return Kind.of(terms).name() + "-" + source;
    }

    /** What the table holds of a router when its sentinel gets there. */
    CompletableFuture<Snapshot> whenSentinel(String router) {
        return sentinels.computeIfAbsent(router, name -> new CompletableFuture<>());
    }

    /** What the table holds of a router when its sentinel gets there next. */
    CompletableFuture<Snapshot> whenNextSentinel(String router) {
        CompletableFuture<Snapshot> next = new CompletableFuture<>();
        sentinels.put(router, next);
        return next;
    }

    /** Lets go of what was held when a router's sentinel came. */
    void forgetSentinel(String router) {
        sentinels.remove(router);
    }

    /** What the table holds of a router now; no routes if it is unknown. */
    Snapshot snapshot(String router) {
        return ask(() -> rib.routers().stream()
                .filter(known -> known.name().equals(router))
                .findFirst()
                .map(this::read)
                .orElse(new Snapshot(new TreeMap<>(), Set.of(), 0, 0, 0, 0, 0, Set.of(), false)));
    }

    /** What the OPENs of a router's present session agree on, in the words of the case files. */
    Set<String> negotiated(String router) {
        SessionStatus status = listener.sessions().stream()
                .filter(session -> session.name().equals(router))
                .findFirst()
                .orElseThrow();
        Set<String> words = new TreeSet<>();
        var negotiated = status.negotiated();
        if (negotiated != null) {
            for (Family family : Family.values()) {
                String name = family == Family.IPV4_UNICAST ? "ipv4" : "ipv6";
                add(words, negotiated.context().hasFamily(family), name);
                add(words, negotiated.context().hasAddPath(family), "add-path-" + name);
            }
            add(words, negotiated.context().fourOctetAs(), "as4");
            add(words, negotiated.extendedMessages(), "extended");
            add(words, negotiated.routeRefresh(), "refresh");
            add(words, negotiated.enhancedRouteRefresh(), "enhanced");
            add(words, negotiated.expectEndOfRib(), "gr");
            words.add("hold=" + negotiated.holdTime());
            addClaim(words, "host=", negotiated.claims().hostname());
            addClaim(words, "software=", negotiated.claims().softwareVersion());
            addClaim(words, "role=", negotiated.claims().role());
        }
        return words;
    }

    private static void addClaim(Set<String> words, String name, @Nullable String claim) {
        if (claim != null) {
            words.add(name + claim);
        }
    }

    private static void add(Set<String> words, boolean holds, String word) {
        if (holds) {
            words.add(word);
        }
    }

    /** Looks at the table's timers so many times, and does what they leave to do, after this each time. */
    void tick(int times, Runnable before) {
        ask(() -> {
            for (int i = 0; i < times; i++) {
                before.run();
                intake.tick(nanos.getAsLong());
                while (intake.clearSome()) {
                    Thread.onSpinWait();
                }
            }
            return true;
        });
    }

    /** A fact about a router that is known. */
    <T> T router(String name, BiFunction<Rib, AdjRibIn, T> fact) {
        return ask(() -> rib.routers().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .map(router -> fact.apply(rib, router))
                .orElseThrow());
    }

    private <T> T ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        while (!thread.submit(() -> answer.complete(question.get()))) {
            Thread.onSpinWait();
        }
        return answer.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private Snapshot read(AdjRibIn router) {
        SortedMap<String, List<String>> routes = new TreeMap<>();
        Set<String> converged = new TreeSet<>();
        PathCursor paths = new PathCursor();
        for (Family family : Family.values()) {
            PrefixTable prefixes = rib.prefixes(family);
            for (int id = 0; id < prefixes.idBound(); id++) {
                if (prefixes.isLive(id)) {
                    Prefix prefix = new Prefix(family, prefixes.high(id), prefixes.low(id), prefixes.length(id));
                    for (paths.reset(router, family, id); paths.next(); ) {
                        boolean pathIds = router.hasPathIds(family);
                        String path = pathIds ? " path " + Integer.toUnsignedString(paths.pathId()) : "";
                        routes.put(prefix + path, facts(paths.attributeId()));
                    }
                }
            }
            if (router.convergence(family) == Convergence.CONVERGED) {
                converged.add(family == Family.IPV4_UNICAST ? "ipv4" : "ipv6");
            }
        }
        RouterIntake counts = intake.routers().stream()
                .filter(known -> known.routes == router)
                .findFirst()
                .orElseThrow();
        return new Snapshot(
                routes,
                converged,
                counts.attributesDiscarded,
                counts.treatedAsWithdraw,
                counts.familiesDisabled,
                counts.resets,
                counts.unnegotiated,
                oddities(counts),
                counts.clearing);
    }

    private static Set<String> oddities(RouterIntake counts) {
        Set<String> labels = new TreeSet<>();
        for (int i = 0; i < Oddity.count(); i++) {
            if (counts.oddities[i] > 0) {
                labels.add(Oddity.of(i).label());
            }
        }
        return labels;
    }

    private List<String> facts(int attributeId) {
        return reading.of(
                rib.attributes().array(attributeId),
                rib.attributes().offset(attributeId),
                rib.attributes().length(attributeId));
    }

    @Override
    public void close() {
        listener.close();
        try {
            thread.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loops.close();
    }

    private final class NoPolicy implements TableThread.Work {
        @Override
        public void serve(Lane lane) {
            intake.serve(lane);
        }

        @Override
        public boolean clearSome() {
            return intake.clearSome();
        }

        @Override
        public boolean step() {
            return false;
        }

        @Override
        public void tick(long nowNanos) {
            intake.tick(nowNanos);
        }
    }

    /** Looks at the table when a sentinel comes, on the table thread, so that nothing later can be in it. */
    private final class SentinelWatch extends SilentListener {
        @Override
        public void routeChanged(RouteChange change) {
            Prefix prefix = new Prefix(change.family(), change.high(), change.low(), change.length());
            if (!change.isWithdraw() && (prefix.equals(SENTINEL) || prefix.equals(SENTINEL6))) {
                whenSentinel(change.router().name()).complete(read(change.router()));
            }
        }
    }
}
