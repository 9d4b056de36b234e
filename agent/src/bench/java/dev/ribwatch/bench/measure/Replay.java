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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * MRT files read by {@code ribwatch replay} and by {@code bgpdump -m}, each a process from start to end, whose output nobody
 * reads. What is printed differs: bgpdump prints every route of the file as it comes; {@code --routes} prints every route of
 * the table at the end, {@code --summary} counts, and with a policy the alerts are printed.
 */
final class Replay implements Measurement {
    private static final Figure TIME = new Figure("time to read", "s");
    private static final int SAMPLE_MILLIS = 10;
    /** As many as the neighbours have addresses. */
    private static final int MOST_PEERS = 250;

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
            Files.writeString(config, RibwatchConfig.open().forRecording(1));
            compare(bench, String.format(Locale.ROOT, "%,d routes", bench.routes()), generated, config, List.of());
            for (Path recording : bench.recordings()) {
                List<String> peers = peers(bench, recording);
                Files.writeString(config, RibwatchConfig.open().forRecording(Math.max(1, peers.size())));
                List<String> routers = new ArrayList<>();
                for (int i = 0; i < peers.size(); i++) {
                    routers.addAll(List.of("--router", "peer" + i + "=" + peers.get(i)));
                }
                compare(bench, String.valueOf(recording.getFileName()), recording, config, routers);
            }
        } finally {
            Files.deleteIfExists(generated);
            Files.deleteIfExists(config);
        }
    }

    /** The addresses of the peers that have routes in it: with policy, each is a router. */
    private static List<String> peers(Bench bench, Path recording) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(bench.launcher().toString(), "replay", "--summary", recording.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        JsonNode routes = new ObjectMapper().readTree(process.getInputStream()).path("routes");
        process.waitFor();
        List<String> peers = new ArrayList<>();
        routes.fieldNames().forEachRemaining(peers::add);
        peers.removeIf(peer -> peer.contains(" ")); // a second one with the address of another
        return peers.subList(0, Math.min(peers.size(), MOST_PEERS));
    }

    /** Each form of replay. */
    private void compare(Bench bench, String of, Path file, Path config, List<String> routers)
            throws IOException, InterruptedException {
        List<String> judged = new ArrayList<>(List.of("-c", config.toString()));
        judged.addAll(routers);
        compare(bench, of + ", with policy", file, judged);
        compare(bench, of + ", --summary", file, List.of("--summary"));
        compare(bench, of + ", --routes", file, List.of("--routes"));
    }

    private void compare(Bench bench, String of, Path file, List<String> options)
            throws IOException, InterruptedException {
        Files.copy(file, OutputStream.nullOutputStream()); // in memory for both
        time(bench, "bgpdump", of, List.of(BGPDUMP, "-m", file.toString()));
        time(bench, "ribwatch", of, concat(bench.launcher().toString(), options, file.toString()));
    }

    private static List<String> concat(String launcher, List<String> options, String file) {
        List<String> command = new ArrayList<>(List.of(launcher, "replay"));
        command.addAll(options);
        command.add(file);
        return command;
    }

    private void time(Bench bench, String subject, String of, List<String> command)
            throws IOException, InterruptedException {
        String name = name() + ": " + subject + ", " + of;
        Path errors = bench.out().resolve("replay-errors");
        try {
            double before = bench.awaitQuiet();
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
            figures.add(Figure.CORE, Math.min(before, bench.cores().measure()));
            System.err.println(name + ": " + figures);
        } catch (IOException e) {
            bench.failed(name, e);
        } finally {
            Files.deleteIfExists(errors);
        }
    }
}
