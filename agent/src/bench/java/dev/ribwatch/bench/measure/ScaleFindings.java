package dev.ribwatch.bench.measure;

import dev.ribwatch.bench.daemon.RibwatchConfig;
import dev.ribwatch.bench.load.Peers;
import java.util.List;
import java.util.stream.IntStream;

/** The full table from one neighbour; a second one's 10 to 100,000 routes belong to a closed network, each a finding. */
final class ScaleFindings extends Curve {
    private static final int MOST = 100_000;

    ScaleFindings() {
        super("scale-findings", "findings");
    }

    @Override
    int[] steps(Bench bench) {
        return IntStream.of(10, 1_000, 10_000, MOST)
                .filter(findings -> findings <= bench.routes())
                .toArray();
    }

    @Override
    Point point(Bench bench, int findings) {
        RibwatchConfig config = RibwatchConfig.open()
                .withNetworks("""
                          - name: partner
                            prefixes: [100.64.0.0/10]
                            more-specifics: true
                            match: [{router: peer1}]
                        """)
                .withConnection("  - {name: to-partner, type: link, between: [on-prem, partner]}\n");
        return new Point(
                findings,
                config,
                List.of(
                        Peers.source(bench.views(1).get(0).messages()),
                        Peers.source(Peers.view(bench.table(findings), 1).messages())),
                (long) bench.routes() + findings);
    }
}
