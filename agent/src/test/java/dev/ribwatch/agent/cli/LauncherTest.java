package dev.ribwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code agent/bin/ribwatch} as it is installed, with a Java machine that only tells how it was started. */
class LauncherTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin/java");
    private static final String INITIAL = "-XX:InitialHeapSize=";

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
    private List<List<String>> launch(Map<String, String> environment, String... words) throws Exception {
        Files.deleteIfExists(started);
        List<String> command =
                new ArrayList<>(List.of("sh", home.resolve("bin/ribwatch").toString()));
        command.addAll(words.length > 0 ? List.of(words) : List.of("run", "-c", "x y.yaml"));
        ProcessBuilder launcher = new ProcessBuilder(command)
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

    private List<String> run(Map<String, String> environment, String... words) throws Exception {
        List<List<String>> starts = launch(environment, words);
        return starts.get(starts.size() - 1);
    }

    @Test
    void theHeapBeginsSmallAndMayTakeHalfOfTheMemory() throws Exception {
        long memoryKib = Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemTotal:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
        for (String limit : List.of("memory.max", "memory/memory.limit_in_bytes")) {
            Path file = Path.of("/sys/fs/cgroup", limit);
            String octets = Files.isReadable(file) ? Files.readString(file).strip() : "max";
            memoryKib = octets.equals("max") ? memoryKib : Math.min(memoryKib, Long.parseLong(octets) / 1_024);
        }
        long most = Math.max(256, Math.min(8_192, memoryKib / 1_024 / 2));
        assertThat(run(Map.of()))
                .contains(
                        INITIAL + Math.max(128, Math.min(512, most / 8)) + "m",
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
        assertThat(options.lastIndexOf("-Xms1g")).isGreaterThan(options.indexOf(INITIAL + "256m"));
        assertThat(options).contains(INITIAL + "256m");
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
        for (String smaller : List.of(
                "-Xmx9m",
                "-Xmx64m",
                "-Xmx99m",
                "-Xmx119m",
                "-Xmx127m",
                "-Xmx64M",
                "-Xmx65536k",
                "-XX:MaxHeapSize=64m")) {
            assertThat(run(Map.of("RIBWATCH_JAVA_OPTS", smaller))).noneMatch(option -> option.startsWith(INITIAL));
        }
        Map<String, Integer> first = Map.of(
                "-Xmx128m", 128,
                "-Xmx130m", 128,
                "-Xmx1200m", 150,
                "-Xmx1g", 128,
                "-Xmx2048M", 256,
                "-Xmx2G", 256,
                "-Xmx300g", 512);
        for (Map.Entry<String, Integer> entry : first.entrySet()) {
            assertThat(run(Map.of("RIBWATCH_JAVA_OPTS", entry.getKey()))).contains(INITIAL + entry.getValue() + "m");
        }
    }

    @Test
    void aHeapThatTheCallerHasBegunIsLeftAlone() throws Exception {
        for (String mine :
                List.of("-XX:MinHeapSize=1g -Xmx2g", "-Xmx2g -XX:InitialHeapSize=1g", "-XX:MaxHeapSize=2g")) {
            assertThat(run(Map.of("RIBWATCH_JAVA_OPTS", mine)))
                    .noneMatch(option -> option.startsWith(INITIAL) && !mine.contains(option));
        }
    }

    @Test
    void aReplayHasTheYoungSpaceThatBzip2Takes() throws Exception {
        String young = "-Xmn48m";
        assertThat(run(Map.of(), "replay", "x.bz2")).contains(young);
        assertThat(run(Map.of("RIBWATCH_JAVA_OPTS", "-Xmx1g"), "replay", "x.bz2"))
                .contains(young);
        assertThat(run(Map.of("RIBWATCH_JAVA_OPTS", "-Xmx64m"), "replay", "x.bz2"))
                .doesNotContain(young);
        assertThat(run(Map.of("RIBWATCH_JAVA_OPTS", "-Xms32m"), "replay", "x.bz2"))
                .doesNotContain(young);
        assertThat(run(Map.of(), "run")).doesNotContain(young);
    }

    @Test
    void theJavaMachineKnowsEveryOption() throws Exception {
        for (String mine : List.of("", "-Xmx40m", "-Xmx40M", "-Xmx65536k", "-XX:MaxHeapSize=64m", "-Xms32m")) {
            assertThatJavaKnows(mine, "run");
            assertThatJavaKnows(mine, "replay");
            assertThatJavaKnows(mine, "check");
        }
    }

    private void assertThatJavaKnows(String mine, String word) throws Exception {
        List<String> options = run(mine.isEmpty() ? Map.of() : Map.of("RIBWATCH_JAVA_OPTS", mine), word);
        List<String> command = new ArrayList<>(List.of(JAVA.toString()));
        command.addAll(options.subList(0, options.indexOf("-cp")));
        command.removeIf(option -> option.startsWith("-XX:SharedArchiveFile="));
        command.add("-version");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output).doesNotContainIgnoringCase("warning").doesNotContainIgnoringCase("error");
    }

    @Test
    void onlyWhatEndsSoonGoesWithoutTheOptimizingCompiler() throws Exception {
        String without = "-XX:TieredStopAtLevel=1";
        assertThat(run(Map.of(), "--version")).contains(without);
        assertThat(run(Map.of(), "routes-of-tomorrow")).doesNotContain(without);
        assertThat(run(Map.of(), "sessions")).contains(without);
        assertThat(run(Map.of(), "run")).doesNotContain(without);
        assertThat(run(Map.of(), "--debug", "run")).doesNotContain(without);
        Path file = home.resolve("updates");
        Files.write(file, new byte[1_000]);
        assertThat(run(Map.of(), "replay", "--summary", file.toString())).contains(without);
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(60_000_001);
        }
        assertThat(run(Map.of(), "replay", "--summary", file.toString())).doesNotContain(without);
        assertThat(run(Map.of(), "replay", "--summary", "/dev/stdin")).doesNotContain(without); // a pipe
        Path compressed = home.resolve("updates.bz2");
        Files.write(compressed, new byte[12_000_000]);
        assertThat(run(Map.of(), "replay", "--summary", compressed.toString())).contains(without);
        Files.write(compressed, new byte[12_000_001]);
        assertThat(run(Map.of(), "replay", "--summary", compressed.toString())).doesNotContain(without);
    }

    @Test
    void whatListensKeepsItsArchiveAtAnAddressOfItsOwn() throws Exception {
        String fixed = "-XX:ArchiveRelocationMode=0";
        assertThat(run(Map.of(), "check")).contains("-XX:+UnlockDiagnosticVMOptions", fixed);
        for (String listening : List.of("run", "demo")) {
            assertThat(run(Map.of(), listening)).doesNotContain(fixed);
        }
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            return files.filter(file -> file.getFileName().toString().startsWith("classes-"))
                    .toList();
        }
    }

    private void timeOfJar(Instant time) throws IOException {
        Files.setLastModifiedTime(home.resolve("ribwatch-agent-1.jar"), FileTime.from(time));
    }

    @Test
    void theArchiveIsMadeOnceAndAgainForNewJars() throws Exception {
        assertThat(launch(Map.of("RIBWATCH_TRAINING", "no"))).hasSize(1);
        assertThat(archives()).isEmpty();

        List<List<String>> first = launch(Map.of());
        Path archive = archives().get(0);
        assertThat(archives()).hasSize(1);
        assertThat(first.get(0)).contains("demo");
        assertThat(first.get(first.size() - 2)).contains("-Xshare:dump", "-XX:SharedArchiveFile=" + archive + ".new");
        assertThat(first.get(first.size() - 1)).contains("run", "-XX:SharedArchiveFile=" + archive);
        assertThat(archive).isNotEmptyFile();
        assertThat(launch(Map.of())).hasSize(1);

        for (int hours : new int[] {5, -5}) { // an installation may keep the times of the build, or its clock be wrong
            timeOfJar(Instant.now().plusSeconds(hours * 3_600L));
            assertThat(launch(Map.of())).hasSameSizeAs(first);
            assertThat(archives()).hasSize(1).doesNotContain(archive);
            assertThat(launch(Map.of())).hasSize(1);
        }
    }

    @Test
    void ofTwoVersionsNoneIsChosen() throws Exception {
        Files.createFile(home.resolve("ribwatch-agent-2.jar"));
        Process launcher = new ProcessBuilder("sh", home.resolve("bin/ribwatch").toString(), "check")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        assertThat(launcher.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(launcher.exitValue()).isEqualTo(1);
        assertThat(Files.readString(directory.resolve("output")))
                .contains("ribwatch-agent-1.jar", "ribwatch-agent-2.jar");
        assertThat(started).doesNotExist();
    }

    @Test
    void anotherReleaseOfJavaHasAnArchiveOfItsOwn() throws Exception {
        launch(Map.of());
        version("17.0.2");
        assertThat(launch(Map.of()).size()).isGreaterThan(1);
        assertThat(archives()).hasSize(2);
        version("17.0.1");
        assertThat(launch(Map.of())).hasSize(1);
    }

    @Test
    void anArchiveThatIsInUseIsNotWrittenTo() throws Exception {
        launch(Map.of());
        Path archive = archives().get(0);
        Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("r--r--r--")); // as Java makes it
        try (FileChannel inUse = FileChannel.open(archive)) {
            long size = inUse.size();
            timeOfJar(Instant.EPOCH);
            assertThat(launch(Map.of()).size()).isGreaterThan(1);
            assertThat(inUse.size()).isEqualTo(size).isPositive();
        }
    }

    @Test
    void whatFailedOnceIsNotTriedAtEachStart() throws Exception {
        Path java = javaHome.resolve("bin/java");
        Files.writeString(java, Files.readString(java).replace("echo something", "exit 1; echo something"));
        assertThat(launch(Map.of()).get(0)).contains("run").doesNotContain("-Xshare:dump");
        assertThat(archives()).hasSize(1);
        assertThat(archives().get(0)).isEmptyFile();
        assertThat(launch(Map.of())).hasSize(1);
    }
}
