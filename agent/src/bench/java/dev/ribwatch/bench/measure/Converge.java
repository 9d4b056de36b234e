package dev.ribwatch.bench.measure;

import dev.ribwatch.bench.daemon.Daemons;
import dev.ribwatch.bench.load.Peers;
import dev.ribwatch.bench.report.Figure;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One and four full tables, each from a neighbour of its own; and the floor, which reads them only. */
final class Converge implements Measurement {
    private static final int FEW = 4;

    @Override
    public String name() {
        return "converge";
    }

    @Override
    public String about() {
        return "one and four full tables: time to converge, memory";
    }

    @Override
    public void run(Bench bench) throws IOException, InterruptedException {
        Map<String, Double> withOne = new HashMap<>();
        for (int sessions : new int[] {1, FEW}) {
            List<Peers.Source> sources = Bench.sources(bench.views(sessions));
            for (Daemons.Kind kind : bench.daemonsAndFloor()) {
                bench.trial(this, kind, sessions, Bench.of(sessions, bench.routes()), 0, (trial, figures) -> {
                    trial.connectAndRest();
                    figures.add(trial, trial.send(sources, (long) sessions * bench.routes()));
                    double settled = trial.daemon().mebibytes("VmRSS");
                    if (sessions == 1) {
                        withOne.put(kind.name(), settled);
                    } else if (withOne.containsKey(kind.name())) {
                        double more = (settled - withOne.get(kind.name())) * (1 << 20);
                        figures.add(Figure.FURTHER, more / (FEW - 1) / bench.routes());
                    }
                });
            }
        }
    }
}
