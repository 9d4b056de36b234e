package dev.ribwatch.bench.measure;

import dev.ribwatch.bench.daemon.RibwatchConfig;
import dev.ribwatch.bench.load.Peers;
import java.util.List;

/** The same table with 64 routes an attribute set down to a set of its own for each. */
final class ScaleAttributes extends Curve {
    ScaleAttributes() {
        super("scale-attributes", "attribute sets");
    }

    @Override
    int[] steps(Bench bench) {
        return new int[] {64, 16, 4, 2, 1};
    }

    @Override
    Point point(Bench bench, int group) {
        byte[] view = Peers.view(bench.table(bench.routes()), 0, group).messages();
        double sets = Math.ceil(bench.routes() / (double) group);
        return new Point(sets, RibwatchConfig.open(), List.of(Peers.source(view)), bench.routes());
    }
}
