package dev.ribwatch.agent.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.lab.AgentProcess;
import dev.ribwatch.agent.lab.Await;
import dev.ribwatch.agent.lab.LabFiles;
import dev.ribwatch.agent.lab.LabSummary;
import dev.ribwatch.agent.lab.Subprocess;
import dev.ribwatch.agent.lab.WireCapture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** M20, K12: routers that try to fill the agent's memory reach their own budget, and nobody else notices. */
class ExhaustionLab {
    private static final boolean LONG = Boolean.getBoolean("ribwatch.long");
    private static final Duration PATIENCE = Duration.ofMinutes(LONG ? 20 : 1);
    private static final int GOOD = 20;

    /** Of each kind; the unknown attributes are 60 kB each. */
    private static final int MESSAGES = LONG ? 2_500_000 : 75_000;

    private static final int LARGE_MESSAGES = LONG ? 100_000 : 3_000;
    private static final String BUDGET = LONG ? "64MiB" : "4MiB";
    private static final Pattern USED = Pattern.compile("(?:new|tenured) generation +total \\d+K, used (\\d+)K");

    /** Garbage that a collection leaves where it is, as not worth to move what follows it, would count as in use. */
    private static final String LIVE_ONLY = "-XX:-DisableAttachMechanism -XX:MarkSweepAlwaysCompactCount=1";

    @Test
    void hostileRoutersReachTheirBudgetsAndNobodyElseNotices() throws Exception {
        Path scratch = LabFiles.scratch("exhaustion");
        LoadConfig config = new LoadConfig(9).routers(GOOD);
        for (HostileStream.Kind kind : HostileStream.Kind.values()) {
            config.router(
                    name(kind),
                    address(kind),
                    ", memory-budget: " + BUDGET + (kind == HostileStream.Kind.PATH_IDS ? ", add-path: true" : ""));
        }
        try (AgentProcess agent =
                        AgentProcess.start(scratch, config::yaml, config.http(), "-Xmx1g " + LIVE_ONLY);
                WireCapture wire = WireCapture.startOfAgent(scratch, config.bgp());
                Fleet good = new Fleet(config.bgp(), true);
                Fleet hostile = new Fleet(config.bgp(), true)) {
            List<LoadRouter> routers = new ArrayList<>();
            for (int i = 0; i < GOOD; i++) {
                routers.add(good.add(LoadConfig.address(i), LoadConfig.EDGE_AS, config.offer()));
            }
            // All of it once before the start is measured: buffers that were never filled have no memory yet.
            attack(agent, hostile);
            Await.until("the good are established", PATIENCE, () -> good.established() == GOOD);
            for (LoadRouter router : routers) {
                good.send(router, TableStream.of(0, 1_000, 50, 1)).join();
            }
            Await.until("their routes are there", PATIENCE, () -> agent.metric(routes("r0")) == 1_000);
            String spare = "ribwatch_table_memory_bytes{part=\"spare\"}";
            Await.until("no page is spare", PATIENCE, () -> agent.metric(spare) == 0);
            long before = heap(agent);
            good.forgetLateness();

            long begun = System.nanoTime();
            long messages = attack(agent, hostile);
            double seconds = (System.nanoTime() - begun) / 1e9;

            assertThat(good.lost()).as(good.notes()).isZero();
            assertThat(good.established()).isEqualTo(GOOD);
            assertThat(hostile.lost()).as(hostile.notes()).isZero();
            assertThat(agent.metric(routes("r0"))).isEqualTo(1_000);
            assertThat(agent.process().output()).doesNotContain("OutOfMemory");
            Histogram late = good.lateness();
            long after = Await.value("the heap is as before, " + before + " KiB", PATIENCE, () -> heap(agent), used -> used <= before * 1.05);
            double growth = 100.0 * (after - before) / before;
            LabSummary.figure(
                    "memory exhaustion, " + messages + " messages",
                    ("%.0f s; 0 of %d sessions lost; budgets reached; heap afterwards %d KiB of %d KiB (%+.1f %%); "
                                    + "KEEPALIVEs late p99.9 %.0f ms")
                            .formatted(
                                    seconds, GOOD, after, before, growth, late.getValueAtPercentile(99.9) / 1_000.0));
            wire.stop();
            assertThat(wire.prefixesSentByUs()).isZero();
            assertThat(good.prefixUpdates() + hostile.prefixUpdates()).isZero();
        } finally {
            LabFiles.discard(scratch);
        }
    }

