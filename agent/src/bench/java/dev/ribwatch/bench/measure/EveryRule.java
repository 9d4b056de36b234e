package dev.ribwatch.bench.measure;

import dev.ribwatch.bench.daemon.Daemons;
import dev.ribwatch.bench.daemon.RibwatchConfig;
import dev.ribwatch.bench.load.Peers;
import java.io.IOException;
import java.util.List;

/** One and four full tables while every rule looks for something in them; beside it the same with the rules of the sample. */
final class EveryRule implements Measurement {
    private static final int FEW = 4;

    @Override
    public String name() {
        return "every-rule";
    }

    @Override
    public String about() {
        return "one and four full tables with every rule in use: time to converge, memory";
    }

    @Override
    public void run(Bench bench) throws IOException, InterruptedException {
        for (int sessions : new int[] {1, FEW}) {
            String of = Bench.of(sessions, bench.routes());
            for (Daemons.Kind kind : bench.daemons()) {
                converge(bench, kind, sessions, of);
            }
            converge(bench, bench.catalogue().ribwatch(RibwatchConfig.open().withEveryRule()), sessions, of + Bench.EVERY_RULE);
        }
    }

    private void converge(Bench bench, Daemons.Kind kind, int sessions, String of) throws InterruptedException {
        List<Peers.Source> sources = Bench.sources(bench.views(sessions));
        bench.trial(this, kind, sessions, of, 0, (trial, figures) -> {
            trial.connectAndRest();
            figures.add(trial, trial.send(sources, (long) sessions * bench.routes()));
        });
    }
}
