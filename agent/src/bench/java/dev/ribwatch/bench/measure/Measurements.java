package dev.ribwatch.bench.measure;

import java.util.List;

/** The catalogue of what can be measured. */
public final class Measurements {
    /** What a quick run measures, against BIRD alone. */
    public static final String QUICK = "converge";

    /** In the order of a full run. */
    public static final List<Measurement> ALL = List.of(
            new Start(),
            new Converge(),
            new EveryRule(),
            new Churn(),
            new Refill(),
            new Leak(),
            new Detection(),
            new Replay(),
            new ScalePrefixes(),
            new ScaleSessions(),
            new ScaleAttributes(),
            new ScaleIntent(),
            new ScaleFindings());

    /** By name only: takes too long, or too much room, for a full run. */
    public static final List<Measurement> ON_REQUEST = List.of(new Hundred());

    private Measurements() {}
}
