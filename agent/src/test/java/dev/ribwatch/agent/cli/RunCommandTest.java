package dev.ribwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

    /** What is done when it says something. */
    private interface Listener {
        /** @return whether it is to end now */
        boolean isLast(String line) throws Exception;
    }

    /** Starts it by a shell that runs this first; gives what it says until it listens and after SIGTERM. */
    private List<String> run(String first) throws Exception {
        return run(first, CONFIG.formatted(directory), line -> line.contains("Listening for BGP"));
    }

    private List<String> run(String first, String yaml, Listener listener) throws Exception {
        Path file = Files.writeString(directory.resolve("ribwatch.yaml"), yaml);
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
                if (listener.isLast(line)) {
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
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("WARN", "nohup");
    }

    /** A waiver is no part of the configuration: nothing is loaded for it, and yet what it silenced is told. */
    @Test
    @Timeout(120)
    void warnsWhenAWaiverIsTakenBack() throws Exception {
        String yaml = CONFIG.formatted(directory)
                        .replace("state-directory", "reload-on-change: true, state-directory")
                        .replace("as: 65010, network", "as: 65516, network")
                        .replace("]}]\n", "]}, {name: cloud, asns: [12076], match: [{as-path: \"^12076$\"}]}]\n")
                + "connections: [{name: circuit, type: expressroute, between: [on-prem, cloud]%s}]\n";
        List<String> said = run("", yaml.formatted(", waived-facts: X2"), line -> {
            if (line.contains("Listening for BGP")) {
                Path next = Files.writeString(directory.resolve("next"), yaml.formatted(""));
                Files.move(next, directory.resolve("ribwatch.yaml"), StandardCopyOption.ATOMIC_MOVE);
            }
            return line.contains("X2: ");
        });
        assertThat(said)
                .filteredOn(line -> line.contains("X2: "))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("WARN", "AS 65516");
        assertThat(said).noneMatch(line -> line.contains("Reloaded"));
    }

    @Test
    void saysNothingOfSighupOtherwise() throws Exception {
        assertThat(run("")).noneMatch(line -> line.contains("SIGHUP"));
    }
}
