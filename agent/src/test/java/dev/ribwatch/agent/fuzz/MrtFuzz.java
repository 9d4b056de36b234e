package dev.ribwatch.agent.fuzz;

import dev.ribwatch.agent.mrt.Told;

/** An MRT file that is not compressed. */
public final class MrtFuzz {
    private MrtFuzz() {}

    public static void fuzzerTestOneInput(byte[] file) {
        Told told = Told.by(file);
        Holds.require(told.records() <= file.length / 12, "no more records than headers fit");
        Holds.require(told.lines().size() <= 8 * file.length + 1, "no more told than there is");
        told.problems().forEach(problem -> Holds.plain(problem, 300));
        Holds.require(told.lines().equals(Told.by(file).lines()), "the same twice");
    }
}
