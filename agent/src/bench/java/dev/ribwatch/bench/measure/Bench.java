package dev.ribwatch.bench.measure;

import dev.ribwatch.bench.daemon.Daemons;
import dev.ribwatch.bench.daemon.Ribwatch;
import dev.ribwatch.bench.load.Peers;
import dev.ribwatch.bench.load.Table;
import dev.ribwatch.bench.load.View;
import dev.ribwatch.bench.report.Figure;
import dev.ribwatch.bench.report.Results;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the measurements share: the load, the daemons, and where results go. */
public final class Bench {
    static final int HOLD_SECONDS = 180;
    /** What a case is called when every rule looks for something, not only those of the sample. */
    static final String EVERY_RULE = ", every rule";

    private final CoreSpeed cores;
    private final int routes;
    private final int quietSeconds;
    private final List<Daemons.Kind> daemons;
    private final Daemons catalogue;
    private final Path launcher;
    private final Path out;
    private final List<Path> recordings;
    private final Results results;
    private final Map<Integer, Table> tables = new HashMap<>();
    private final List<View> views = new ArrayList<>();

    /**
     * @param routes of a full table
     * @param quietSeconds to wait before each trial, at most, for cores that are as fast as they were ever seen
     * @param daemons to measure, those that are installed
     * @param out a directory for large intermediate files too
     * @param recordings MRT files to replay beside the generated one
     */
    public Bench(
            int routes,
            int quietSeconds,
            List<Daemons.Kind> daemons,
            Daemons catalogue,
            Path launcher,
            Path out,
            List<Path> recordings,
            Results results)
            throws InterruptedException {
        cores = new CoreSpeed();
        this.routes = routes;
        this.quietSeconds = quietSeconds;
        this.daemons = daemons;
        this.catalogue = catalogue;
        this.launcher = launcher;
        this.out = out;
        this.recordings = recordings;
        this.results = results;
    }

    /** One subject in one case; figures go here. */
    final class Case {
        private final String measurement;
        private final String subject;
        private final String of;
        private final double x;
        private final StringBuilder line = new StringBuilder();

        private Case(String measurement, String subject, String of, double x) {
            this.measurement = measurement;
            this.subject = subject;
            this.of = of;
            this.x = x;
        }

        void add(Figure figure, double value) {
            results.add(new Results.Key(measurement, subject, of, x, figure), value);
            line.append(String.format(
                    Locale.ROOT, "%s%s %,.2f %s", line.isEmpty() ? "" : ", ", figure.name(), value, figure.unit()));
        }

        /** All figures so far, on a line. */
        @Override
        public String toString() {
            return line.toString();
        }

        /** What it took, and the memory then. */
        void add(Trial trial, Trial.Settled settled) throws IOException, InterruptedException {
            add(Figure.CONVERGE, settled.seconds());
            add(Figure.CPU, settled.cpuSeconds());
            addMemory(trial);
            add(Figure.OTHER, settled.otherCores());
        }

        void addMemory(Trial trial) throws IOException, InterruptedException {
            add(Figure.PEAK, trial.daemon().mebibytes("VmHWM"));
            add(Figure.SETTLED, trial.daemon().mebibytes("VmRSS"));
            if (trial.daemon() instanceof Ribwatch ribwatch) {
                add(Figure.TABLE_STEP, 1e3 * ribwatch.metric("ribwatch_table_slice_seconds_max", ""));
                add(Figure.LOOP_STEP, 1e3 * ribwatch.metric("ribwatch_loop_step_seconds_max", ""));
                add(Figure.PAUSE, ribwatch.longestPauseMillis());
            }
        }
    }

    /** What is done with one daemon. */
    interface Body {
        void run(Trial trial, Case figures) throws IOException, InterruptedException;
    }

    /** Starts a daemon and does this with it; a failure is told and noted. Whether there was none. */
    boolean trial(Measurement measurement, Daemons.Kind kind, int sessions, String of, double x, Body body)
            throws InterruptedException {
        return trial(measurement, kind, sessions, HOLD_SECONDS, of, x, body);
    }

    boolean trial(
            Measurement measurement, Daemons.Kind kind, int sessions, int holdSeconds, String of, double x, Body body)
            throws InterruptedException {
        Case figures = new Case(measurement.name(), kind.name(), of, x);
        String name = measurement.name() + ": " + kind.title() + ", " + of;
        String output = "";
        double before = awaitQuiet();
        try (Trial trial = new Trial(kind, sessions, holdSeconds)) {
            try {
                body.run(trial, figures);
            } catch (IOException | RuntimeException e) {
                output = trial.daemon().output();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            failed(name, e);
            if (!output.isBlank()) {
                System.err.println(output);
            }
            return false;
        }
        figures.add(Figure.CORE, Math.min(before, cores.measure())); // when the daemon is gone
        System.err.println(name + ": " + figures);
        return true;
    }

    /** Waits for quiet cores as long as it was told to; their speed then. */
    double awaitQuiet() throws InterruptedException {
        return cores.awaitQuiet(quietSeconds);
    }

    CoreSpeed cores() {
        return cores;
    }

    void failed(String what, Exception why) {
        String line = what + ": " + why.getMessage()
                + (why.getCause() == null ? "" : ": " + why.getCause().getMessage());
        results.fail(line);
        System.err.println("FAILED " + line);
    }

    Case figures(Measurement measurement, String subject, String of, double x) {
        return new Case(measurement.name(), subject, of, x);
    }

    int routes() {
        return routes;
    }

    /** Those that keep the routes. */
    List<Daemons.Kind> daemons() {
        return daemons.stream().filter(kind -> !kind.equals(Daemons.FLOOR)).toList();
    }

    /** The same, and the floor if it is asked for. */
    List<Daemons.Kind> daemonsAndFloor() {
        return daemons;
    }

    Daemons catalogue() {
        return catalogue;
    }

    Path launcher() {
        return launcher;
    }

    Path out() {
        return out;
    }

    List<Path> recordings() {
        return recordings;
    }

    Table table(int size) {
        return tables.computeIfAbsent(size, Table::ofRoutes);
    }

    /** The full table as the first neighbours see it, each another view. */
    List<View> views(int count) {
        while (views.size() < count) {
            views.add(Peers.view(table(routes), views.size()));
        }
        return views.subList(0, count);
    }

    static List<Peers.Source> sources(List<View> views) {
        return views.stream().map(view -> Peers.source(view.messages())).toList();
    }

    /** {@code 4 x 1,200,000 routes}. */
    static String of(int sessions, int routes) {
        return String.format(Locale.ROOT, "%d x %,d routes", sessions, routes);
    }
}
