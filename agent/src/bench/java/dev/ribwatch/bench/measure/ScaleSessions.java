package dev.ribwatch.bench.measure;

import dev.ribwatch.bench.daemon.RibwatchConfig;
import dev.ribwatch.bench.load.Peers;
import java.util.List;
import java.util.stream.IntStream;

/** A quarter of the table from 1 to 16 neighbours, each another view. */
final class ScaleSessions extends Curve {
    ScaleSessions() {
        super("scale-sessions", "sessions");
    }

    @Override
    int[] steps(Bench bench) {
        return new int[] {1, 2, 4, 8, 16};
    }

    @Override
    Point point(Bench bench, int sessions) {
        int routes = bench.routes() / 4;
        List<Peers.Source> sources = IntStream.range(0, sessions)
                .mapToObj(i -> Peers.source(Peers.view(bench.table(routes), i).messages()))
                .toList();
        return new Point(sessions, RibwatchConfig.open(), sources, (long) sessions * routes);
    }
}
