package dev.ribwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code agent/bin/ribwatch} as it is installed, with a Java machine that only tells how it was started. */
class LauncherTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin/java");
    private static final String INITIAL = "-XX:InitialHeapSize=128m";

    @TempDir
    private Path directory;

    private Path home;
    private Path javaHome;
    private Path started;

    @BeforeEach
    void install() throws IOException {
        home = Files.createDirectories(directory.resolve("ribwatch"));
        Files.createDirectories(home.resolve("lib"));
        Files.createDirectories(home.resolve("bin"));
        Files.createFile(home.resolve("ribwatch-agent-1.jar"));
        Files.copy(Path.of("bin/ribwatch"), home.resolve("bin/ribwatch"));
        javaHome = directory.resolve("java");
        started = directory.resolve("started");
        version("17.0.1");
    }

    /** From now on Java has this version; when it trains it leaves an archive. */
    private void version(String version) throws IOException {
        Path java = Files.createDirectories(javaHome.resolve("bin")).resolve("java");
        Files.writeString(java, """
                #!/bin/sh
                case $1 in -version) echo 'openjdk version "%s"' >&2; exit ;; esac
                for option; do
                  case $option in
                    -XX:DumpLoadedClassList=* | -XX:SharedArchiveFile=*.new) echo something >"${option#*=}" ;;
                  esac
                done
                echo "$@" >>%s
                """.formatted(version, started));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** What Java was started with, once for each start. */
    private List<List<String>> launch(Map<String, String> environment) throws Exception {
        Files.deleteIfExists(started);
        ProcessBuilder launcher = new ProcessBuilder(
                        "sh", home.resolve("bin/ribwatch").toString(), "run", "-c", "x y.yaml")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile());
        launcher.environment().keySet().removeIf(name -> name.startsWith("RIBWATCH_"));
        launcher.environment().put("JAVA_HOME", javaHome.toString());
        launcher.environment().putAll(environment);
        Process process = launcher.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(directory.resolve("output")))
                .isZero();
        List<List<String>> starts = new ArrayList<>();
        for (String line : Files.readAllLines(started)) {
            starts.add(List.of(line.split(" ", -1)));
        }
        return starts;
    }

    private List<String> run(Map<String, String> environment) throws Exception {
        List<List<String>> starts = launch(environment);
        return starts.get(starts.size() - 1);
    }

    @Test
    void theHeapBeginsSmallAndMayTakeHalfOfTheMemory() throws Exception {
        long memoryKib = Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemTotal:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
        long most = Math.max(256, Math.min(8_192, memoryKib / 1_024 / 2));
        assertThat(run(Map.of()))
                .contains(
                        INITIAL,
                        "-XX:MinHeapSize=64m",
                        "-Xmx" + most + "m",
                        "-XX:+UseSerialGC",
                        "-XX:MinHeapFreeRatio=60")
                .endsWith("dev.ribwatch.agent.Main", "run", "-c", "x", "y.yaml");
    }

    @Test
    void theCallersOptionsComeLast() throws Exception {
        List<String> options = run(Map.of("RIBWATCH_JAVA_OPTS", "-Xmx2g -Xms1g"));
        assertThat(options.lastIndexOf("-Xmx2g")).isGreaterThan(lastBeginningWith(options, "-Xmx", "-Xmx2g"));
        assertThat(options.lastIndexOf("-Xms1g")).isGreaterThan(options.indexOf(INITIAL));
    }

    private static int lastBeginningWith(List<String> options, String begin, String but) {
        int last = -1;
        for (int i = 0; i < options.size(); i++) {
            if (options.get(i).startsWith(begin) && !options.get(i).equals(but)) {
                last = i;
            }
        }
        assertThat(last).isNotNegative();
        return last;
    }

    @Test
    void aHeapSmallerThanTheFirstOneIsNoContradiction() throws Exception {
        for (String smaller : List.of("-Xmx9m", "-Xmx64m", "-Xmx99m", "-Xmx119m", "-Xmx127m")) {
            assertThat(run(Map.of("RIBWATCH_JAVA_OPTS", smaller))).doesNotContain(INITIAL);
        }
        for (String larger : List.of("-Xmx128m", "-Xmx130m", "-Xmx200m", "-Xmx1200m", "-Xmx1g")) {
            assertThat(run(Map.of("RIBWATCH_JAVA_OPTS", larger))).contains(INITIAL);
        }
    }

    @Test
    void theJavaMachineKnowsEveryOption() throws Exception {
        for (String mine : List.of("", "-Xmx40m")) {
            List<String> options = run(mine.isEmpty() ? Map.of() : Map.of("RIBWATCH_JAVA_OPTS", mine));
            List<String> command = new ArrayList<>(List.of(JAVA.toString()));
            command.addAll(options.subList(0, options.indexOf("-cp")));
            command.removeIf(option -> option.startsWith("-XX:SharedArchiveFile="));
            command.add("-version");
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            assertThat(output).doesNotContainIgnoringCase("warning").doesNotContainIgnoringCase("error");
        }
    }

    @Test
    void theArchiveIsMadeOnceAndAgainForNewJars() throws Exception {
        Path archive = home.resolve("classes-17.jsa");
        assertThat(launch(Map.of("RIBWATCH_TRAINING", "no"))).hasSize(1);
        assertThat(archive).doesNotExist();

        List<List<String>> first = launch(Map.of());
        assertThat(first.get(0)).contains("demo");
        assertThat(first.get(first.size() - 2)).contains("-Xshare:dump", "-XX:SharedArchiveFile=" + archive + ".new");
        assertThat(first.get(first.size() - 1)).contains("run", "-XX:SharedArchiveFile=" + archive);
        assertThat(archive).isNotEmptyFile();
        assertThat(launch(Map.of())).hasSize(1);

        Files.setLastModifiedTime(
                home.resolve("ribwatch-agent-1.jar"),
                java.nio.file.attribute.FileTime.from(
                        Files.getLastModifiedTime(archive).toInstant().plusSeconds(2)));
        assertThat(launch(Map.of())).hasSameSizeAs(first);
    }
}
