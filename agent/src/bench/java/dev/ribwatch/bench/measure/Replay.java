package dev.ribwatch.bench.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ribwatch.bench.daemon.ProcessFiles;
import dev.ribwatch.bench.daemon.RibwatchConfig;
import dev.ribwatch.bench.load.Recording;
import dev.ribwatch.bench.report.Figure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * MRT files read by {@code ribwatch replay} and by {@code bgpdump -m}, each a process from start to end, whose output nobody
 * reads.
 */
final class Replay implements Measurement {
    private static final Figure TIME = new Figure("time to read", "s");
    private static final int SAMPLE_MILLIS = 10;
    private static final String BGPDUMP = "/usr/bin/bgpdump";

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public String about() {
        return "an MRT file read by replay and by bgpdump -m";
    }

    @Override
    public void run(Bench bench) throws IOException, InterruptedException {
        Path generated = bench.out().resolve("recording.mrt");
        Path config = bench.out().resolve("recording.yaml");
        try {
            Recording.write(generated, bench.views(1).get(0));
            Files.writeString(config, RibwatchConfig.open().forRecording());
            String routes = String.format(Locale.ROOT, "%,d routes", bench.routes());
            compare(bench, routes + ", with policy", generated, List.of("-c", config.toString()));
            compare(bench, routes + ", --summary", generated, List.of("--summary"));
            compare(bench, routes + ", --routes", generated, List.of("--routes"));
            for (Path recording : bench.recordings()) {
                String peer = onlyPeer(bench, recording);
                if (peer != null) {
                    List<String> options = List.of("-c", config.toString(), "--router", "peer0=" + peer);
                    compare(bench, recording.getFileName() + ", with policy", recording, options);
                }
                compare(bench, recording.getFileName() + ", --summary", recording, List.of("--summary"));
                compare(bench, recording.getFileName() + ", --routes", recording, List.of("--routes"));
            }
        } finally {
            Files.deleteIfExists(generated);
            Files.deleteIfExists(config);
        }
    }

    /** The address of the peer whose recording it is; null if it has several: with policy, all would have to be routers. */
    private static @Nullable String onlyPeer(Bench bench, Path recording) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(bench.launcher().toString(), "replay", "--summary", recording.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        JsonNode peers = new ObjectMapper().readTree(process.getInputStream()).path("routes");
        process.waitFor();
        return peers.size() == 1 ? peers.fieldNames().next() : null;
    }

    private void compare(Bench bench, String of, Path file, List<String> options)
            throws IOException, InterruptedException {
        Files.copy(file, OutputStream.nullOutputStream()); // in memory for both
        time(bench, "bgpdump", of, List.of(BGPDUMP, "-m", file.toString()));
        time(bench, "ribwatch", of, concat(bench.launcher().toString(), options, file.toString()));
    }

    private static List<String> concat(String launcher, List<String> options, String file) {
        List<String> command = new java.util.ArrayList<>(List.of(launcher, "replay"));
        command.addAll(options);
        command.add(file);
        return command;
    }

    private void time(Bench bench, String subject, String of, List<String> command)
            throws IOException, InterruptedException {
        String name = name() + ": " + subject + ", " + of;
        Path errors = bench.out().resolve("replay-errors");
        try {
            long start = System.nanoTime();
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(errors.toFile())
                    .start();
            double cpu = 0;
            while (!process.waitFor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS)) {
                cpu = Math.max(cpu, ProcessFiles.cpuSeconds(process.pid()));
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            int status = process.exitValue();
            // 3: not all could be read, which a test file may be made for.
            if (status != 0 && status != 3) {
                throw new IOException("exit status " + status + ": " + Files.readString(errors));
            }
            Bench.Case figures = bench.figures(this, subject, of, 0);
            figures.add(TIME, seconds);
            figures.add(Figure.CPU, cpu);
            System.err.println(name + ": " + figures);
        } catch (IOException e) {
            bench.failed(name, e);
        } finally {
            Files.deleteIfExists(errors);
        }
    }
}
