package dev.ribwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.mrt.MrtBytes;
import dev.ribwatch.agent.wire.UpdateMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Java machine has to load for a replay of a short file, which is over before anything else would pay. */
class ReplayStartTest {
    @TempDir
    private Path directory;

    /** The classes that {@code replay --summary} loads, in their order, until it has done its work. */
    private List<String> loaded() throws IOException, InterruptedException {
        Path file = Files.write(
                directory.resolve("a.mrt"),
                new MrtBytes()
                        .at(1_700_000_000)
                        .index("v", 65001, "192.0.2.1")
                        .rib(2, "0.0.0.0/0", UpdateMessage.ORIGIN + UpdateMessage.AS_PATH + UpdateMessage.NEXT_HOP, 0)
                        .at(1_700_000_009)
                        .update("192.0.2.1", 65001, UpdateMessage.announcing())
                        .bytes());
        Path log = directory.resolve("classes");
        Path out = directory.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xlog:class+load:file=" + log + "::filecount=0",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "dev.ribwatch.agent.Main",
                        "replay",
                        "--summary",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(out)).contains("\"routes\":{\"192.0.2.1\":{\"ipv4-unicast\":2}}");
        List<String> lines = Files.readAllLines(log);
        int end = lines.size();
        for (int i = 0; i < end; i++) {
            if (lines.get(i).contains("java.lang.Shutdown ")) {
                end = i; // what follows is the machine's own: from Java 21 on it looks whether exits are to be logged
            }
        }
        return lines.subList(0, end);
    }

    @Test
    void aSummaryNeedsNeitherLambdasNorExpressionsNorALibraryOfJson() throws Exception {
        List<String> classes = loaded();

        assertThat(classes).anyMatch(line -> line.contains("dev.ribwatch.agent.cli.ReplaySummary "));
        assertThat(classes)
                .noneMatch(line -> line.contains("dev.ribwatch.") && line.contains("$$Lambda"))
                .noneMatch(line -> line.contains("java.util.regex.Pattern "))
                .noneMatch(line -> line.contains("java.util.stream.ReferencePipeline "))
                .noneMatch(line -> line.contains("com.fasterxml.jackson.core.JsonFactory "))
                .noneMatch(line -> line.contains("picocli.CommandLine$Model"));
    }
}
