package dev.ribwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a process: what it makes of its signals. */
class RunCommandTest {
    private static final String CONFIG = """
            agent: {as: 65000, router-id: 192.0.2.10, listen: ["127.0.0.1:0"], state-directory: "%s"}
            http: {listen: "127.0.0.1:0"}
            routers: [{name: edge1, address: 127.0.0.11, as: 65010, network: on-prem}]
            networks: [{name: on-prem, asns: [65010], prefixes: [10.0.0.0/12]}]
            """;

    @TempDir
    private Path directory;

    /** Starts it by a shell that runs this first; gives what it says until it listens and after SIGTERM. */
    private List<String> run(String first) throws Exception {
        Path file = Files.writeString(directory.resolve("ribwatch.yaml"), CONFIG.formatted(directory));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(
                        "env",
                        "--default-signal=HUP,INT,TERM",
                        "sh",
                        "-c",
                        first + "exec \"$@\"",
                        "sh",
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classes,
                        "dev.ribwatch.agent.Main",
                        "run",
                        "-c",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                if (line.contains("Listening for BGP")) {
                    process.toHandle().destroy(); // the streams stay open
                }
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("%s", said).isZero();
        } finally {
            process.destroyForcibly();
        }
        assertThat(said).anyMatch(line -> line.contains("Listening for BGP"));
        return said;
    }

    @Test
    void saysSoIfItWasStartedDeafToSighup() throws Exception {
        assertThat(run("trap '' HUP; "))
                .filteredOn(line -> line.contains("SIGHUP"))
                .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .contains("WARN", "nohup");
    }

    @Test
    void saysNothingOfSighupOtherwise() throws Exception {
        assertThat(run("")).noneMatch(line -> line.contains("SIGHUP"));
    }
}
