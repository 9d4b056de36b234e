package dev.ribwatch.bench.measure;

import dev.ribwatch.bench.daemon.Ribwatch;
import dev.ribwatch.bench.daemon.RibwatchConfig;
import dev.ribwatch.bench.load.Peers;
import dev.ribwatch.bench.report.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A full table from each of 100 neighbours, at a hold time of 90 s; Ribwatch alone. The views go over files: 5 GB of them. */
final class Hundred implements Measurement {
    private static final int SESSIONS = 100;
    private static final int HOLD_SECONDS = 90;
    private static final Figure BYTES = new Figure("memory a route", "bytes/route");
    private static final Figure TABLE_STEP = new Figure("longest step of the table thread, refill included", "ms");
    private static final Figure PAUSE = new Figure("longest pause of the Java machine, refill included", "ms");
    private static final Figure FLAPS = new Figure("sessions lost", "sessions");

    @Override
    public String name() {
        return "hundred";
    }

    @Override
    public String about() {
        return "100 full tables at a hold time of 90 s, withdrawn and sent again (minutes, 5 GB of files)";
    }

    @Override
    public void run(Bench bench) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(bench.out(), "views");
        List<Path> files = new ArrayList<>();
        try {
            List<Peers.Source> sources = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                Path file = directory.resolve("view" + i);
                files.add(file);
                Files.write(file, Peers.view(bench.table(bench.routes()), i).messages());
                sources.add(() -> Files.newInputStream(file));
            }
            byte[] withdrawAll = bench.views(1).get(0).withdrawAll();
            List<Peers.Source> withdrawals = Collections.nCopies(SESSIONS, Peers.source(withdrawAll));
            long expected = (long) SESSIONS * bench.routes();
            bench.trial(
                    this,
                    bench.catalogue().ribwatch(RibwatchConfig.open()),
                    SESSIONS,
                    HOLD_SECONDS,
                    Bench.of(SESSIONS, bench.routes()),
                    0,
                    (trial, figures) -> {
                        trial.connectAndRest();
                        figures.add(trial, trial.send(sources, expected));
                        figures.add(BYTES, trial.daemon().mebibytes("VmRSS") * (1 << 20) / expected);
                        figures.add(Figure.WITHDRAW, trial.send(withdrawals, 0).seconds());
                        figures.add(Figure.REFILL, trial.send(sources, expected).seconds());
                        Ribwatch agent = (Ribwatch) trial.daemon();
                        figures.add(TABLE_STEP, 1e3 * agent.metric("ribwatch_table_slice_seconds_max", ""));
                        figures.add(PAUSE, agent.longestPauseMillis());
                        figures.add(FLAPS, agent.metric("ribwatch_session_flaps_total", ""));
                    });
        } finally {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        }
    }
}
