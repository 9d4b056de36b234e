package dev.ribwatch.bench.measure;

import dev.ribwatch.bench.daemon.Daemons;
import dev.ribwatch.bench.load.Peers;
import dev.ribwatch.bench.load.View;
import dev.ribwatch.bench.report.Figure;
import java.io.IOException;
import java.util.List;

/** A full table is withdrawn by its neighbour, and sent again. */
final class Refill implements Measurement {
    @Override
    public String name() {
        return "refill";
    }

    @Override
    public String about() {
        return "a full table withdrawn and sent again";
    }

    @Override
    public void run(Bench bench) throws IOException, InterruptedException {
        View view = bench.views(1).get(0);
        List<Peers.Source> table = Bench.sources(List.of(view));
        List<Peers.Source> withdrawals = List.of(Peers.source(view.withdrawAll()));
        for (Daemons.Kind kind : bench.daemons()) {
            bench.trial(this, kind, 1, Bench.of(1, bench.routes()), 0, (trial, figures) -> {
                trial.connectAndRest();
                trial.send(table, bench.routes());
                figures.add(Figure.WITHDRAW, trial.send(withdrawals, 0).seconds());
                figures.add(Figure.REFILL, trial.send(table, bench.routes()).seconds());
                figures.addMemory(trial);
            });
        }
    }
}
