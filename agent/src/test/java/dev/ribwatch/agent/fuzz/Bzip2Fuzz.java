package dev.ribwatch.agent.fuzz;

import dev.ribwatch.agent.mrt.Told;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** A bzip2 file of the smallest blocks around whatever. */
public final class Bzip2Fuzz {
    private static final byte[] MAGIC = {'B', 'Z', 'h', '1', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59};

    private Bzip2Fuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        byte[] file = Arrays.copyOf(MAGIC, MAGIC.length + input.length);
        System.arraycopy(input, 0, file, MAGIC.length, input.length);
        try {
            Told told = Told.by(file);
            told.problems().forEach(problem -> Holds.plain(problem, 300));
            Holds.require(told.records() == Told.by(file).records(), "the same twice");
        } catch (UncheckedIOException e) {
            Holds.plain(String.valueOf(e.getCause().getMessage()), 300); // not even its first block can be read
        }
    }
}
