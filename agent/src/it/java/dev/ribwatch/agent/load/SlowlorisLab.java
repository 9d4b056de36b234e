package dev.ribwatch.agent.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.lab.AgentProcess;
import dev.ribwatch.agent.lab.Await;
import dev.ribwatch.agent.lab.LabFiles;
import dev.ribwatch.agent.lab.LabSummary;
import dev.ribwatch.agent.lab.WireCapture;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/**
 * M18, K9: thousands of sockets that say nothing, an OPEN and then nothing, or one octet in ten seconds, from routers' addresses and
 * from strangers', beside thousands of half requests over HTTP.
 */
class SlowlorisLab {
    private static final boolean LONG = Boolean.getBoolean("ribwatch.long");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int GOOD = 20;

    /** Routers' addresses of which each opens three sockets; together more than may be pending. Strangers open the rest. */
    private static final int SUSPECTS = 600;

    private static final int MOST_PENDING = 1_024;
    private static final int MOST_OF_ONE = 2;
    private static final int MOST_HTTP = 256;
    private static final byte[] NOTHING = {};
    private static final byte[] HALF_A_REQUEST =
            "GET /metrics HTTP/1.1\r\nHost: x\r\n".getBytes(StandardCharsets.US_ASCII);

    @Test
    void slowAndSilentSocketsAreBoundedAndTouchNoSession() throws Exception {
        int slow = LONG ? 5_000 : 2_500;
        int http = LONG ? 2_000 : 1_000;
        Path scratch = LabFiles.scratch("slowloris");
        LoadConfig config = new LoadConfig(9).routers(GOOD + SUSPECTS);
        try (AgentProcess agent = AgentProcess.start(scratch, config::yaml, config.http(), "");
                WireCapture wire = WireCapture.startOfAgent(scratch, config.bgp());
                Fleet good = new Fleet(config.bgp(), true);
                Crowd crowd = new Crowd(1_000_000_000L);
                Crowd slowClients = new Crowd(1_000_000_000L)) {
            AgentFigures figures = new AgentFigures(agent.process().pid());
            for (int i = 0; i < GOOD; i++) {
                good.add(LoadConfig.address(i), LoadConfig.EDGE_AS, config.offer());
            }
            Await.until("all are established", PATIENCE, () -> good.established() == GOOD);
            for (int i = 0; i < 20; i++) {
                assertThat(agent.status("/metrics")).isEqualTo(200);
            }
            good.forgetLateness();
            double before = figures.residentMib();
            long descriptors = figures.descriptors();
            for (int i = 0; i < slow; i++) {
                boolean known = i < 3 * SUSPECTS;
                String source = known ? LoadConfig.address(GOOD + i / 3) : "127.7.%d.%d".formatted(i / 250, 1 + i % 250);
                byte[] open = open(source, config);
                switch (known ? i % 3 : i / 3 % 3) {
                    case 0 -> crowd.add(source, config.bgp(), NOTHING, NOTHING);
                    case 1 -> crowd.add(source, config.bgp(), open, NOTHING);
                    default -> crowd.add(source, config.bgp(), NOTHING, open);
                }
            }
            for (int i = 0; i < http; i++) {
                slowClients.add("127.0.0.1", config.http(), HALF_A_REQUEST, "X-Slow: 1\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            try (Scraper scraper = new Scraper(config.http(), "/metrics", 1, Duration.ofMillis(LONG ? 1_000 : 250))) {
                crowd.start();
                slowClients.start();
                Duration time = Duration.ofSeconds(LONG ? 180 : 6);
                long end = System.nanoTime() + time.toNanos();
                double most = before;
                long mostDescriptors = 0;
                while (System.nanoTime() - end < 0 && good.lost() == 0) {
                    Time.pass(Duration.ofMillis(500), () -> good.lost() > 0);
                    most = Math.max(most, figures.residentMib());
                    mostDescriptors = Math.max(mostDescriptors, figures.descriptors());
                }
                // A full accept queue makes a client wait for seconds, and again: on a slow machine the time may not do for all.
                Await.until("who is turned away comes again", PATIENCE, () -> crowd.connections() > slow || good.lost() > 0);
                // Who was refused does not come again: what is left now is what the agent allows.
                crowd.comeNoMore();
                int mostOfOne = Await.value(
                        "sockets of one address", PATIENCE, () -> mostOfOneAddress(config.bgp()), count -> count <= MOST_OF_ONE);
                assertThat(mostOfOne).isEqualTo(MOST_OF_ONE);
                Histogram answered = scraper.millis();
                Histogram late = good.lateness();
                LabSummary.figure(
                        slow + " slow BGP and " + http + " slow HTTP sockets, " + time.toSeconds() + " s",
                        ("0 of %d sessions lost; at most %d sockets more, %d of one address; memory +%.1f MiB; /metrics p99 %d ms; "
                                        + "KEEPALIVEs late p99.9 %.0f ms; longest without session %.1f s")
                                .formatted(
                                        GOOD,
                                        mostDescriptors - descriptors,
                                        mostOfOne,
                                        most - before,
                                        answered.getValueAtPercentile(99),
                                        late.getValueAtPercentile(99.9) / 1_000.0,
                                        crowd.longestSeconds()));

                assertThat(good.lost()).as(good.notes()).isZero();
                assertThat(good.established()).isEqualTo(GOOD);
                assertThat(mostDescriptors - descriptors)
                        .as("sockets beside those of the sessions")
                        .isGreaterThan(MOST_PENDING - 50) // they do get as far as that
                        .isLessThanOrEqualTo(MOST_PENDING + MOST_HTTP + 100); // some wait to be closed
                assertThat(scraper.answers()).isGreaterThan(3);
                assertThat(scraper.failures()).isZero();
                if (LONG) {
                    assertThat(most - before).as("growth of the resident memory, MiB").isLessThan(50);
                    assertThat(answered.getValueAtPercentile(99)).isLessThan(200);
                    assertThat(crowd.longestSeconds()).as("an OPEN must come within 30 s").isBetween(29.0, 35.0);
                }
            }
            wire.stop();
            assertThat(wire.prefixesSentByUs()).isZero();
        } finally {
            LabFiles.discard(scratch);
        }
    }

    private static byte[] open(String source, LoadConfig config) {
        byte[] identifier = new InetSocketAddress(source, 0).getAddress().getAddress();
        ByteBuffer open = Messages.open(LoadConfig.EDGE_AS, config.offer(), identifier);
        byte[] octets = new byte[open.remaining()];
        open.get(octets);
        return octets;
    }

    /** Of the agent's sockets, accepted or waiting to be: the most that one address has (proc_net_tcp). */
    private static int mostOfOneAddress(InetSocketAddress agent) throws Exception {
        String port = ":%04X".formatted(agent.getPort());
        Map<String, Integer> counts = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("/proc/net/tcp"))) {
            String[] fields = line.strip().split(" +", -1);
            if (fields[1].endsWith(port) && fields[3].equals("01") && !fields[9].equals("0")) {
                counts.merge(fields[2].substring(0, 8), 1, Integer::sum);
            }
        }
        return counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }
}
