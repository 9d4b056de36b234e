package dev.ribwatch.agent.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.lab.AgentProcess;
import dev.ribwatch.agent.lab.Await;
import dev.ribwatch.agent.lab.LabFiles;
import dev.ribwatch.agent.lab.LabSummary;
import dev.ribwatch.agent.lab.Subprocess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** M16, M17, K13: an agent that hardly gets to run loses no session that it need not lose. */
class StarvationLab {
    private static final boolean LONG = Boolean.getBoolean("ribwatch.long");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Lets jcmd in, which the launcher shuts out. */
    private static final String WITH_JCMD = "-Xmx1g -XX:-DisableAttachMechanism";

    private static final int CALM = 50;

    /** Octets of a row of the API, at the least. */
    private static final int SHORTEST_ROW = 100;

    private Path scratch;

    @BeforeEach
    void prepare() throws Exception {
        scratch = LabFiles.scratch("starvation");
    }

    @AfterEach
    void discard() throws Exception {
        LabFiles.discard(scratch);
    }

    /** Full collections, processes that take the processors, scans of the table, and routers that never stop talking. */
    @Test
    void collectionsHogsScansAndABusyTableCostNoSession() throws Exception {
        int table = LONG ? 500_000 : 100_000;
        int talkers = 4;
        Duration time = Duration.ofSeconds(LONG ? 180 : 8);
        LoadConfig config = new LoadConfig(9).routers(CALM + talkers);
        List<AutoCloseable> troubles = new ArrayList<>();
        try (AgentProcess agent = AgentProcess.start(scratch, config::yaml, config.http(), WITH_JCMD);
                Fleet calm = new Fleet(config.bgp(), true);
                Fleet busy = new Fleet(config.bgp(), true)) {
            try {
                for (int i = 0; i < CALM; i++) {
                    calm.add(LoadConfig.address(i), LoadConfig.EDGE_AS, config.offer());
                }
                TableStream first = TableStream.of(0, table, 50, Integer.MAX_VALUE);
                List<TableStream> streams = new ArrayList<>();
                List<LoadRouter> routers = new ArrayList<>();
                for (int i = 0; i < talkers; i++) {
                    routers.add(busy.add(LoadConfig.address(CALM + i), LoadConfig.EDGE_AS, config.offer()));
                    streams.add(first.again());
                }
                Await.until("all are established", PATIENCE, () -> calm.established() + busy.established() == CALM + talkers);
                List<CompletableFuture<Void>> streaming = new ArrayList<>();
                for (int i = 0; i < talkers; i++) {
                    streaming.add(busy.send(routers.get(i), streams.get(i)));
                }
                Await.until("the table is full", PATIENCE, () -> routes(agent, CALM, talkers) == (long) table * talkers);
                calm.forgetLateness();
                for (int i = 0; i < 4; i++) {
                    troubles.add(Subprocess.start(
                            Files.createDirectories(scratch.resolve("hog" + i)), Map.of(), List.of("sh", "-c", "while :; do :; done")));
                }
                Scraper scans = new Scraper(config.http(), "/api/v1/routes", 2, Duration.ZERO);
                troubles.add(scans);
                long end = System.nanoTime() + time.toNanos();
                int collections = 0;
                while (System.nanoTime() - end < 0 && calm.lost() + busy.lost() == 0) {
                    Subprocess.run("jcmd", Long.toString(agent.process().pid()), "GC.run");
                    collections++;
                    Time.pass(Duration.ofSeconds(2), () -> calm.lost() + busy.lost() > 0);
                }
                Histogram late = calm.lateness();
                long messages = streams.stream().mapToLong(TableStream::messages).sum();
                LabSummary.figure(
                        "starved for " + time.toSeconds() + " s, hold 9 s",
                        ("%d sessions, %d lost; %d routes held, %d UPDATEs, %d full collections, %.1f MB of rows scanned, %d scans refused; "
                                        + "KEEPALIVEs late p99.9 %.0f ms, most %.0f ms; longest pause of a socket %.0f ms")
                                .formatted(
                                        CALM + talkers,
                                        calm.lost() + busy.lost(),
                                        (long) table * talkers,
                                        messages,
                                        collections,
                                        scans.octets() / 1e6,
                                        scans.failures(),
                                        late.getValueAtPercentile(99.9) / 1_000.0,
                                        late.getMaxValue() / 1_000.0,
                                        1_000 * busy.longestStallSeconds()));

                assertThat(calm.lost()).as(calm.notes()).isZero();
                assertThat(busy.lost()).as(busy.notes()).isZero();
                assertThat(calm.prefixUpdates() + busy.prefixUpdates()).isZero();
                assertThat(busy.longestStallSeconds()).isLessThan(20);
                assertThat(collections).isPositive();
                assertThat(scans.octets()).as("octets of answers with status 200").isGreaterThan((long) table * talkers * SHORTEST_ROW);
                assertThat(scans.failures()).as("scans that were refused or broke off").isZero();
                assertThat(streaming).noneMatch(CompletableFuture::isDone);
            } finally {
                for (AutoCloseable trouble : troubles) {
                    trouble.close();
                }
            }
        }
    }

