package dev.ribwatch.agent.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.lab.LabFiles;
import dev.ribwatch.agent.lab.LabSummary;
import dev.ribwatch.agent.lab.Subprocess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * K10: while the kernel's queue of half-open connections is full and it answers SYNs by cookies alone, sessions stand and new ones
 * begin. It needs root, for a network namespace, in which {@link SynFlood} runs.
 */
class SynFloodLab {
    private static final int SECONDS = Boolean.getBoolean("ribwatch.long") ? 60 : 3;

    @Test
    void sessionsLiveThroughAFloodOfSynsThatNobodyResets() throws Exception {
        Path scratch = LabFiles.scratch("syn-flood");
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try (Subprocess flood = Subprocess.start(
                scratch,
                Map.of(),
                List.of(
                        "unshare", "--net", "--wd=" + LabFiles.root(), java, "-Xmx256m", "-cp", classes, SynFlood.class.getName(),
                        Integer.toString(SECONDS)))) {
            int status = flood.exit(Duration.ofMinutes(5));
            assertThat(status).as(flood.output()).isZero();
            LabSummary.figure(
                    "SYN flood that nobody resets, " + SECONDS + " s",
                    flood.output().strip().replaceAll("(?s).*\n", ""));
        } finally {
            LabFiles.discard(scratch);
        }
    }
}
