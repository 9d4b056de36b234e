package dev.ribwatch.agent.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.lab.Await;
import dev.ribwatch.agent.lab.LabSummary;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** M19, K16: floods of connections and of malformed UPDATEs disturb no session and do not fill the log. */
class FloodLab {
    private static final boolean LONG = Boolean.getBoolean("ribwatch.long");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int GOOD = Flooded.GOOD;

    private Flooded flooded;

    @BeforeEach
    void start() throws Exception {
        flooded = new Flooded("127.0.0.1");
    }

    @AfterEach
    void stop() throws Exception {
        flooded.close();
    }

    @Test
    void aFloodOfConnectionsFromStrangers() throws Exception {
        Duration time = Duration.ofSeconds(LONG ? 90 : 3);
        try (Crowd crowd = new Crowd(0)) {
            for (int i = 0; i < 64; i++) {
                crowd.add("127.9.0." + (1 + i), flooded.config.bgp(), new byte[0], new byte[0]);
            }
            crowd.start();
            double cpu = flooded.figures.cpuSeconds("bgp-");
            long from = System.nanoTime();
            String outcome = flooded.during(time);
            double seconds = (System.nanoTime() - from) / 1e9;
            assertThat((flooded.figures.cpuSeconds("bgp-") - cpu) / seconds).as("cores").isLessThan(1);
            double refused = flooded.agent.metric("ribwatch_connections_refused_total{reason=\"unknown-address\"}");
            assertThat(refused).isGreaterThan(1_000);
            assertThat(flooded.agent.process().output()).contains("suppressed");
            LabSummary.figure(
                    "connections from strangers, " + time.toSeconds() + " s",
                    "%.0f a second; %s".formatted(refused / seconds, outcome));
        }
    }

    /** Each is treated as withdraw (RFC 7606 section 7.1: ORIGIN 3), and RFC 7606 section 6 wants it in the log. */
    @Test
    void aStreamOfMalformedUpdates() throws Exception {
        Duration time = Duration.ofSeconds(LONG ? 60 : 3);
        try (Fleet bad = new Fleet(flooded.config.bgp(), true)) {
            LoadRouter router = bad.add(LoadConfig.address(GOOD), LoadConfig.EDGE_AS, flooded.config.offer());
            Await.until("it is established", PATIENCE, () -> bad.established() == 1);
            CompletableFuture<Void> sending = bad.send(router, FloodLab::malformed);
            String outcome = flooded.during(time);
            double treated = flooded.agent.metric("ribwatch_update_errors_total{router=\"r" + GOOD + "\",action=\"withdraw\"}");
            assertThat(sending).isNotDone();
            assertThat(bad.lost()).as(bad.notes()).isZero();
            assertThat(treated).isGreaterThan(10_000);
            assertThat(flooded.agent.process().output()).contains("more malformed UPDATEs were not logged");
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