    /** Back-pressure: many that never stop talking get their turns, and none waits so long for one that it must give us up. */
    @Test
    void routersThatNeverStopTalkingAreReadInTurn() throws Exception {
        int talkers = LONG ? 200 : 30;
        Duration time = Duration.ofSeconds(LONG ? 90 : 4);
        LoadConfig config = new LoadConfig(9).routers(CALM + talkers);
        try (AgentProcess agent = AgentProcess.start(scratch, config::yaml, config.http(), WITH_JCMD);
                Fleet calm = new Fleet(config.bgp(), true);
                Fleet busy = new Fleet(config.bgp(), true)) {
            for (int i = 0; i < CALM; i++) {
                calm.add(LoadConfig.address(i), LoadConfig.EDGE_AS, config.offer());
            }
            List<LoadRouter> routers = new ArrayList<>();
            for (int i = 0; i < talkers; i++) {
                routers.add(busy.add(LoadConfig.address(CALM + i), LoadConfig.EDGE_AS, config.offer()));
            }
            Await.until("all are established", PATIENCE, () -> calm.established() + busy.established() == CALM + talkers);
            TableStream table = TableStream.of(0, 20_000, 2, Integer.MAX_VALUE);
            List<TableStream> streams = new ArrayList<>();
            for (LoadRouter router : routers) {
                TableStream stream = table.again();
                streams.add(stream);
                assertThat(busy.send(router, stream)).isNotDone();
            }
            calm.forgetLateness();
            Time.pass(time, () -> calm.lost() + busy.lost() > 0);
            Histogram late = calm.lateness();
            long least = streams.stream().mapToLong(TableStream::messages).min().orElse(0);
            long most = streams.stream().mapToLong(TableStream::messages).max().orElse(0);
            double paused = 0;
            for (int i = CALM; i < CALM + talkers; i++) {
                paused += agent.metric("ribwatch_lane_paused_seconds_total{router=\"r" + i + "\"}");
            }
            LabSummary.figure(
                    talkers + " routers that never stop talking, " + time.toSeconds() + " s",
                    ("%d sessions, %d lost; %d to %d UPDATEs each; sockets paused for %.1f s in all, none longer than %.0f ms; "
                                    + "KEEPALIVEs to the others late p99.9 %.0f ms")
                            .formatted(
                                    CALM + talkers,
                                    calm.lost() + busy.lost(),
                                    least,
                                    most,
                                    paused,
                                    1_000 * busy.longestStallSeconds(),
                                    late.getValueAtPercentile(99.9) / 1_000.0));
            assertThat(calm.lost()).as(calm.notes()).isZero();
            assertThat(busy.lost()).as(busy.notes()).isZero();
            assertThat(paused).as("the table was the bottleneck").isPositive();
            assertThat(busy.longestStallSeconds()).isLessThan(20);
            assertThat(least).isGreaterThan(most / 10);
        }
    }

    private static long routes(AgentProcess agent, int first, int count) throws Exception {
        long sum = 0;
        for (int i = first; i < first + count; i++) {
            sum += (long) agent.metric("ribwatch_routes{router=\"r" + i + "\",family=\"ipv4-unicast\"}");
        }
        return sum;
    }

