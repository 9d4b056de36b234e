package dev.ribwatch.bench.measure;

import dev.ribwatch.bench.daemon.RibwatchConfig;
import dev.ribwatch.bench.load.Peers;
import dev.ribwatch.bench.report.Figure;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** How Ribwatch's cost grows with one quantity: a point is a cold start that takes a table. */
abstract class Curve implements Measurement {
    private final String name;
    private final String quantity;

    /** @param quantity what grows, in the plural */
    Curve(String name, String quantity) {
        this.name = name;
        this.quantity = quantity;
    }

    /**
     * One point.
     *
     * @param x how much of the quantity
     * @param routes that are held at the end
     */
    record Point(double x, RibwatchConfig config, List<Peers.Source> sources, long routes) {}

    /** Where there is something to measure; each is asked for alone, as its tables may be large. */
    abstract int[] steps(Bench bench);

    abstract Point point(Bench bench, int step);

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String about() {
        return "cost by number of " + quantity;
    }

    @Override
    public final void run(Bench bench) throws IOException, InterruptedException {
        for (int step : steps(bench)) {
            Point point = point(bench, step);
            String of = String.format(Locale.ROOT, "%,.0f %s", point.x(), quantity);
            bench.trial(
                    this,
                    bench.catalogue().ribwatch(point.config()),
                    point.sources().size(),
                    of,
                    point.x(),
                    (trial, figures) -> {
                        long started = trial.daemon().startedNanos();
                        figures.add(Figure.LISTENING, (trial.daemon().awaitListening() - started) / 1e9);
                        trial.connectAndRest();
                        figures.add(trial, trial.send(point.sources(), point.routes()));
                    });
        }
    }
}
