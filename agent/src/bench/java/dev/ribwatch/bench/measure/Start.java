package dev.ribwatch.bench.measure;

import dev.ribwatch.bench.daemon.Daemons;
import dev.ribwatch.bench.report.Figure;
import java.io.IOException;

/** From the start of the process to its first accepted connection, and to four established sessions. */
final class Start implements Measurement {
    private static final int SESSIONS = 4;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String about() {
        return "start of the process to listening, and to four established sessions";
    }

    @Override
    public void run(Bench bench) throws IOException, InterruptedException {
        for (Daemons.Kind kind : bench.daemons()) {
            bench.trial(this, kind, SESSIONS, SESSIONS + " sessions", 0, (trial, figures) -> {
                long started = trial.daemon().startedNanos();
                figures.add(Figure.LISTENING, (trial.daemon().awaitListening() - started) / 1e9);
                figures.add(Figure.ACCEPTED, (trial.connect() - started) / 1e9);
            });
        }
    }
}