    /** What a router survives: it counts the hold time from our last KEEPALIVE, which may be a third of it old. */
    @Test
    void aPauseOfTwoThirdsOfTheHoldTimeLosesNoSession() throws Exception {
        int pauses = LONG ? 15 : 1;
        SplittableRandom random = new SplittableRandom(17);
        LoadConfig config = new LoadConfig(9).routers(CALM);
        try (AgentProcess agent = AgentProcess.start(scratch, config::yaml, config.http(), WITH_JCMD);
                Fleet fleet = new Fleet(config.bgp(), true)) {
            for (int i = 0; i < CALM; i++) {
                fleet.add(LoadConfig.address(i), LoadConfig.EDGE_AS, config.offer());
            }
            Await.until("all are established", PATIENCE, () -> fleet.established() == CALM);
            for (int i = 0; i < pauses && fleet.lost() == 0; i++) {
                Time.pass(Duration.ofMillis(random.nextInt(3_000)), () -> false);
                stop(agent, Duration.ofSeconds(4), fleet);
                fleet.forgetLateness();
                Await.until("each was heard of again", PATIENCE, () -> fleet.lateness().getTotalCount() >= 2 * CALM);
            }
            assertThat(fleet.lost()).as(fleet.notes()).isZero();
            assertThat(fleet.established()).isEqualTo(CALM);
            LabSummary.figure("the process stopped for 4 s, hold 9 s, times " + pauses, CALM + " sessions, 0 lost");
        }
    }

    /** Patient routers that kept talking meanwhile are not taken for silent; one that did fall silent is. */
    @Test
    void afterAPauseLongerThanTheHoldTimeTheInputIsReadBeforeTheTimerIsJudged() throws Exception {
        int hold = LONG ? 9 : 3;
        int pauses = LONG ? 6 : 1;
        LoadConfig config = new LoadConfig(hold).routers(CALM + 1);
        try (AgentProcess agent = AgentProcess.start(scratch, config::yaml, config.http(), WITH_JCMD);
                Fleet fleet = new Fleet(config.bgp(), false);
                Fleet other = new Fleet(config.bgp(), false)) {
            List<LoadRouter> routers = new ArrayList<>();
            for (int i = 0; i < CALM; i++) {
                routers.add(fleet.add(LoadConfig.address(i), LoadConfig.EDGE_AS, config.offer()));
            }
            LoadRouter silent = other.add(LoadConfig.address(CALM), LoadConfig.EDGE_AS, config.offer());
            Await.until("all are established", PATIENCE, () -> fleet.established() == CALM && other.established() == 1);
            // Some have much unread in their sockets when the agent goes on.
            List<TableStream> streams = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                TableStream stream = TableStream.of(0, 50_000, 50, Integer.MAX_VALUE);
                streams.add(stream);
                assertThat(fleet.send(routers.get(i), stream)).isNotDone();
            }
            for (int i = 0; i < pauses; i++) {
                if (i == pauses - 1) {
                    other.execute(silent::fallSilent);
                }
                stop(agent, Duration.ofSeconds(hold + 2), fleet);
                fleet.forgetLateness();
                Await.until("each was heard of again", PATIENCE, () -> fleet.lateness().getTotalCount() >= 2 * CALM);
            }
            streams.forEach(TableStream::stop);
            Await.until("the silent one is given up", PATIENCE, () -> other.lost() == 1);
            assertThat(fleet.lost()).as(fleet.notes()).isZero();
            assertThat(fleet.established()).isEqualTo(CALM);
            assertThat(other.notes()).contains("was told 0400");
            LabSummary.figure(
                    "the process stopped for " + (hold + 2) + " s, hold " + hold + " s, times " + pauses,
                    CALM + " sessions whose routers kept talking, 0 lost; the silent one told 4/0");
        }
    }

    private static void stop(AgentProcess agent, Duration time, Fleet fleet) {
        agent.process().signal("STOP");
        try {
            Time.pass(time, () -> fleet.lost() > 0);
        } finally {
            agent.process().signal("CONT");
        }
    }
}
