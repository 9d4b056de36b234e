package dev.ribwatch.bench.measure;

import dev.ribwatch.bench.daemon.Daemons;
import dev.ribwatch.bench.daemon.RibwatchConfig;
import dev.ribwatch.bench.load.Changes;
import dev.ribwatch.bench.load.Peers;
import dev.ribwatch.bench.load.View;
import dev.ribwatch.bench.report.Figure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Locale;

/** Single-prefix UPDATEs into a full table: all of them, over the time until the daemon is idle and its table right. */
final class Churn implements Measurement {
    @Override
    public String name() {
        return "churn";
    }

    @Override
    public String about() {
        return "single-prefix updates into a full table, as fast as they settle";
    }

    @Override
    public void run(Bench bench) throws IOException, InterruptedException {
        View view = bench.views(1).get(0);
        Changes changes = new Changes(view, 1);
        byte[] first = changes.next(bench.routes());
        long count = bench.routes() + (long) changes.withdrawn();
        byte[] last = changes.restore();
        List<Peers.Source> updates =
                List.of(() -> new SequenceInputStream(new ByteArrayInputStream(first), new ByteArrayInputStream(last)));
        String of = String.format(Locale.ROOT, "%,d updates into %,d routes", count, bench.routes());
        for (Daemons.Kind kind : bench.daemons()) {
            churn(bench, kind, of, view, updates, count);
        }
        Daemons.Kind strict =
                bench.catalogue().ribwatch(RibwatchConfig.open().withEveryRule());
        churn(bench, strict, of + Bench.EVERY_RULE, view, updates, count);
    }

    private void churn(Bench bench, Daemons.Kind kind, String of, View view, List<Peers.Source> updates, long count)
            throws InterruptedException {
        bench.trial(this, kind, 1, of, 0, (trial, figures) -> {
            trial.connectAndRest();
            trial.send(Bench.sources(List.of(view)), bench.routes());
            Trial.Settled settled = trial.send(updates, bench.routes());
            figures.add(Figure.CHURN, count / settled.seconds());
            figures.add(Figure.CPU_PER_UPDATE, 1e6 * settled.cpuSeconds() / count);
            figures.addMemory(trial);
        });
    }
}
