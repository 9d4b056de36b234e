package dev.ribwatch.agent.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.lab.AgentProcess;
import dev.ribwatch.agent.lab.Await;
import dev.ribwatch.agent.lab.LabFiles;
import dev.ribwatch.agent.lab.LabSummary;
import dev.ribwatch.agent.lab.Subprocess;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** M19, K10, K16: floods of connections, of SYNs that are reset and of malformed UPDATEs disturb no session and do not fill the log. */
class FloodLab {
    private static final boolean LONG = Boolean.getBoolean("ribwatch.long");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int GOOD = 20;
    private static final int LINES_A_SECOND = 10;

    private Path scratch;
    private LoadConfig config;
    private AgentProcess agent;
    private Fleet good;
    private AgentFigures figures;

    @BeforeEach
    void start() throws Exception {
        scratch = LabFiles.scratch("flood");
        config = new LoadConfig(9).routers(GOOD + 1);
        agent = AgentProcess.start(scratch, config::yaml, config.http(), "-Xmx512m");
        good = new Fleet(config.bgp(), true);
        figures = new AgentFigures(agent.process().pid());
        for (int i = 0; i < GOOD; i++) {
            good.add(LoadConfig.address(i), LoadConfig.EDGE_AS, config.offer());
        }
        Await.until("all are established", PATIENCE, () -> good.established() == GOOD);
        good.forgetLateness();
    }

    @AfterEach
    void stop() throws Exception {
        good.close();
        agent.close();
        LabFiles.discard(scratch);
    }

    /** What a flood did to the agent while it lasted. */
    private String during(Duration time) throws Exception {
        long from = System.nanoTime();
        double cpu = figures.cpuSeconds();
        double loops = figures.cpuSeconds("bgp-");
        long lines = lines();
        Time.pass(time, () -> good.lost() > 0);
        double seconds = (System.nanoTime() - from) / 1e9;
        double cores = (figures.cpuSeconds() - cpu) / seconds;
        double loopCores = (figures.cpuSeconds("bgp-") - loops) / seconds;
        long more = lines() - lines;
        Histogram late = good.lateness();

        assertThat(good.lost()).as(good.notes()).isZero();
        assertThat(good.established()).isEqualTo(GOOD);
        assertThat(good.prefixUpdates()).isZero();
        assertThat((double) more).as("lines of the log in %.1f s", seconds).isLessThanOrEqualTo(LINES_A_SECOND * (seconds + 1));
        return "0 of %d sessions lost; agent %.2f cores, its BGP loops %.2f; %.1f log lines a second; KEEPALIVEs late p99.9 %.0f ms"
                .formatted(GOOD, cores, loopCores, more / seconds, late.getValueAtPercentile(99.9) / 1_000.0);
    }

    private long lines() {
        return agent.process().output().lines().count();
    }

    @Test
    void aFloodOfConnectionsFromStrangers() throws Exception {
        Duration time = Duration.ofSeconds(LONG ? 90 : 3);
        try (Crowd crowd = new Crowd(0)) {
            for (int i = 0; i < 64; i++) {
                crowd.add("127.9.0." + (1 + i), config.bgp(), new byte[0], new byte[0]);
            }
            crowd.start();
            double cpu = figures.cpuSeconds("bgp-");
            long from = System.nanoTime();
            String outcome = during(time);
            double seconds = (System.nanoTime() - from) / 1e9;
            assertThat((figures.cpuSeconds("bgp-") - cpu) / seconds).as("cores").isLessThan(1);
            double refused = agent.metric("ribwatch_connections_refused_total{reason=\"unknown-address\"}");
            assertThat(refused).isGreaterThan(1_000);
            assertThat(agent.process().output()).contains("suppressed");
            LabSummary.figure(
                    "connections from strangers, " + time.toSeconds() + " s",
                    "%.0f a second; %s".formatted(crowd.connections() / seconds, outcome));
        }
    }

    /**
     * From one address of this machine: what answers a SYN must not leave it. So the kernel resets each half-open connection as soon
     * as it has answered. What is shown is that SYNs without end, each with its answer and its reset, take neither sessions nor the
     * agent's time; not what becomes of a queue that is full of half-open connections, which never fills here.
     */
    @Test
    void aFloodOfSynsThatAreResetAtOnce() throws Exception {
        Duration time = Duration.ofSeconds(LONG ? 60 : 3);
        Path directory = Files.createDirectories(scratch.resolve("hping3"));
        String port = Integer.toString(config.bgp().getPort());
        Subprocess flood = Subprocess.start(
                directory,
                Map.of(),
                List.of("hping3", "-q", "-S", "--flood", "-I", "lo", "-a", "127.9.9.9", "-p", port, "127.0.0.1"));
        long from = System.nanoTime();
        String outcome;
        try (flood) {
            outcome = during(time);
            assertThat(flood.alive()).as(flood.output()).isTrue();
            flood.signal("INT");
            flood.exit(Duration.ofSeconds(10));
        }
        double seconds = (System.nanoTime() - from) / 1e9;
        String sent = flood.output().replaceAll("(?s).*?(\\d+) packets transmitted.*", "$1");
        assertThat(Long.parseLong(sent)).as(flood.output()).isGreaterThan(10_000);
        LabSummary.figure(
                "SYN flood, each reset at once, " + time.toSeconds() + " s", "%.0f a second; %s".formatted(Long.parseLong(sent) / seconds, outcome));
    }

    /** Each is treated as withdraw (RFC 7606 section 7.1: ORIGIN 3), and RFC 7606 section 6 wants it in the log. */
    @Test
    void aStreamOfMalformedUpdates() throws Exception {
        Duration time = Duration.ofSeconds(LONG ? 60 : 3);
        try (Fleet bad = new Fleet(config.bgp(), true)) {
            LoadRouter router = bad.add(LoadConfig.address(GOOD), LoadConfig.EDGE_AS, config.offer());
            Await.until("it is established", PATIENCE, () -> bad.established() == 1);
            CompletableFuture<Void> sending = bad.send(router, FloodLab::malformed);
            String outcome = during(time);
            double treated = agent.metric("ribwatch_update_errors_total{router=\"r" + GOOD + "\",action=\"withdraw\"}");
            assertThat(sending).isNotDone();
            assertThat(bad.lost()).as(bad.notes()).isZero();
            assertThat(treated).isGreaterThan(10_000);
            assertThat(agent.process().output()).contains("more malformed UPDATEs were not logged");
            LabSummary.figure(
                    "malformed UPDATEs, " + time.toSeconds() + " s", "%.0f a second; %s".formatted(treated / time.toSeconds(), outcome));
        }
    }

    private static boolean malformed(ByteBuffer out) {
        int start = Messages.begin(out);
        Messages.attributes(out, (int) LoadConfig.EDGE_AS, 64500);
        out.put(start + Messages.HEADER + 4 + 3, (byte) 3); // ORIGIN
        Messages.endAttributes(out, start);
        Messages.prefix24(out, 40 << 16);
        Messages.end(out, start);
        return true;
    }
}