    private static double blocked(AgentProcess agent, HostileStream.Kind kind) throws IOException {
        return agent.metric("ribwatch_routes_blocked_total{router=\"" + name(kind) + "\",family=\"ipv4-unicast\"}");
    }

    /** Every kind at once, each from a router of its own, up to the bound and the alert; then they leave. Returns the messages. */
    private static long attack(AgentProcess agent, Fleet hostile) throws Exception {
        Map<HostileStream.Kind, LoadRouter> routers = new EnumMap<>(HostileStream.Kind.class);
        List<HostileStream> streams = new ArrayList<>();
        for (HostileStream.Kind kind : HostileStream.Kind.values()) {
            routers.put(
                    kind, hostile.add(address(kind), LoadConfig.EDGE_AS, new Messages.Offer(9, true, kind == HostileStream.Kind.PATH_IDS)));
        }
        Await.until("the hostile are established", PATIENCE, () -> hostile.established() == routers.size());
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        routers.forEach((kind, router) -> {
            int count = kind == HostileStream.Kind.UNKNOWN_ATTRIBUTES ? LARGE_MESSAGES : MESSAGES;
            HostileStream stream = new HostileStream(kind, count);
            streams.add(stream);
            sent.add(hostile.send(router, stream));
        });
        for (CompletableFuture<Void> one : sent) {
            Await.until("all is sent", PATIENCE, () -> one.isDone() || hostile.lost() > 0);
        }
        for (HostileStream.Kind kind : routers.keySet()) {
            Await.until(
                    "all of " + kind + " is taken in",
                    PATIENCE,
                    () -> agent.metric("ribwatch_lane_bytes{router=\"" + name(kind) + "\"}") == 0 || hostile.lost() > 0);
        }
        List<HostileStream.Kind> unbounded =
                List.of(HostileStream.Kind.PREFIXES, HostileStream.Kind.ATTRIBUTES_OF_A_THOUSAND);
        for (HostileStream.Kind kind : routers.keySet()) {
            if (!unbounded.contains(kind)) {
                // What the table counts is shown up to a second later.
                Await.until("some of " + kind + " is blocked", PATIENCE, () -> blocked(agent, kind) > 0);
                Await.until("the alert for " + kind, PATIENCE, () -> agent.rows("alerts").stream()
                        .map(Object::toString)
                        .anyMatch(alert -> alert.contains("ViewPartial") && alert.contains(name(kind))));
            }
        }
        for (HostileStream.Kind kind : unbounded) {
            assertThat(blocked(agent, kind)).as(kind.name()).isZero();
        }
        routers.values().forEach(hostile::leave);
        for (HostileStream.Kind kind : routers.keySet()) {
            Await.until("the routes of " + kind + " are gone", PATIENCE, () -> agent.metric(routes(name(kind))) == 0);
        }
        return streams.stream().mapToLong(HostileStream::written).sum();
    }

    private static String name(HostileStream.Kind kind) {
        return "hostile" + kind.ordinal();
    }

    private static String address(HostileStream.Kind kind) {
        return LoadConfig.address(500 + kind.ordinal());
    }

    private static String routes(String router) {
        return "ribwatch_routes{router=\"" + router + "\",family=\"ipv4-unicast\"}";
    }

    /** Of the heap in use after a full collection, KiB. */
    private static long heap(AgentProcess agent) {
        String pid = Long.toString(agent.process().pid());
        Subprocess.run("jcmd", pid, "GC.run");
        Matcher used = USED.matcher(Subprocess.run("jcmd", pid, "GC.heap_info"));
        long sum = 0;
        while (used.find()) {
            sum += Long.parseLong(used.group(1));
        }
        return sum;
    }
}
