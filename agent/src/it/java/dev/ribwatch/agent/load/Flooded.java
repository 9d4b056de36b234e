package dev.ribwatch.agent.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.lab.AgentProcess;
import dev.ribwatch.agent.lab.Await;
import dev.ribwatch.agent.lab.LabFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/** An agent with sessions that a flood must not disturb. */
final class Flooded implements AutoCloseable {
    static final int GOOD = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LINES_A_SECOND = 10;

    final LoadConfig config;
    final AgentProcess agent;
    final AgentFigures figures;
    private final Path scratch;
    private final Fleet good;

    /** @param address where it listens for routers, of which there is one more than have a session */
    Flooded(String address) throws Exception {
        scratch = LabFiles.scratch("flood");
        config = new LoadConfig(address, 9).routers(GOOD + 1);
        agent = AgentProcess.start(scratch, config::yaml, config.http(), "-Xmx512m");
        good = new Fleet(config.bgp(), true);
        figures = new AgentFigures(agent.process().pid());
        for (int i = 0; i < GOOD; i++) {
            good.add(LoadConfig.address(i), LoadConfig.EDGE_AS, config.offer());
        }
        Await.until("all are established", PATIENCE, () -> good.established() == GOOD);
        good.forgetLateness();
    }

    /** What a flood did to the agent while it lasted. */
    String during(Duration time) throws Exception {
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
        return "0 of %d sessions lost; agent %.2f cores, its BGP loops %.2f; %d log lines in %.1f s; KEEPALIVEs late p99.9 %.0f ms"
                .formatted(GOOD, cores, loopCores, more, seconds, late.getValueAtPercentile(99.9) / 1_000.0);
    }

    private long lines() {
        return agent.process().output().lines().count();
    }

    @Override
    public void close() throws IOException {
        good.close();
        agent.close();
        LabFiles.discard(scratch);
    }
}
