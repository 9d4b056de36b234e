package dev.ribwatch.bench.measure;

import dev.ribwatch.bench.daemon.RibwatchConfig;
import dev.ribwatch.bench.load.Peers;
import java.util.List;

/** One session, tables of an eighth to the whole. */
final class ScalePrefixes extends Curve {
    ScalePrefixes() {
        super("scale-prefixes", "prefixes");
    }

    @Override
    int[] steps(Bench bench) {
        return new int[] {8, 4, 2, 1};
    }

    @Override
    Point point(Bench bench, int step) {
        int routes = bench.routes() / step;
        byte[] view = Peers.view(bench.table(routes), 0).messages();
        return new Point(routes, RibwatchConfig.open(), List.of(Peers.source(view)), routes);
    }
}
