package dev.ribwatch.agent.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.lab.AgentProcess;
import dev.ribwatch.agent.lab.Await;
import dev.ribwatch.agent.lab.LabFiles;
import dev.ribwatch.agent.lab.LabSummary;
import dev.ribwatch.agent.lab.WireCapture;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** K14: sessions that end and come back in the middle of their tables, again and again. */
class ChurnLab {
    private static final boolean LONG = Boolean.getBoolean("ribwatch.long");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int TIMES = LONG ? 1_000 : 100;
    private static final int CHURNING = 4;
    private static final int GOOD = 20;
    private static final int TABLE = 100_000;

    /** A table whose router closes its connection after a part of it, and opens another. */
    private static final class Cut implements MessageStream {
        private final TableStream table;
        private final int part;
        private final Fleet fleet;
        private final LoadRouter router;
        private final int way;
        private volatile boolean done;

        private Cut(TableStream table, int part, Fleet fleet, LoadRouter router, int way) {
            this.table = table;
            this.part = part;
            this.fleet = fleet;
            this.router = router;
            this.way = way;
        }

        @Override
        public boolean next(ByteBuffer out) {
            boolean more = table.next(out);
            if (!done && table.messages() > part) {
                done = true;
                fleet.reopen(router, way);
            }
            return more;
        }
    }

    @Test
    void sessionsThatEndInTheMiddleOfTheirTablesLeaveNothingBehind() throws Exception {
        Path scratch = LabFiles.scratch("churn");
        LoadConfig config = new LoadConfig(9).routers(GOOD + CHURNING);
        SplittableRandom random = new SplittableRandom(14);
        try (AgentProcess agent = AgentProcess.start(scratch, config::yaml, config.http(), "-Xmx512m");
                WireCapture wire = WireCapture.startOfAgent(scratch, config.bgp());
                Fleet good = new Fleet(config.bgp(), true);
                Fleet churning = new Fleet(config.bgp(), true)) {
            AgentFigures figures = new AgentFigures(agent.process().pid());
            for (int i = 0; i < GOOD; i++) {
                good.add(LoadConfig.address(i), LoadConfig.EDGE_AS, config.offer());
            }
            TableStream table = TableStream.of(0, TABLE, 5, 1);
            List<LoadRouter> routers = new ArrayList<>();
            for (int i = 0; i < CHURNING; i++) {
                routers.add(churning.add(LoadConfig.address(GOOD + i), LoadConfig.EDGE_AS, config.offer()));
            }
            Await.until("all are established", PATIENCE, () -> good.established() == GOOD && churning.established() == CHURNING);
            assertThat(agent.status("/metrics")).isEqualTo(200);
            long descriptors = figures.descriptors();
            long threads = figures.threads();
            long begun = System.nanoTime();
            int cut = 0;
            for (int i = 0; i < TIMES; i++) {
                LoadRouter router = routers.get(i % CHURNING);
                Await.until("it is back", PATIENCE, router::isEstablished);
                // On the fleet's thread: the table is not even in the socket when its connection goes.
                Cut stream = new Cut(table.again(), random.nextInt(TABLE / 5), churning, router, i / CHURNING % 3);
                CompletableFuture<Void> sending = churning.send(router, stream);
                Await.until("it was cut short, or sent to its end", PATIENCE, () -> stream.done && sending.isDone());
                cut += sending.isCompletedExceptionally() ? 1 : 0;
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            Await.until("all are back", PATIENCE, () -> churning.established() == CHURNING);
            for (LoadRouter router : routers) {
                churning.send(router, table.again()).join();
            }
            for (int i = 0; i < CHURNING; i++) {
                String routes = "ribwatch_routes{router=\"r" + (GOOD + i) + "\",family=\"ipv4-unicast\"}";
                Await.value("the whole table, once", PATIENCE, () -> agent.metric(routes), held -> held == TABLE);
            }
            assertThat(good.lost()).as(good.notes()).isZero();
            assertThat(good.established()).isEqualTo(GOOD);
            assertThat(churning.lost()).as(churning.notes()).isZero();
            Await.value("descriptors", PATIENCE, figures::descriptors, open -> open <= descriptors);
            assertThat(figures.threads()).isLessThanOrEqualTo(threads + 2); // the Java machine's own come and go
            assertThat(agent.process().output()).doesNotContain("defect").doesNotContain("Exception");
            assertThat(cut).isGreaterThan(TIMES / 2);
            double ceased = 0;
            for (int i = 0; i < CHURNING; i++) {
                ceased += agent.metric("ribwatch_notifications_total{router=\"r" + (GOOD + i) + "\",direction=\"received\",code=\"cease\"}");
            }
            assertThat(ceased).as("sessions that ended with a NOTIFICATION").isGreaterThan(TIMES / 10.0);
            wire.stop();
            assertThat(wire.messagesSentByUs()).isGreaterThan(TIMES);
            assertThat(wire.prefixesSentByUs()).isZero();
            LabSummary.figure(
                    TIMES + " ends in the middle of a table",
                    "%.1f s, %d of them cut short, %.0f with a NOTIFICATION; 0 of %d other sessions lost; descriptors %d before, %d after; threads %d, %d"
                            .formatted(
                                    seconds, cut, ceased, GOOD, descriptors, figures.descriptors(), threads, figures.threads()));
        } finally {
            LabFiles.discard(scratch);
        }
    }
}
