package dev.ribwatch.bench.measure;

import dev.ribwatch.bench.daemon.RibwatchConfig;
import dev.ribwatch.bench.load.Declared;
import dev.ribwatch.bench.load.Peers;
import java.util.List;

/** 10 to 100,000 declared prefixes of 10 networks, each seen at a second neighbour of its own; the first has the full table. */
final class ScaleIntent extends Curve {
    private static final int NETWORKS = 10;

    ScaleIntent() {
        super("scale-intent", "declared prefixes");
    }

    @Override
    int[] steps(Bench bench) {
        return new int[] {10, 1_000, 100_000};
    }

    @Override
    Point point(Bench bench, int prefixes) {
        Declared declared = new Declared(NETWORKS, prefixes / NETWORKS);
        RibwatchConfig config = RibwatchConfig.open();
        for (int i = 0; i < NETWORKS; i++) {
            config = config.withNetworks("""
                              - name: declared%1$d
                                prefixes: {file: declared%1$d}
                                more-specifics: true
                                match: [{as-path: "^%2$d$"}]
                            """.formatted(i, Declared.as(i)))
                    .withConnection("  - {name: to%1$d, type: link, between: [on-prem, declared%1$d]}\n".formatted(i))
                    .withFile("declared" + i, String.join("\n", declared.prefixes(i)));
        }
        return new Point(
                prefixes,
                config,
                List.of(Peers.source(bench.views(1).get(0).messages()), Peers.source(declared.messages(Peers.as(1)))),
                (long) bench.routes() + prefixes);
    }
}
