package dev.ribwatch.agent.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.lab.AgentProcess;
import dev.ribwatch.agent.lab.Await;
import dev.ribwatch.agent.lab.LabFiles;
import dev.ribwatch.agent.lab.LabSummary;
import dev.ribwatch.agent.lab.WireCapture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** M15: many sessions with a short hold time, each with some routes, for minutes: none is lost and KEEPALIVEs come in time. */
class SessionsLab {
    private static final boolean LONG = Boolean.getBoolean("ribwatch.long");
    private static final int HOLD_SECONDS = 9;

    @Test
    void manySessionsStandAndKeepalivesComeInTime() throws Exception {
        stand(LONG ? 500 : 100, Duration.ofSeconds(LONG ? 300 : 9));
        if (LONG) {
            stand(2_000, Duration.ofMinutes(2));
        }
    }

    private static void stand(int sessions, Duration time) throws Exception {
        Path scratch = LabFiles.scratch("sessions");
        LoadConfig config = new LoadConfig(HOLD_SECONDS).routers(sessions);
        try (AgentProcess agent = AgentProcess.start(scratch, config::yaml, config.http(), "-Xmx1g");
                WireCapture wire = WireCapture.startOfAgent(scratch, config.bgp());
                Fleet fleet = new Fleet(config.bgp(), true)) {
            long begun = System.nanoTime();
            List<LoadRouter> routers = new ArrayList<>();
            for (int i = 0; i < sessions; i++) {
                routers.add(fleet.add(LoadConfig.address(i), LoadConfig.EDGE_AS, config.offer()));
            }
            Await.value("all are established", Duration.ofMinutes(2), fleet::established, up -> up == sessions);
            double seconds = (System.nanoTime() - begun) / 1e9;
            for (int i = 0; i < sessions; i++) {
                fleet.send(routers.get(i), TableStream.of(i * 20, 20, 20, 1)).join();
            }
            fleet.forgetLateness();
            long end = System.nanoTime() + time.toNanos();
            Await.until("the time is over", time.plusSeconds(5), () -> System.nanoTime() >= end || fleet.lost() > 0);
            Histogram late = fleet.lateness();

            assertThat(fleet.lost()).as(fleet.notes()).isZero();
            assertThat(fleet.established()).isEqualTo(sessions);
            assertThat(agent.rows("sessions")).hasSize(sessions).allSatisfy(row -> {
                assertThat(row.path("state").asText()).isEqualTo("Established");
                assertThat(row.path("flaps").asInt()).isZero();
            });
            // Each sends one in 2.25 s to 3 s.
            assertThat(late.getTotalCount()).isGreaterThan(sessions * (time.toSeconds() / 3 - 1));
            double lateMillis = late.getValueAtPercentile(99.9) / 1_000.0;
            LabSummary.figure(
                    sessions + " sessions, hold 9 s, " + time.toSeconds() + " s",
                    "up in %.1f s (%d tries refused), 0 lost, %d KEEPALIVEs, late p99.9 %.1f ms, most %.1f ms, agent %.0f MiB"
                            .formatted(
                                    seconds,
                                    fleet.refused(),
                                    late.getTotalCount(),
                                    lateMillis,
                                    late.getMaxValue() / 1_000.0,
                                    new AgentFigures(agent.process().pid()).residentMib()));
            if (LONG) {
                assertThat(lateMillis).isLessThan(250);
            }
            wire.stop();
            assertThat(wire.messagesSentByUs()).isGreaterThan(sessions);
            assertThat(wire.prefixesSentByUs()).isZero();
            assertThat(fleet.prefixUpdates()).isZero();
        } finally {
            LabFiles.discard(scratch);
        }
    }
}
