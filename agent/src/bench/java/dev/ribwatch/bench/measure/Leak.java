package dev.ribwatch.bench.measure;

import dev.ribwatch.bench.daemon.Daemons;
import dev.ribwatch.bench.daemon.Ribwatch;
import dev.ribwatch.bench.daemon.RibwatchConfig;
import dev.ribwatch.bench.load.Hook;
import dev.ribwatch.bench.load.Peers;
import dev.ribwatch.bench.load.View;
import dev.ribwatch.bench.report.Figure;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A full table that belongs to a closed network: each route is an UnexpectedPrefix. Against BIRD, which judges nothing. */
final class Leak implements Measurement {
    private static final Figure FINDINGS_MEMORY = new Figure("memory more than without findings", "bytes/route");
    private static final Figure ALERTS = new Figure("alerts that fired", "alerts");
    private static final Figure REQUESTS = new Figure("webhooks until then", "requests");
    private static final long PATIENCE_NANOS = 120_000_000_000L;
    /** Longer than the rule waits before a finding is an alert. */
    private static final long QUIET_NANOS = 15_000_000_000L;

    @Override
    public String name() {
        return "leak";
    }

    @Override
    public String about() {
        return "a full table of a closed network, each route a finding: time, memory, alerts, clearing";
    }

    @Override
    public void run(Bench bench) throws IOException, InterruptedException {
        View view = bench.views(1).get(0);
        List<Peers.Source> table = Bench.sources(List.of(view));
        List<Peers.Source> withdrawals = List.of(Peers.source(view.withdrawAll()));
        String of = Bench.of(1, bench.routes()) + ", leaked";
        double[] open = {Double.NaN};
        bench.trial(
                this,
                bench.catalogue().ribwatch(RibwatchConfig.open()),
                1,
                "the same, not a leak",
                0,
                (trial, figures) -> {
                    trial.connectAndRest();
                    figures.add(trial, trial.send(table, bench.routes()));
                    open[0] = trial.daemon().mebibytes("VmRSS");
                    figures.add(Figure.WITHDRAW, trial.send(withdrawals, 0).seconds());
                });
        for (Daemons.Kind kind : bench.daemons()) {
            if (kind.name().equals(Daemons.RIVAL)) {
                bench.trial(this, kind, 1, of, 0, (trial, figures) -> {
                    trial.connectAndRest();
                    figures.add(trial, trial.send(table, bench.routes()));
                    figures.add(Figure.WITHDRAW, trial.send(withdrawals, 0).seconds());
                });
            }
        }
        leak(bench, RibwatchConfig.closed(), of, table, withdrawals, open[0]);
        leak(bench, RibwatchConfig.closed().withEveryRule(), of + Bench.EVERY_RULE, table, withdrawals, open[0]);
    }

    private void leak(
            Bench bench,
            RibwatchConfig closed,
            String of,
            List<Peers.Source> table,
            List<Peers.Source> withdrawals,
            double openMebibytes)
            throws IOException, InterruptedException {
        try (Hook hook = new Hook()) {
            RibwatchConfig config = closed.with(hook.config());
            bench.trial(this, bench.catalogue().ribwatch(config), 1, of, 0, (trial, figures) -> {
                trial.connectAndRest();
                figures.add(trial, trial.send(table, bench.routes()));
                double more = (trial.daemon().mebibytes("VmRSS") - openMebibytes) * (1 << 20);
                figures.add(FINDINGS_MEMORY, more / bench.routes());
                awaitAlerts(hook);
                figures.add(ALERTS, hook.alerts());
                figures.add(REQUESTS, hook.requests());
                figures.add(Figure.WITHDRAW, trial.send(withdrawals, 0).seconds());
                double left = ((Ribwatch) trial.daemon()).metric("ribwatch_findings", "rule=\"UnexpectedPrefix\"");
                if (left != 0) {
                    throw new IOException(left + " findings are left");
                }
            });
        }
    }

    /** Until alerts have come and no further one for a while. */
    private static void awaitAlerts(Hook hook) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (hook.alerts() == 0 || System.nanoTime() - hook.lastNanos() < QUIET_NANOS) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IOException(hook.alerts() + " alerts came, and they do not end");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
